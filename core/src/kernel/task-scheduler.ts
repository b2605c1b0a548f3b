import { Cron } from 'croner';
import type { Clock } from '../contracts/clock.js';
import type { Logger } from '../contracts/logger.js';
import type { Tasks } from '../contracts/tasks.js';
import type { Seconds } from '../domain/time.js';

type Run = (signal: AbortSignal) => Promise<void>;
// setTimeout cannot wait longer than 2^31 - 1 ms; longer waits are taken in steps.
const LONGEST_WAIT_MS = 2 ** 30;

/** Runs periodic work, each task after the one before it has ended. A task that fails is logged and runs again. */
export class TaskScheduler implements Tasks {
  private readonly abort = new AbortController();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  every(name: string, interval: Seconds, run: Run): void {
    if (!(interval > 0)) throw new RangeError(`task ${name}: the interval must be positive, is ${interval}`);
    this.add(name, () => this.clock.nowMs() + interval * 1000, run);
  }

  daily(name: string, at: string, run: Run): void {
    const time = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(at);
    if (!time) throw new RangeError(`task ${name}: ${at} is no time of day HH:MM`);
    const pattern = new Cron(`${Number(time[2])} ${Number(time[1])} * * *`, { paused: true });
    this.add(name, () => pattern.nextRun(new Date(this.clock.nowMs()))?.getTime() ?? Infinity, run);
  }

  /** Lets running tasks end; none starts any more. */
  async stop(): Promise<void> {
    this.abort.abort();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    await Promise.all(this.running);
  }

  private add(name: string, next: () => number, run: Run): void {
    if (this.timers.has(name)) throw new Error(`there are two tasks called ${name}`);
    this.wait(name, next(), next, run);
  }

  private wait(name: string, due: number, next: () => number, run: Run): void {
    if (this.abort.signal.aborted) return;
    const rest = Math.max(0, due - this.clock.nowMs());
    const timer = setTimeout(
      () => {
        if (rest > LONGEST_WAIT_MS) this.wait(name, due, next, run);
        else this.track(this.runAndWait(name, next, run));
      },
      Math.min(rest, LONGEST_WAIT_MS),
    );
    this.timers.set(name, timer);
  }

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  private async runAndWait(name: string, next: () => number, run: Run): Promise<void> {
    await this.runOnce(name, run);
    this.wait(name, next(), next, run);
  }

  private async runOnce(name: string, run: Run): Promise<void> {
    const began = this.clock.nowMs();
    try {
      await run(this.abort.signal);
      this.log.debug({ task: name, ms: this.clock.nowMs() - began }, 'task done');
    } catch (error) {
      if (!this.abort.signal.aborted)
        this.log.error({ task: name, err: error }, 'task failed; it runs again next time');
    }
  }
}
