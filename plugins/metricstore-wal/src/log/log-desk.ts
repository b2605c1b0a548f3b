import { LogWriter, SyncFailedError } from './log-writer.js';
import type { LogWriterOptions } from './log-writer.js';
import type { LogDisk } from './log-disk.js';
import type { LogAnswer, LogNotice, LogRequest } from './log-messages.js';

/** At level `os`: what the system has is brought to the disk so often, in milliseconds. */
const syncInterval = 1000;

/** Answers requests with a `LogWriter`. */
export class LogDesk {
  private readonly writer: LogWriter;
  private lastSync: number;

  constructor(
    private readonly options: LogWriterOptions,
    disk: LogDisk,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.writer = new LogWriter(options, disk, now);
    this.lastSync = now();
  }

  answer(request: LogRequest): LogAnswer {
    try {
      switch (request.kind) {
        case 'commit':
          this.writer.declare(request.declared);
          return this.writer.commit(request.columns);
        case 'cut':
          return { segment: this.writer.cut() };
        case 'close':
          this.writer.close();
          return { segment: 0 };
      }
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Milliseconds until what was written has to be synced; `undefined`: nothing waits for that. */
  get syncIsDueIn(): number | undefined {
    if (this.options.durability === 'disk' || !this.writer.hasUnsynced) return undefined;
    return Math.max(0, this.lastSync + syncInterval - this.now());
  }

  /** Between answers, and when `syncIsDueIn` has passed: a power cut must not take more than about a second, whatever the level. */
  syncWhenDue(): LogNotice | undefined {
    if (this.syncIsDueIn !== 0) return undefined;
    try {
      this.writer.sync();
      this.lastSync = this.now();
      return undefined;
    } catch (error) {
      return { failure: failureOf(error).failure };
    }
  }
}

function failureOf(error: unknown) {
  const failure = error instanceof Error ? error.message : String(error);
  return { failure, isFinal: error instanceof SyncFailedError };
}
