import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the server's checkpoint folder shows of what it is doing; looked at while it runs and after it was killed. */
export class CheckpointFolder {
  constructor(path) {
    this.path = path;
  }

  /** Numbers of the log's segments, oldest first. */
  get segments() {
    return namesIn(join(this.path, 'cc-kernel..log/segments..all'))
      .filter((name) => /^\d{16}\.log$/.test(name))
      .map(Number.parseFloat)
      .sort((a, b) => a - b);
  }

  /** Files that were being written: none outside a checkpoint. */
  get unfinished() {
    return namesIn(this.path, true).filter((name) => name.endsWith('.tmp'));
  }

  /** Whether this process has opened the folder. */
  isHeldBy(processId) {
    try {
      return readFileSync(join(this.path, 'cc-kernel..lock/holder..process/pid'), 'utf8').startsWith(`${processId} `);
    } catch {
      return false;
    }
  }

  /**
   * A checkpoint first begins a new segment and at its end removes the older ones, so two segments of one process mean that it is
   * in between; so does an unfinished file.
   * @param newest number of the newest segment before the process started
   */
  isInCheckpoint(newest) {
    return this.segments.filter((segment) => segment > newest).length > 1 || this.unfinished.length > 0;
  }
}

function namesIn(folder, recursive = false) {
  try {
    return readdirSync(folder, { recursive });
  } catch {
    return []; // not there yet, or something in it just went
  }
}
