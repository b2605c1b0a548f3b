import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArchiveTarget, Settings, definePlugin, type AnyPluginDefinition } from '../../src/plugin.js';
import { withReplacements } from '../../src/kernel/configured-plugins.js';
import { pluginsOfSections } from '../../src/kernel/section-table.js';
import { readConfig } from '../../src/kernel/config/read-config.js';
import { startTestKernel } from '../../src/testing/start-test-kernel.js';
import { configured, loggedPlugin, wordToken } from './plugin-cases.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'boot-'));
  writeFileSync(path.join(root, 'package.json'), '{"type": "module"}');
  writeFileSync(
    path.join(root, 'tape.js'),
    `const config = { type: 'object', additionalProperties: false, required: ['drive'], properties: {
       drive: { type: 'string' }, speed: { type: 'integer', default: 5 }, key: { type: 'string', secret: true } } };
     export default { id: 'tape', version: '2.0', config, register() { globalThis.tapeRan = true; },
       start({ log }) { log.info({}, 'tape is threaded'); } };`,
  );
});
afterAll(() => rmSync(root, { recursive: true }));

const A = wordToken('A');

describe('boot', () => {
  it('loads plugins of the config file, checks their config and fills in defaults', async () => {
    let seen: unknown;
    const own = definePlugin({
      id: 'own',
      config: Type.Object({ speed: Type.Integer({ default: 3 }) }),
      register: (_bind, config) => void (seen = config),
    });
    const kernel = await startTestKernel({
      root,
      config: { main: {}, plugins: [{ use: './tape', config: { drive: '/dev/st0' } }] },
      plugins: [own],
    });
    expect(seen).toEqual({ speed: 3 });
    expect(kernel.plugins()).toMatchObject([
      { name: 'tape', version: '2.0', state: 'running', configPath: 'plugins[0]', source: path.join(root, 'tape.js') },
      { name: 'own', state: 'running', configPath: '(program)[0]' },
    ]);
    expect(kernel.logLines.join('\n')).toContain('[INFO]     tape: tape is threaded');
    expect(kernel.logLines.at(-1)).toBe('[INFO]     2 of 2 plugins are running');
    await kernel.stop();
  });

  it('reports mistakes of sections and of plugins together, before any plugin runs', async () => {
    Reflect.deleteProperty(globalThis, 'tapeRan');
    const start = startTestKernel({
      root,
      config: {
        main: { adr: 'x' },
        plugins: [
          { use: './tape', config: { drvie: 1, key: 12_345 } },
          { use: './nosuch' },
          { use: './tape', as: 'second', config: { drive: 'x', speed: 'fast' } },
        ],
      },
    });
    await expect(start).rejects.toMatchObject({
      code: 'CC_CONFIG',
      mistakes: [
        'main.adr: unknown key, did you mean "addr"?',
        'plugins[0].config.drive: is missing, expected text',
        'plugins[0].config.drvie: unknown key, did you mean "drive"?',
        'plugins[0].config.key: must be text (what was found is secret)',
        expect.stringMatching(/^plugins\[1\]: plugin "\.\/nosuch" was not found; tried:\n {2}\//),
        'plugins[2].config.speed: must be a whole number, is "fast"',
      ],
    });
    expect(globalThis).not.toHaveProperty('tapeRan');
  });

  it('goes on without an optional plugin that cannot be found', async () => {
    const kernel = await startTestKernel({
      root,
      config: { main: {}, plugins: [{ use: './nosuch', as: 'cold', required: false }] },
    });
    expect(kernel.plugins()).toMatchObject([{ name: 'cold', state: 'failed', required: false }]);
    expect(kernel.plugins()[0]?.reason).toContain('was not found');
    await kernel.stop();
  });

  it('closes everything again when the start fails', async () => {
    const happened: string[] = [];
    const start = startTestKernel({
      plugins: [
        loggedPlugin('a', happened),
        loggedPlugin('b', happened, { ready: () => Promise.reject(new Error('port in use')) }),
      ],
    });
    await expect(start).rejects.toThrow('b did not get ready: port in use');
    expect(happened.slice(-2)).toEqual(['stop b', 'stop a']);
  });

  it('says once what is not active yet', async () => {
    const kernel = await startTestKernel({
      config: { main: { 'emission-constant': 317 }, nats: { address: 'nats://x' } },
    });
    expect(kernel.logLines.filter((line) => line.includes('not active'))).toEqual([
      '[WARNING]  accepted, but not active yet: main.emission-constant (web pages), nats (NATS)',
    ]);
    await kernel.stop();
  });

  it('gives settings to everybody', async () => {
    const kernel = await startTestKernel({ root, env: { SESSION_KEY: 'x' }, dev: true });
    expect(kernel.get(Settings)).toMatchObject({ root, dev: true, env: { SESSION_KEY: 'x' } });
    await kernel.stop();
  });
});

describe('the section table', () => {
  const translate = (config: object) => {
    const { sections, mistakes } = readConfig({ main: {}, ...config }, { root: '/site', file: 'c' });
    if (!sections) throw new Error(mistakes.join());
    return pluginsOfSections(sections, '/site');
  };
  const store = { 'retention-in-memory': '48h', 'memory-cap': 1 };

  it('gives the embedded defaults', () => {
    expect(translate({}).requests.map(({ use, config }) => [use, config])).toEqual([
      ['@cc-kernel/sql-sqlite', { file: '/site/var/job.db' }],
      ['@cc-kernel/archive-fs', { directory: '/site/var/job-archive' }],
      ['@cc-kernel/auth', {}],
      ['@cc-kernel/rest', {}],
      ['@cc-kernel/graphql', {}],
      ['@cc-kernel/web-ui', {}],
    ]);
  });

  it('takes paths and tuning from the sections', () => {
    const { requests, warnings } = translate({
      main: { db: '/data/my.db', 'db-config': { 'busy-timeout-ms': 5 } },
      archive: { kind: 'file', path: 'a' },
      'metric-store': { ...store, checkpoints: { 'file-format': 'json', directory: 'c' } },
    });
    expect(requests.slice(0, 3).map(({ config }) => config)).toEqual([
      { file: '/data/my.db', 'busy-timeout-ms': 5 },
      { directory: '/site/a' },
      { directory: '/site/c' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('keeps a log unless the configuration asks for json', () => {
    for (const more of [{}, { checkpoints: { 'file-format': 'wal' } }]) {
      const { requests, warnings } = translate({ 'metric-store': { ...store, ...more } });
      expect(requests[2]).toMatchObject({
        use: '@cc-kernel/metricstore-wal',
        config: { directory: '/site/var/checkpoints', durability: 'disk', maxLogSize: 0 },
      });
      expect(warnings).toEqual([]);
    }
  });

  it.each([
    { kind: 's3', bucket: 'b' },
    { kind: 'sqlite', 'db-path': 'p' },
  ])('refuses an archive that is not built: %j', (archive) => {
    expect(translate({ archive }).mistakes).toEqual([
      `archive.kind: "${archive.kind}" is not available yet; use "file"`,
    ]);
  });
});

describe('a plugin of the list', () => {
  const providing = (id: string): AnyPluginDefinition => ({ ...loggedPlugin(id, []), provides: [ArchiveTarget] });
  const names = (list: readonly { definition: { id: string } }[]) => list.map(({ definition }) => definition.id);

  it('takes the place of a section’s plugin that keeps the same contract or has the same id', () => {
    const sections = [configured(providing('archive-fs')), configured(loggedPlugin('rest', []))];
    const tape = configured(providing('tape'));
    const rest = configured(loggedPlugin('rest', []));
    const { plugins, replaced } = withReplacements(sections, [tape, rest]);
    expect(names(plugins)).toEqual(['tape', 'rest']);
    expect([...replaced]).toEqual([
      ['archive-fs', 'tape'],
      ['rest', 'rest'],
    ]);
  });

  it('stands beside it under a name of its own', () => {
    const { plugins } = withReplacements(
      [configured(providing('archive-fs'))],
      [configured(providing('tape'), { as: 'cold' })],
    );
    expect(names(plugins)).toEqual(['archive-fs', 'tape']);
  });

  it('is refused when two of them keep one contract', async () => {
    const start = startTestKernel({
      plugins: [loggedPlugin('a', [], { provides: [A] }), loggedPlugin('b', [], { provides: [A] })],
    });
    await expect(start).rejects.toMatchObject({
      code: 'CC_PLUGIN_NEEDS',
      problems: ['a and b both provide test.A: remove one, or tell them apart with "as"'],
    });
  });
});
