import { CorruptDataError } from '@cc-kernel/core/plugin';
import type { SegmentPart } from './read-segment.js';

const hasName = 1;
const isNameless = 2;

/** Counts the samples of a segment that are not older than `since`. */
export class SampleCount {
  named = 0;
  /** Their names are lost. */
  nameless = 0;
  /** By number of the series. */
  private kinds = new Uint8Array(1024);

  constructor(private readonly since: number) {}

  /** Throws `CorruptDataError`. */
  add({ count, series, times, names }: SegmentPart): void {
    for (let at = 0; at < count; at++) {
      if (times[at]! < this.since) continue;
      const number = series[at]!;
      const kind = this.kinds[number] || this.lookUp(number, names);
      if (kind === hasName) this.named++;
      else this.nameless++;
    }
  }

  private lookUp(number: number, names: SegmentPart['names']): number {
    if (number < 0) throw new CorruptDataError(`series number ${number}`);
    const kind = names.has(number) ? hasName : isNameless;
    if (number >= this.kinds.length) {
      if (kind === isNameless) return kind;
      const larger = new Uint8Array(Math.max(this.kinds.length * 2, number + 1));
      larger.set(this.kinds);
      this.kinds = larger;
    }
    this.kinds[number] = kind;
    return kind;
  }
}
