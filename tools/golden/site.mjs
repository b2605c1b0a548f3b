import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { project } from './golden-folder.mjs';

const program = path.join(project, 'core/dist/main.js');

/** A folder with a site in it, played by our program. */
export class Site {
  #server;
  #log = '';

  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  /**
   * Makes the folder the way `golden/site/README.md` does, with one change of the configuration: JSON checkpoints.
   * @param accounts name → list of roles; the password is `<name>-pw`
   */
  static async make({ config, env, drive, accounts }) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cc-kernel-golden-'));
    const site = new Site(folder, await freePort());
    const settings = JSON.parse(fs.readFileSync(config, 'utf8'));
    settings.main.addr = `127.0.0.1:${site.port}`;
    settings['metric-store'].checkpoints['file-format'] = 'json';
    site.run('-init');
    fs.writeFileSync(site.file('config.json'), JSON.stringify(settings, undefined, 2));
    fs.writeFileSync(site.file('.env'), fs.readFileSync(env));
    site.node(drive, '--write-clusters', site.file('var/job-archive'));
    for (const [name, roles] of Object.entries(accounts)) site.run('-add-user', `${name}:${roles}:${name}-pw`);
    site.token = /ey[\w.-]+/.exec(site.run('-jwt', 'api'))?.[0];
    if (!site.token) throw new Error('-jwt api printed no token');
    return site;
  }

  file(name) {
    return path.join(this.folder, name);
  }

  /** Runs our program with these flags to its end; gives what it printed. */
  run(...flags) {
    return this.node(program, ...flags);
  }

  node(...command) {
    const done = spawnSync(process.execPath, command, { cwd: this.folder, env: surroundings(), encoding: 'utf8' });
    if (done.status === 0) return done.stdout + done.stderr;
    throw new Error(
      `${command.map((word) => path.basename(word)).join(' ')} ended with ${done.status}:\n${done.stderr}${done.stdout}`,
    );
  }

  /** Like `node`, while this process keeps reading what the server prints. */
  nodeAside(...command) {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, command, { cwd: this.folder, env: surroundings() });
      let printed = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
      child.on('error', reject);
      child.on('close', (status) => (status === 0 ? resolve(printed) : reject(new Error(printed))));
    });
  }

  async start() {
    this.#server = spawn(process.execPath, [program, '-server'], { cwd: this.folder, env: surroundings() });
    for (const stream of [this.#server.stdout, this.#server.stderr]) stream.on('data', (text) => (this.#log += text));
    await until('the server answers', 30_000, async () => {
      if (this.#server.exitCode !== null)
        throw new Error(`the server ended with ${this.#server.exitCode}:\n${this.#log}`);
      return (await fetch(`${this.url}/api/clusters/`).catch(() => undefined)) !== undefined;
    });
  }

  /** Ends the server in order and gives its exit code. */
  async stop() {
    if (!this.#server) return undefined;
    const { exitCode } = this.#server;
    if (exitCode !== null) return exitCode;
    const ended = new Promise((resolve) => this.#server.once('exit', resolve));
    this.#server.kill('SIGTERM');
    const deadline = setTimeout(() => this.#server.kill('SIGKILL'), 30_000);
    const code = await ended;
    clearTimeout(deadline);
    return code;
  }

  async get(address) {
    const answer = await fetch(this.url + address, { headers: { 'x-auth-token': this.token } });
    return answer.json();
  }

  /** Is there a route behind this address? */
  async has(method, address) {
    const answer = await fetch(this.url + address, { method, headers: { 'x-auth-token': this.token } });
    return answer.status !== 404 || !(await answer.text()).includes('endpoint does not exist');
  }

  async jobs() {
    return (await this.get('/api/jobs/?items-per-page=100000')).jobs;
  }

  /** Waits until no stopped job is on its way to the archive. */
  async archived() {
    await until('all jobs are archived', 60_000, async () =>
      (await this.jobs()).every((job) => job.jobState === 'running' || job.monitoringStatus !== 1),
    );
  }

  /** Gives the work a connection to the site's job database. */
  database(work, options = {}) {
    const database = new Database(this.file('var/job.db'), options);
    try {
      return work(database);
    } finally {
      database.close();
    }
  }

  saveLog() {
    fs.writeFileSync(this.file('server.log'), this.#log);
  }

  remove() {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

const surroundings = () => ({ ...process.env, TZ: 'UTC', NODE_ENV: 'production' });

export async function until(what, milliseconds, met) {
  for (const end = Date.now() + milliseconds; ;) {
    if (await met()) return;
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
