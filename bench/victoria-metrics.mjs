// VictoriaMetrics single node, from the Debian package `victoria-metrics`, in a folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { eventually, freePort } from '../tools/setup/site.mjs';

const program = 'victoria-metrics';

export class VictoriaMetrics {
  static isInstalled() {
    return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
  }

  #process;

  async start(folder) {
    this.port = await freePort();
    const flags = [
      `-storageDataPath=${join(folder, 'victoria-metrics')}`,
      `-httpListenAddr=127.0.0.1:${this.port}`,
      '-retentionPeriod=1y',
      '-loggerLevel=ERROR',
    ];
    this.#process = spawn(program, flags, { cwd: folder, stdio: 'ignore' });
    await eventually(async () => (await fetch(`http://127.0.0.1:${this.port}/health`)).ok);
  }

  get processId() {
    return this.#process.pid;
  }

  /** Rows that it took in since it started. */
  async received() {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    return Number(/^vm_rows_inserted_total\{type="influx"\} (\d+)/m.exec(text)?.[1] ?? Number.NaN);
  }

  async stop() {
    if (!this.#process) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
  }
}
