import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initSite } from '../../src/kernel/cli/init-site.js';
import { runProgram } from '../../src/kernel/cli/run-program.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'program-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
};

async function run(...words: string[]) {
  let out = '';
  let error = '';
  const code = await runProgram(words, {
    root,
    env: {},
    program: 'cc-kernel',
    write: (text) => void (out += text),
    writeError: (text) => void (error += text),
    stop: new AbortController().signal,
  });
  return { code, out, error };
}

describe('the program', () => {
  it('tells its version, whatever else is asked', async () => {
    const { code, out } = await run('-version', '-server');
    expect(code).toBe(0);
    expect(out).toMatch(/^Version:\s+\d+\.\d+\.\d+$/m);
    expect(out).toMatch(/^SQL db version:\s+11$/m);
  });

  it('prints the usage on standard error, and ends with 2 for a flag that it does not know', async () => {
    expect(await run('-h')).toMatchObject({
      code: 0,
      out: '',
      error: expect.stringMatching(/^Usage of cc-kernel:/) as string,
    });
    expect(await run('-nosuch')).toMatchObject({
      code: 2,
      error: expect.stringMatching(/^unknown flag: -nosuch\nUsage/) as string,
    });
  });

  it('needs .env and a config file', async () => {
    expect((await run()).error).toBe(
      `[ERROR]    ${root}/.env does not exist: it must be there, if only empty (-init makes one with new keys)\n`,
    );
    put('.env', '');
    const { code, error } = await run();
    expect(code).toBe(1);
    expect(error).toContain(`${root}/config.json does not exist`);
    expect((await run('-config', 'etc/other.json')).error).toContain(`${root}/etc/other.json does not exist`);
  });

  it('reports each mistake on a line of its own', async () => {
    put('.env', '');
    put('config.json', '{"main": {"adr": "x"}, "archive": {"kind": "s3", "bucket": "b"}, "metric-stor": {}}');
    const { code, error } = await run('-server');
    expect(code).toBe(1);
    expect(error.split('\n').slice(0, 2)).toEqual([
      '[CRITICAL] metric-stor: unknown key, did you mean "metric-store"?',
      '[CRITICAL] main.adr: unknown key, did you mean "addr"?',
    ]);
  });

  it('names the place where the config file is no JSON', async () => {
    put('.env', '');
    put('config.json', '{"main": {');
    expect((await run()).error).toBe(`[CRITICAL] ${root}/config.json is no valid JSON: line 1, column 11\n`);
  });

  it('says what is ignored', async () => {
    put('.env', '');
    const { error } = await run('-gops', 'word', '-server');
    expect(error).toContain('[WARNING]  "word" is no flag: everything from there on is ignored');
    expect(error).toMatch(/\[WARNING\] {2}diagnostics may connect to ws:\/\/127\.0\.0\.1/);
  });

  it.each(['-sync-ldap', '-apply-tags'])('says that %s is not available yet', async (flag) => {
    put('.env', '');
    put('config.json', '{"main": {}}');
    const { code, error } = await run(flag);
    expect(code).toBe(1);
    expect(error).toContain(`${flag} is not available yet`);
  });

  it.each([
    ['debug', 'debug'],
    ['crit', 'crit'],
  ])('logs from level %s on', async (_name, level) => {
    const { code, error } = await run('-loglevel', level);
    expect(code).toBe(1);
    expect(error === '').toBe(level === 'crit');
  });

  it('logs everything for a level that it does not know', async () => {
    expect((await run('-loglevel', 'bogus')).error).toContain('[ERROR]    -loglevel "bogus" is none of debug, info');
  });

  it('never prints the password of a user that is given wrongly', async () => {
    put('.env', 'SESSION_KEY=YQ==');
    put('config.json', '{"main": {"db": "my.db"}}');
    put('my.db', '');
    mkdirSync(path.join(root, 'var/job-archive'), { recursive: true });
    const { code, out, error } = await run('-loglevel', 'debug', '-add-user', 'alice:hunter2');
    expect(code).toBe(1);
    expect(out + error).not.toContain('hunter2');
  });

  it('needs a session key, a database, and a metric store to serve', async () => {
    put('.env', '');
    put('config.json', '{"main": {}}');
    expect((await run('-add-user', 'a:user:b')).error).toContain('SESSION_KEY is not set');
    put('.env', 'SESSION_KEY="***"');
    expect((await run('-add-user', 'a:user:b')).error).toContain('SESSION_KEY is not standard base64');
    put('.env', 'SESSION_KEY=YQ==');
    expect((await run('-add-user', 'a:user:b')).error).toContain(`there is no database ${root}/var/job.db`);
    expect(existsSync(path.join(root, 'var'))).toBe(false);
    put('var/job.db', '');
    expect((await run('-server')).error).toContain('the server needs the section metric-store');
    expect(readdirSync(path.join(root, 'var'))).toEqual(['job.db']);
  });
});

describe('-init', () => {
  it('lays out a site with new keys that only its owner reads', () => {
    expect(initSite(root)).toEqual({ made: ['.env', 'config.json', 'var/job-archive/version.txt'], kept: [] });
    expect(statSync(path.join(root, '.env')).mode & 0o777).toBe(0o600);
    expect(readFileSync(path.join(root, 'var/job-archive/version.txt'), 'utf8')).toBe('3\n');
    const text = readFileSync(path.join(root, '.env'), 'utf8');
    const key = (name: string) => Buffer.from(new RegExp(`^${name}="(.*)"$`, 'm').exec(text)?.[1] ?? '', 'base64');
    expect([key('SESSION_KEY').length, key('JWT_PUBLIC_KEY').length, key('JWT_PRIVATE_KEY').length]).toEqual([
      32, 32, 64,
    ]);
    expect(key('JWT_PRIVATE_KEY').subarray(32)).toEqual(key('JWT_PUBLIC_KEY'));
  });

  it('keeps files that are there, and does nothing where ./var is', async () => {
    put('.env', 'OLD=1\n');
    put('config.json', '{}');
    expect(initSite(root)?.kept).toEqual(['.env', 'config.json']);
    expect(initSite(root)).toBeUndefined();
    expect(await run('-init')).toEqual({
      code: 0,
      out: 'The folder ./var exists already, so nothing was changed.\n',
      error: '',
    });
    expect(readFileSync(path.join(root, '.env'), 'utf8')).toBe('OLD=1\n');
  });

  it('leaves nothing behind when it cannot finish', async () => {
    put('config.json', '{"main": {"adr": 1}}');
    expect((await run('-init')).code).toBe(1);
    expect([existsSync(path.join(root, 'var')), existsSync(path.join(root, '.env'))]).toEqual([false, false]);
    expect(readFileSync(path.join(root, 'config.json'), 'utf8')).toBe('{"main": {"adr": 1}}');
  });

  it('is followed by a first user and a token', async () => {
    expect((await run('-init')).error).toBe('');
    expect(await run('-add-user', 'svc:api:', '-jwt', 'svc')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^JWT: Successfully generated JWT for user 'svc': ey[\w.-]+\nDone; /) as string,
    });
    const plugins = JSON.parse((await run('plugins', '--json')).out) as {
      plugins: { name: string; provides: string[] }[];
    };
    expect(plugins.plugins.find(({ name }) => name === 'sql-sqlite')?.provides).toEqual(['sql.SqlDriver']);
    expect((await run('plugins')).out).toMatch(/^archive-fs +not started +\S+ +archive\.ArchiveTarget +archive +\//m);
  });
});
