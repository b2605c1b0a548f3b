// A site directory and the built server in it, driven from outside only. Used by demo, benchmarks and end-to-end tests.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from './ensure-installed.mjs';

const main = join(root, 'core/dist/main.js');

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Site {
  #server;
  /** What the server wrote since its last start. */
  log = '';

  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
  }

  /** Skeleton, configuration and cluster documents in a folder that holds no site yet. */
  static create({ folder, port, clusters, config = {} }) {
    const site = new Site(folder, port);
    mkdirSync(folder, { recursive: true });
    site.mustRun('-init');
    site.writeConfig(config);
    for (const cluster of clusters) {
      mkdirSync(join(folder, 'var/job-archive', cluster.name), { recursive: true });
      writeFileSync(join(folder, 'var/job-archive', cluster.name, 'cluster.json'), JSON.stringify(cluster));
    }
    return site;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The embedded defaults, with `extra` sections in place of them. */
  writeConfig(extra = {}) {
    const config = {
      main: { addr: `127.0.0.1:${this.port}` },
      auth: { jwts: { 'max-age': '2000h' } },
      archive: { kind: 'file', path: './var/job-archive' },
      'metric-store': {
        'retention-in-memory': '48h',
        'memory-cap': 4,
        checkpoints: { 'file-format': 'json', directory: './var/checkpoints' },
      },
      ...extra,
    };
    writeFileSync(join(this.folder, 'config.json'), `${JSON.stringify(config, undefined, 2)}\n`);
  }

  /** Runs the program with these flags to its end. */
  run(...flags) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...flags], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  mustRun(...flags) {
    const result = this.run(...flags);
    if (result.status !== 0)
      throw new Error(`cc-kernel ${flags[0]} ended with ${result.status}:\n${result.stdout}${result.stderr}`);
    return result;
  }

  addUser(name, roles, password = `${name}-pw`) {
    this.mustRun('-add-user', `${name}:${roles}:${password}`);
  }

  /** An API token, as the command line makes it. */
  token(name) {
    const { stdout } = this.mustRun('-jwt', name);
    const token = /ey[\w.-]+/.exec(stdout)?.[0];
    if (token === undefined) throw new Error(`cc-kernel -jwt ${name} printed no token: ${stdout}`);
    return token;
  }

  /** Resolves once the server answers `/readyz` with 200; rejects with its log when it ends before. `env` is added to our environment. */
  async start({ flags = ['-loglevel', 'info'], milliseconds = 60_000, onOutput, env = {} } = {}) {
    this.log = '';
    const server = spawn(process.execPath, ['--enable-source-maps', main, '-server', ...flags], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#server = server;
    const keep = (chunk) => {
      this.log += chunk.toString();
      onOutput?.(chunk.toString());
    };
    server.stdout.on('data', keep);
    server.stderr.on('data', keep);
    const ended = new Promise((resolve) => server.once('exit', resolve));
    const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
    const ready = eventually(async () => hasEnded() || (await fetch(`${this.url}/readyz`)).ok, milliseconds, 15);
    const code = await Promise.race([ready, ended]);
    if (code !== undefined || hasEnded()) throw new Error(`the server ended with ${code}:\n${this.log}`);
    return { ended };
  }

  get processId() {
    return this.#server?.pid;
  }

  /** Ends the server in order, or with `SIGKILL` as a crash would. Resolves with its exit code. */
  async stop(signal = 'SIGTERM') {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return server?.exitCode ?? null;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    return ended;
  }
}

/** Waits until `check` answers true; a thrown error counts as not yet. */
export async function eventually(check, milliseconds = 30_000, interval = 50) {
  const end = Date.now() + milliseconds;
  let last = new Error('the condition did not become true');
  while (Date.now() < end) {
    try {
      if (await check()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  throw last;
}
