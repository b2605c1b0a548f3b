import { LogWriter, SyncFailedError } from './log-writer.js';
import type { LogWriterOptions } from './log-writer.js';
import type { LogDisk } from './log-disk.js';
import type { LogAnswer, LogNotice, LogRequest } from './log-messages.js';

/** At level `os`: what the system has is brought to the disk so often, in milliseconds. */
const syncInterval = 1000;

/** Answers requests with a `LogWriter`. */
export class LogDesk {
  private readonly writer: LogWriter;
  private lastSync = performance.now();

  constructor(
    private readonly options: LogWriterOptions,
    disk: LogDisk,
  ) {
    this.writer = new LogWriter(options, disk);
  }

  answer(request: LogRequest): LogAnswer {
    try {
      switch (request.kind) {
        case 'commit':
          this.writer.declare(request.declared);
          return this.writer.commit(request.columns);
        case 'cut':
          return { segment: this.writer.cut(), size: 0 };
        case 'close':
          this.writer.close();
          return { segment: 0, size: 0 };
      }
    } catch (error) {
      return failureOf(error);
    }
  }

  /** After an answer: a power cut must not take more than about a second, whatever the level. */
  afterwards(): LogNotice | undefined {
    if (this.options.durability === 'disk' || performance.now() - this.lastSync < syncInterval) return undefined;
    try {
      this.writer.sync();
      this.lastSync = performance.now();
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
