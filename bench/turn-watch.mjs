// How long the event loop stands still while something runs.
import { PerformanceObserver, performance } from 'node:perf_hooks';

/**
 * The longest stretch between two turns of the event loop. `busyMs` counts what this process could do in it at most: the smaller of wall
 * clock and CPU time, so that other programs on the machine do not count. Collections of garbage are part of both; `collectionMs` is the
 * longest one.
 */
export class TurnWatch {
  wallMs = 0;
  busyMs = 0;
  collectionMs = 0;
  #running = false;
  #since = 0;
  #cpuSince = 0;
  #collections = new PerformanceObserver((list) => this.#noteCollections(list.getEntries()));

  /** Watches while `work` runs; may be called again and again. */
  async during(work) {
    this.#collections.observe({ entryTypes: ['gc'] });
    this.#running = true;
    const stopped = new Promise((resolve) => setImmediate(() => this.#begin(resolve)));
    await new Promise((resolve) => setImmediate(resolve));
    this.#turn();
    const result = await work();
    this.#turn();
    this.#running = false;
    await stopped;
    this.#noteCollections(this.#collections.takeRecords());
    this.#collections.disconnect();
    return result;
  }

  #begin(stopped) {
    this.#since = performance.now();
    this.#cpuSince = cpuMs();
    const next = () => {
      if (!this.#running) return stopped();
      this.#turn();
      setImmediate(next);
    };
    setImmediate(next);
  }

  #turn() {
    const now = performance.now();
    const cpu = cpuMs();
    const wall = now - this.#since;
    this.wallMs = Math.max(this.wallMs, wall);
    this.busyMs = Math.max(this.busyMs, Math.min(wall, cpu - this.#cpuSince));
    this.#since = now;
    this.#cpuSince = cpu;
  }

  #noteCollections(entries) {
    for (const { duration } of entries) this.collectionMs = Math.max(this.collectionMs, duration);
  }
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
