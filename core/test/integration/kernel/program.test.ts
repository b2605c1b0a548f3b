import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

let root: string;
let port: number;
let children: ChildProcess[];

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'site-'));
  port = await freePort();
  children = [];
  await ran('-init');
  change((config) => ({ ...config, main: { addr: `127.0.0.1:${port}` } }));
});
afterEach(async () => {
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }),
  );
  rmSync(root, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

function change(edit: (config: Record<string, unknown>) => object): void {
  const file = path.join(root, 'config.json');
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)));
}

function start(words: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...words], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  children.push(child);
  let out = '';
  let error = '';
  child.stdout.on('data', (data) => (out += String(data)));
  child.stderr.on('data', (data) => (error += String(data)));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, error })));
  return { child, ended };
}

const ran = (...words: string[]): Promise<Ended> => start(words).ended;

async function serving(env: Record<string, string> = {}) {
  const server = start(['-server', '-loglevel', 'info'], env);
  const died = server.ended.then(({ error }) => Promise.reject(new Error(error)));
  await Promise.race([died, untilReady()]);
  died.catch(() => undefined);
  return server;
}

async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not get ready');
}

describe('a server process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends in good order on %s', async (signal) => {
    const { child, ended } = await serving();
    expect(existsSync(path.join(root, 'var/cc-kernel.lock'))).toBe(true);
    child.kill(signal);
    const { code, out, error } = await ended;
    expect({ code, out }).toEqual({ code: 0, out: 'Shut down in good order.\n' });
    expect(error).not.toMatch(/\[(ERROR|CRITICAL)\]/);
    expect(existsSync(path.join(root, 'var/cc-kernel.lock'))).toBe(false);
  });

  it('refuses a second one in the same folder, and one more on the same port', async () => {
    const { child, ended } = await serving();
    const second = await ran('-server');
    expect(second.code).toBe(1);
    expect(second.error).toContain(`${root} is served by the process ${child.pid} already`);

    const first = root;
    root = mkdtempSync(path.join(tmpdir(), 'site-'));
    await ran('-init');
    change((config) => ({ ...config, main: { addr: `127.0.0.1:${port}` } }));
    const other = await ran('-server');
    expect(other.code).toBe(1);
    expect(other.error).toMatch(/\[ERROR\] .*cannot listen on .*another program listens there/);
    expect(existsSync(path.join(root, 'var/cc-kernel.lock'))).toBe(false);
    rmSync(root, { recursive: true });
    root = first;
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('starts again after it was killed', async () => {
    const { child, ended } = await serving();
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(path.join(root, 'var/cc-kernel.lock'))).toBe(true);
    const again = await serving();
    again.child.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
  });

  it('tells how its plugins are, from outside and in /healthz', async () => {
    change((config) => ({ ...config, plugins: [{ use: './nosuch', as: 'cold', required: false }] }));
    const { child, ended } = await serving();
    const { out } = await ran('plugins', '--json');
    const { running, plugins } = JSON.parse(out) as { running: number; plugins: { name: string; state: string }[] };
    expect(running).toBe(child.pid);
    expect(plugins.find(({ name }) => name === 'core.http')?.state).toBe('running');
    expect(plugins.find(({ name }) => name === 'cold')?.state).toBe('failed');
    const health = (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as { state: string };
    expect(health.state).toBe('degraded');
    child.kill('SIGTERM');
    await ended;
  });

  it('writes its log as the journal wants it', async () => {
    const { child, ended } = await serving({ JOURNAL_STREAM: '8:1' });
    child.kill('SIGTERM');
    const { error } = await ended;
    for (const line of error.trimEnd().split('\n')) expect(line).toMatch(/^<[2-7]>\[[A-Z]+\] +\S/);
    for (const secret of readFileSync(path.join(root, '.env'), 'utf8').matchAll(/"(.+)"/g))
      expect(error).not.toContain(secret[1]);
  });

  it('tells systemd when it is ready and when it stops', async () => {
    const told = path.join(root, 'told');
    writeFileSync(path.join(root, 'systemd-notify'), `#!/bin/sh\necho "$@" >> ${told}\n`, { mode: 0o755 });
    const search = `${root}${path.delimiter}${process.env['PATH'] ?? ''}`;
    const { child, ended } = await serving({ NOTIFY_SOCKET: '/nonexistent', PATH: search });
    for (let i = 0; i < 100 && !existsSync(told); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(readFileSync(told, 'utf8').trim().split('\n')).toEqual([
      `--pid=${child.pid} --status=running READY=1`,
      `--pid=${child.pid} --status=shutting down STOPPING=1`,
    ]);
  });

  it('adds a user and serves in one go', async () => {
    const { child, ended } = start(['-add-user', 'alice:admin:pw', '-jwt', 'alice', '-server']);
    await untilReady();
    child.kill('SIGTERM');
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^JWT: Successfully generated JWT for user 'alice': ey\S+\nShut down in good order\.\n$/);
  });

  it('loads a third-party plugin by path in the place of the built-in archive', async () => {
    const template = fileURLToPath(new URL('../../../../tools/plugin-template', import.meta.url));
    change((config) => ({
      ...config,
      plugins: [{ use: template, config: { file: path.join(root, 'var/archive.log') } }],
    }));
    expect((await ran('-add-user', 'alice:admin:pw')).code).toBe(0);
    expect(readFileSync(path.join(root, 'var/archive.log'), 'utf8')).toContain('"name":"version.txt"');
  });
});
