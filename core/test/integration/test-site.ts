import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** A site directory of its own with the built program: what an operator has, driven from outside only. */
export class TestSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'cc-kernel-site-'));
  #server: ChildProcess | undefined;
  /** What the server wrote to standard error since its last start. */
  log = '';

  private constructor(readonly port: number) {}

  static async create(clusters: readonly { readonly name: string }[], config: object = {}): Promise<TestSite> {
    const site = new TestSite(await freePort());
    const made = site.command('-init');
    if (made.status !== 0) throw new Error(`-init failed: ${made.stderr}`);
    site.writeConfig(config);
    for (const cluster of clusters) {
      mkdirSync(join(site.folder, 'var/job-archive', cluster.name), { recursive: true });
      writeFileSync(join(site.folder, 'var/job-archive', cluster.name, 'cluster.json'), JSON.stringify(cluster));
    }
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  writeConfig(extra: object): void {
    const config = {
      main: { addr: `127.0.0.1:${this.port}`, 'short-running-jobs-duration': 300 },
      auth: { jwts: { 'max-age': '24h' } },
      archive: { kind: 'file', path: './var/job-archive' },
      'metric-store': {
        'retention-in-memory': '100000h',
        'memory-cap': 4,
        checkpoints: { 'file-format': 'json', directory: './var/checkpoints' },
      },
      ...extra,
    };
    writeFileSync(join(this.folder, 'config.json'), JSON.stringify(config, undefined, 2));
  }

  command(...flags: string[]): CommandResult {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...flags], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  addUser(name: string, roles: string): void {
    const added = this.command('-add-user', `${name}:${roles}:${name}-pw`);
    if (added.status !== 0) throw new Error(`-add-user ${name} failed: ${added.stderr}`);
  }

  /** An API token, as the command line makes it. */
  token(name: string): string {
    const made = this.command('-jwt', name);
    const token = /ey[\w.-]+/.exec(made.stdout)?.[0];
    if (token === undefined) throw new Error(`-jwt ${name} gave no token: ${made.stdout}${made.stderr}`);
    return token;
  }

  /** Resolves once the server answers `/readyz` with 200. */
  async start(): Promise<void> {
    this.log = '';
    const server = spawn(process.execPath, ['--enable-source-maps', main, '-server', '-loglevel', 'info'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#server = server;
    const keep = (chunk: Buffer): void => void (this.log += chunk.toString());
    server.stdout.on('data', keep);
    server.stderr.on('data', keep);
    await eventually(async () => {
      if (server.exitCode !== null) throw new Stopped(`the server ended with ${server.exitCode}:\n${this.log}`);
      return (await fetch(`${this.url}/readyz`)).ok;
    });
  }

  /** Ends the server in order, or with `SIGKILL` as a crash would. Resolves with its exit code. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined || server.exitCode !== null) return server?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
    server.kill(signal);
    return ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Not worth another try. */
class Stopped extends Error {}

/** Waits until `check` answers true; a thrown error counts as not yet. */
export async function eventually(check: () => Promise<boolean>, milliseconds = 30_000): Promise<void> {
  const end = Date.now() + milliseconds;
  let last: unknown = new Error('the condition did not become true');
  while (Date.now() < end) {
    try {
      if (await check()) return;
    } catch (error) {
      if (error instanceof Stopped) throw error;
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw last;
}
