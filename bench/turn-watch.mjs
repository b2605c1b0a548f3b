// How long the event loop stands still while something runs.
import { openSync, readSync } from 'node:fs';
import { PerformanceObserver, performance } from 'node:perf_hooks';

const cpuMs = threadClock();
/** Shorter stretches are not kept, and count as this long. */
const shortMs = 2;

/**
 * The longest stretch between two turns of the event loop. What counts of a stretch is the smaller of wall clock and CPU time of the main
 * thread, so that other programs on the machine do not count. Linux says that time to a tick of its clock; elsewhere it is that of the whole
 * process.
 */
export class TurnWatch {
  #running = false;
  #since = 0;
  #cpuSince = 0;
  #stretches = [];
  #collections = [];
  #observer = new PerformanceObserver((list) => this.#collections.push(...list.getEntries()));

  /** Watches while `work` runs; may be called again and again. */
  async during(work) {
    this.#observer.observe({ entryTypes: ['gc'] });
    this.#running = true;
    const stopped = new Promise((resolve) => setImmediate(() => this.#begin(resolve)));
    await new Promise((resolve) => setImmediate(resolve));
    this.#turn();
    const result = await work();
    this.#turn();
    this.#running = false;
    await stopped;
    this.#collections.push(...this.#observer.takeRecords());
    this.#observer.disconnect();
    return result;
  }

  /** Milliseconds of the longest stretch: as it counts, by the wall clock, and of those in which no garbage was collected. */
  get longest() {
    const isClean = ({ begin, end }) =>
      !this.#collections.some(({ startTime, duration }) => startTime < end && startTime + duration > begin);
    return {
      busyMs: greatest(this.#stretches.map(({ busy }) => busy)),
      wallMs: greatest(this.#stretches.map(({ begin, end }) => end - begin)),
      cleanMs: greatest(this.#stretches.filter(isClean).map(({ busy }) => busy)),
    };
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
    const begin = this.#since;
    const end = performance.now();
    const cpu = cpuMs();
    if (end - begin > shortMs) this.#stretches.push({ begin, end, busy: Math.min(end - begin, cpu - this.#cpuSince) });
    this.#since = performance.now();
    this.#cpuSince = cpu;
  }
}

/** Where none was kept, all were shorter than `shortMs`. */
function greatest(values) {
  return values.reduce((most, value) => Math.max(most, value), shortMs);
}

function threadClock() {
  const text = Buffer.alloc(64);
  let file;
  try {
    file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  } catch {
    return () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
  }
  return () => {
    const length = readSync(file, text, 0, text.length, 0);
    return Number.parseInt(text.latin1Slice(0, length), 10) / 1e6; // nanoseconds on a core, nanoseconds waiting, …
  };
}
