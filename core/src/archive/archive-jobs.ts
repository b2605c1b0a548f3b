import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import type { HealthReport } from '../contracts/health.js';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import { Logger } from '../contracts/logger.js';
import { MonitoringStatus } from '../domain/job.js';
import type { Seconds, UnixSeconds } from '../domain/time.js';
import { isCockpitError } from '../errors/index.js';
import { ArchiveOneJob } from './archive-one-job.js';
import { reasonOf } from './stored-json.js';

const firstWait: Seconds = 5;
const longestWait: Seconds = 300;
/** How often something is tried of which nobody knows whether it will ever work. */
const attemptsWithoutHope = 4;

interface Retry {
  readonly attempts: number;
  readonly dueAt: UnixSeconds;
  readonly reason: string;
}

/**
 * Archives stopped jobs, one after the other. Which jobs wait stands in SQL; here are only their ids, so nothing is lost
 * when the process ends. A job whose archiving fails for a passing reason (a full disk) stays to be archived and is tried
 * again with growing pauses; one whose documents or input are unusable is marked as failed.
 */
@injectable()
export class ArchiveJobs {
  private readonly queue = new Set<number>();
  private readonly retries = new Map<number, Retry>();
  private readonly abort = new AbortController();
  private worker: Promise<void> | undefined;
  private unsubscribe: (() => void) | undefined;
  private accepting = true;

  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobEvents) private readonly events: JobEvents,
    @inject(ArchiveOneJob) private readonly archiveOne: ArchiveOneJob,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
  ) {}

  /** Listens for jobs that stop. */
  listen(): void {
    this.unsubscribe ??= this.events.on('stopped', ({ id, monitoringStatus }) => {
      if (monitoringStatus === MonitoringStatus.runningOrArchiving) this.add(id);
    });
  }

  /** Takes up what an earlier run left, or another process. */
  async takeUpWaiting(): Promise<void> {
    for (const { id } of await this.jobs.waitingForArchive()) if (!this.retries.has(id)) this.add(id);
  }

  /** Tries again what is due. */
  retryDue(): void {
    for (const [id, { dueAt }] of this.retries) if (dueAt <= this.clock.now()) this.add(id);
  }

  /** Resolves when the queue is empty; what waits for a retry does not count. */
  async idle(): Promise<void> {
    while (this.worker) await this.worker;
  }

  /** Finishes the queue. When `signal` aborts, the rest is left to the next start. */
  async drain(signal: AbortSignal): Promise<void> {
    this.close();
    const giveUp = (): void => this.abort.abort();
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
    await this.idle();
    signal.removeEventListener('abort', giveUp);
  }

  async stop(): Promise<void> {
    this.close();
    this.abort.abort();
    await this.idle();
  }

  health(): HealthReport {
    const details = { queued: this.queue.size, waitingForRetry: this.retries.size };
    const [first] = this.retries.values();
    if (!first) return { state: 'ok', details };
    return { state: 'degraded', text: `${this.retries.size} jobs could not be archived yet: ${first.reason}`, details };
  }

  private close(): void {
    this.accepting = false;
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }

  private add(id: number): void {
    if (!this.accepting) return;
    this.queue.add(id);
    this.worker ??= this.work();
  }

  private async work(): Promise<void> {
    await Promise.resolve(); // so that `worker` is set before it can be cleared
    // A set also yields what is added during the walk.
    for (const id of this.queue) {
      if (this.abort.signal.aborted) break;
      await this.tryOne(id);
      this.queue.delete(id);
    }
    this.queue.clear();
    this.worker = undefined; // in the same turn as the last look at the queue: nothing added can be overlooked
  }

  private async tryOne(id: number): Promise<void> {
    try {
      await this.archiveOne.run(id, this.abort.signal);
      this.retries.delete(id);
    } catch (error) {
      if (this.abort.signal.aborted) return;
      await this.failed(id, error);
    }
  }

  private async failed(id: number, error: unknown): Promise<void> {
    const attempts = (this.retries.get(id)?.attempts ?? 0) + 1;
    if (isLasting(error) || (attempts >= attemptsWithoutHope && !isPassing(error))) return this.giveUp(id, error);
    const wait = Math.min(longestWait, firstWait * 2 ** (attempts - 1));
    this.retries.set(id, { attempts, dueAt: this.clock.now() + wait, reason: reasonOf(error) });
    this.log.error({ job: id, attempts, err: error }, `archiving failed; tried again in ${wait} s: ${reasonOf(error)}`);
  }

  private async giveUp(id: number, error: unknown): Promise<void> {
    this.retries.delete(id);
    this.log.error({ job: id, err: error }, `archiving failed for good: ${reasonOf(error)}`);
    try {
      await this.jobs.setMonitoringStatus(id, MonitoringStatus.archivingFailed);
    } catch (failure) {
      this.log.error(
        { job: id, err: failure },
        'the failure of archiving could not be recorded; the next start tries again',
      );
    }
  }
}

/** Trying again would give the same. */
function isLasting(error: unknown): boolean {
  return isCockpitError(error) && (error.kind === 'corrupt-data' || error.kind === 'invalid-input');
}

/** The system or a store refused for now: a full disk, a lost connection. */
function isPassing(error: unknown): boolean {
  if (isCockpitError(error)) return error.kind === 'unavailable';
  return error instanceof Error && 'syscall' in error;
}
