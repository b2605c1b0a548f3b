import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nearestKey } from '../../src/kernel/config/mistakes.js';
import { jsonMistakeAt } from '../../src/kernel/config/json-mistake.js';
import { parseJson } from '../../src/kernel/config/section-files.js';
import { readConfig } from '../../src/kernel/config/read-config.js';
import { SchemaChecker } from '../../src/kernel/config/schema-checker.js';
import { testSettings } from '../../src/testing/test-settings.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const checker = new SchemaChecker();
const read = (document: unknown) => readConfig(document, { root, file: 'config.json' }, checker);
const mistakes = (document: unknown) => read(document).mistakes;
const store = { 'retention-in-memory': '48h', 'memory-cap': 100 };

describe('the config report', () => {
  it('names all mistakes at once, each with path, expectation, finding and nearest key', () => {
    expect(
      mistakes({
        main: { adr: 'x', addr: 8080, validate: 'yes', resampling: { resolutions: ['60'] }, 'session-max-age': '7d' },
        archive: { kind: 'tape' },
        auth: { ldap: { url: 'ldap://x', 'user-bas': 'y' } },
        'metric-store': { 'retention-in-memory': 48, checkpoints: { 'file-format': 'avro' }, cleanup: null },
        'metric-stor': {},
        nosuch: 1,
      }),
    ).toEqual([
      'metric-stor: unknown key, did you mean "metric-store"?',
      'nosuch: unknown key, known here: main, auth, archive, metric-store, metric-store-external, nats, cron, ui, plugins',
      'main.adr: unknown key, did you mean "addr"?',
      'main.addr: must be text, is 8080',
      'main.validate: must be true or false, is "yes"',
      'main.session-max-age: must be a duration such as "30s", "12h" or "1h30m" (there is no unit for days), is "7d"',
      'main.resampling.trigger: is missing, expected a whole number: Pages load the next finer level when fewer points than this are visible',
      'main.resampling.resolutions[0]: must be a whole number, is "60"',
      'auth.jwts: is missing, expected an object: API tokens, and logins by token of another program',
      'auth.ldap.user-base: is missing, expected text: Where users are searched',
      'auth.ldap.search-dn: is missing, expected text: Who searches; its password is LDAP_ADMIN_PASSWORD',
      'auth.ldap.user-bind: is missing, expected text: DN of a user, with `{username}` in it',
      'auth.ldap.user-filter: is missing, expected text: Filter in parentheses',
      'auth.ldap.user-bas: unknown key, did you mean "user-base"?',
      'archive.kind: must be "file", "s3" or "sqlite", is "tape"',
      'metric-store.memory-cap: is missing, expected a whole number: GB of samples above which the oldest go early; 0: unlimited',
      'metric-store.retention-in-memory: must be text, is 48',
      'metric-store.checkpoints.file-format: must be "wal" or "json", is "avro"',
      'metric-store.cleanup: must be an object, is null',
    ]);
  });

  it.each([
    ['a list', [], 'config.json: must be an object of sections'],
    ['null', null, 'config.json: must be an object of sections'],
    ['no main', {}, 'main: is missing, expected an object: The server itself. Must be present, may be empty.'],
    ['one TLS file', { main: { 'https-cert-file': 'x' } }, 'main.https-key-file: is missing; TLS needs both files'],
    ['no port', { main: { addr: 'localhost' } }, 'main.addr: must be host:port, is "localhost"'],
    ['a port too high', { main: { addr: ':99999' } }, 'main.addr: the port must be at most 65535, is ":99999"'],
    ['no path', { main: {}, archive: { kind: 'file' } }, 'archive.path: is missing; kind "file" needs it'],
    ['no bucket', { main: {}, archive: { kind: 's3' } }, 'archive.bucket: is missing; kind "s3" needs it'],
    ['zero', { main: {}, cron: { 'duration-worker': '0' } }, 'cron.duration-worker: must be longer than 0, is "0"'],
    [
      'cleanup without folder',
      { main: {}, 'metric-store': { ...store, cleanup: { mode: 'archive' } } },
      'metric-store.cleanup.directory: is missing; mode "archive" needs it',
    ],
  ])('names %s', (_name, document, line) => {
    expect(mistakes(document)).toHaveLength(1);
    expect(mistakes(document)[0]).toContain(line);
  });

  it('says where a file is no JSON, and not what is there', () => {
    const read = parseJson('{\n  "password": hunter2\n}', 'config.json');
    expect(read).toEqual({ problem: 'config.json is no valid JSON: line 2, column 15' });
    expect(parseJson('', 'c')).toEqual({ problem: 'c is no valid JSON: line 1, column 1' });
    expect(parseJson('{"a": 1', 'c')).toEqual({ problem: 'c is no valid JSON: line 1, column 8' });
    expect(parseJson('{"a": [1, 2,], "b": 1}', 'c')).toEqual({ problem: 'c is no valid JSON: line 1, column 13' });
    expect(parseJson('{} x', 'c')).toEqual({ problem: 'c is no valid JSON: line 1, column 4' });
  });

  it('finds a place exactly where the engine finds none', () => {
    const cut = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), fc.nat(2));
    fc.assert(
      fc.property(cut, ([json, at, text, length]) => {
        const place = at % (json.length + 1);
        const broken = json.slice(0, place) + text + json.slice(place + length);
        let parses = true;
        try {
          JSON.parse(broken);
        } catch {
          parses = false;
        }
        expect(jsonMistakeAt(broken) === undefined).toBe(parses);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the nearest key', () => {
    expect(nearestKey('checkpoint', ['checkpoints', 'cleanup'])).toBe('checkpoints');
    expect(nearestKey('Addr', ['addr', 'db'])).toBe('addr');
    expect(nearestKey('something', ['addr', 'db'])).toBeUndefined();
  });
});

describe('section files', () => {
  it('work for every section, two words included', () => {
    writeFileSync(path.join(root, 'main.json'), '{"addr": "localhost:1"}');
    writeFileSync(path.join(root, 'ms.json'), JSON.stringify(store));
    writeFileSync(path.join(root, 'ui.json'), '{"job-list": {"use-paging": true}}');
    const settings = testSettings({
      root,
      config: { 'main-file': 'main.json', 'metric-store-file': './ms.json', 'ui-file': path.join(root, 'ui.json') },
    });
    expect(settings.main.addr).toBe('localhost:1');
    expect(settings.metricStore?.retentionInMemory).toBe(172_800);
    expect(settings.uiDefaults['jobList_usePaging']).toBe(true);
  });

  it('are a mistake when missing, broken, double, misspelt or wrong inside', () => {
    writeFileSync(path.join(root, 'broken.json'), '{');
    writeFileSync(path.join(root, 'wrong.json'), '{"nosuch": 1}');
    expect(
      mistakes({
        'main-file': 'nosuch.json',
        auth: { jwts: {} },
        'auth-file': 'auth.json',
        'archive-file': 'broken.json',
        'cron-file': 'wrong.json',
        'nats-file': 7,
        'metric-stor-file': 'x',
      }),
    ).toEqual([
      `main-file: ${root}/nosuch.json does not exist`,
      'auth-file: the section "auth" is also in the file itself; keep one of them',
      `archive-file: ${root}/broken.json is no valid JSON: line 1, column 2`,
      'nats-file: must be text, the path of a file',
      'metric-stor-file: unknown key, did you mean "metric-store-file"?',
      'cron.nosuch: unknown key, known here: commit-job-worker, duration-worker, footprint-worker',
    ]);
  });
});

describe('keys without a room', () => {
  it('are accepted and told', () => {
    const { mistakes, unbuilt } = read({
      main: {
        'machine-state-dir': './x',
        'enable-job-taggers': false,
        'api-subjects': { 'subject-job-event': 'a', 'subject-node-state': 'b' },
      },
      nats: { address: 'nats://x' },
      'metric-store-external': [],
      archive: { kind: 'file', path: 'x', retention: { policy: 'none' } },
    });
    expect(mistakes).toEqual([]);
    expect([...unbuilt.keys()]).toEqual(['main.api-subjects', 'main.machine-state-dir', 'archive.retention', 'nats']);
  });
});

describe('settings', () => {
  it('have cc-backend’s defaults', () => {
    const { main, cron, metricStore, uiDefaults } = testSettings();
    expect(main).toMatchObject({
      addr: 'localhost:8080',
      apiAllowedIps: [],
      db: './var/job.db',
      sessionMaxAge: 604_800,
      shortRunningJobsDuration: 300,
      emissionConstant: 0,
      resampling: undefined,
      trustedProxies: [],
      systemdUnit: 'clustercockpit.service',
      jobEventsByNats: false,
    });
    expect(cron).toEqual({ commitJobWorker: 120, durationWorker: 300, footprintWorker: 600 });
    expect(metricStore).toBeUndefined();
    expect(uiDefaults).toMatchObject({
      jobView_showRoofline: true,
      plotConfiguration_plotsPerRow: 3,
      metricConfig_jobViewTableMetrics: ['flops_any', 'mem_bw', 'mem_used'],
    });
  });

  it('flatten metric lists of clusters and sub-clusters', () => {
    const clusters = [
      { name: 'orion', 'job-list-metrics': ['a'], 'sub-clusters': [{ name: 'fat', 'job-view-plot-metrics': ['b'] }] },
    ];
    const { uiDefaults } = testSettings({ config: { main: {}, ui: { 'metric-config': { clusters } } } });
    expect(uiDefaults).toMatchObject({
      'metricConfig_jobListMetrics:orion': ['a'],
      'metricConfig_jobViewPlotMetrics:orion:fat': ['b'],
    });
  });

  it('take the default for a minimum of points that is no wish', () => {
    const resampling = { trigger: 1, resolutions: [60], 'minimum-points': 0 };
    expect(testSettings({ config: { main: { resampling } } }).main.resampling?.minimumPoints).toBe(1000);
  });
});

describe('whatever the file holds', () => {
  const SECRET = 'hunter2hunter2';
  const secretKeys = ['access-key', 'secret-key', 'password', 'target-access-key', 'target-secret-key', 'token'];
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant('48h'));
  const key = fc.constantFrom(
    'addr',
    'kind',
    'jwts',
    'url',
    'scope',
    'retention',
    'x',
    '__proto__',
    'constructor',
    'a/b~c',
    ...secretKeys,
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(key, tie('any'), { maxKeys: 5 }),
    ),
  })).any;
  const section = fc.constantFrom(
    'main',
    'auth',
    'archive',
    'metric-store',
    'metric-store-external',
    'nats',
    'cron',
    'ui',
    'plugins',
    'x',
  );

  it('ends in settings or in a report, each mistake one line with a path', () => {
    fc.assert(
      fc.property(fc.dictionary(section, value), (document) => {
        const { sections, mistakes } = read(document);
        expect(sections === undefined).toBe(mistakes.length > 0);
        for (const line of mistakes) expect(line).toMatch(/^\S.*: /);
      }),
      { numRuns: 300 },
    );
  });

  it('never prints a secret', () => {
    const spot = fc.constantFrom(
      (secret: unknown) => ({ archive: { kind: 's3', 'secret-key': secret } }),
      (secret: unknown) => ({ archive: { kind: 'file', retention: { policy: 'move', 'target-access-key': secret } } }),
      (secret: unknown) => ({ nats: { password: secret } }),
      (secret: unknown) => ({ nats: { passwort: secret } }),
      (secret: unknown) => ({ 'metric-store-external': [{ token: secret }] }),
      (secret: unknown) => ({ 'metric-store-external': { token: secret } }),
      (secret: unknown) => ({ main: { 'nodestate-retention': { 'target-secret-key': secret } } }),
      (secret: unknown) => ({ nats: [{ password: secret }] }),
    );
    const shape = fc.constantFrom<(s: string) => unknown>(
      (s) => s,
      (s) => [s],
      (s) => ({ s }),
      (s) => ({ [s]: 1 })[s] ?? s,
    );
    fc.assert(
      fc.property(spot, shape, (place, wrap) => {
        expect(mistakes(place(wrap(SECRET))).join('\n')).not.toContain(SECRET);
      }),
    );
  });
});
