import type { Surroundings } from './surroundings.js';

const barWidth = 24;
const quickest = 0.2;

/** One line that grows in place on a terminal; elsewhere a new line from time to time. */
export class ProgressLine {
  private last = -Infinity;
  private lastTenth = -1;
  private drawn = false;

  constructor(private readonly surroundings: Surroundings) {}

  /** `share` is how much is done, 0 … 1; undefined when nobody knows. */
  show(text: string, share?: number): void {
    const { report, now } = this.surroundings;
    const time = now();
    if (report.isTTY === true) {
      if (time - this.last < quickest && share !== 1) return;
      report.write(`\r${share === undefined ? '' : bar(share)}${text}\u001b[K`);
      this.drawn = true;
    } else {
      const tenth = share === undefined ? Math.floor(time / 10) : Math.floor(share * 10);
      if (tenth === this.lastTenth) return;
      this.lastTenth = tenth;
      report.write(`${share === undefined ? '' : `${String(Math.floor(share * 100)).padStart(3)} % `}${text}\n`);
    }
    this.last = time;
  }

  /** Leaves the line as it is and begins a new one. */
  end(text: string): void {
    const { report } = this.surroundings;
    report.write(`${this.drawn ? '\r' : ''}${text}${this.drawn ? '\u001b[K' : ''}\n`);
    this.drawn = false;
  }
}

function bar(share: number): string {
  const full = Math.round(share * barWidth);
  return `[${'█'.repeat(full)}${'·'.repeat(barWidth - full)}] ${String(Math.floor(share * 100)).padStart(3)} % `;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** 12345678 → 12.3 million. */
export function count(number: number): string {
  return number < 1e6 ? String(number) : `${(number / 1e6).toFixed(1)} million`;
}
