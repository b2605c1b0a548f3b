import { none } from '../store/none.js';

/** Samples in a cell. */
const cellSamples = 8;
/** Words in a cell: 64 bytes, a cache line. */
const words = 16;
const cellBits = 12;
const cellMask = (1 << cellBits) - 1;
/** Place of each property in a cell, counted in numbers of its own size. */
const beginAt = 0; // float64
const nextAt = 2; // int32
const countAt = 3; // int32
const valuesAt = 4; // float32
const secondsAt = 24; // uint16

/** Four views of the same memory. */
interface Page {
  readonly floats: Float64Array;
  readonly ints: Int32Array;
  readonly values: Float32Array;
  readonly seconds: Uint16Array;
}

/**
 * Samples of many series, each in the order in which they were added. Cells of eight are cut out of large pages and chained by series; one
 * is closed early when a time lies before its first or more than 65,535 s behind.
 *
 *     byte   0       8      12       16            48             64
 *          | begin | next | count  | values × 8  | seconds × 8 |
 *            float64 int32  int32    float32       uint16, behind `begin`
 */
export class SampleCells {
  private readonly pages: Page[] = [];
  private cells = 0;
  private count = 0;
  /** By series: its oldest cell, and its newest. */
  private oldest = new Int32Array(1024);
  private newest = new Int32Array(1024);

  newSeries(): number {
    if (this.count === this.oldest.length) {
      this.oldest = twice(this.oldest);
      this.newest = twice(this.newest);
    }
    this.oldest[this.count] = none;
    this.newest[this.count] = none;
    return this.count++;
  }

  /** @param time in whole seconds */
  add(series: number, time: number, value: number): void {
    const cell = this.newest[series]!;
    if (cell !== none) {
      const { floats, ints, values, seconds } = this.pages[cell >> cellBits]!;
      const at = (cell & cellMask) * words;
      const count = ints[at + countAt]!;
      const behind = time - floats[(at >> 1) + beginAt]!;
      if (count < cellSamples && behind === (behind & 0xffff)) {
        values[at + valuesAt + count] = value;
        seconds[2 * at + secondsAt + count] = behind;
        ints[at + countAt] = count + 1;
        return;
      }
    }
    this.begin(series, cell, time, value);
  }

  private begin(series: number, before: number, time: number, value: number): void {
    const cell = this.cells++;
    if (cell >> cellBits === this.pages.length) this.pages.push(newPage());
    const { floats, ints, values, seconds } = this.pages[cell >> cellBits]!;
    const at = (cell & cellMask) * words;
    floats[(at >> 1) + beginAt] = time;
    ints[at + nextAt] = none;
    ints[at + countAt] = 1;
    values[at + valuesAt] = value;
    seconds[2 * at + secondsAt] = 0;
    if (before === none) this.oldest[series] = cell;
    else this.pages[before >> cellBits]!.ints[(before & cellMask) * words + nextAt] = cell;
    this.newest[series] = cell;
  }

  /** In the order in which they were added. */
  forEach(series: number, visit: (time: number, value: number) => void): void {
    for (let cell = this.oldest[series]!; cell !== none;) {
      const { floats, ints, values, seconds } = this.pages[cell >> cellBits]!;
      const at = (cell & cellMask) * words;
      const begin = floats[(at >> 1) + beginAt]!;
      const count = ints[at + countAt]!;
      for (let place = 0; place < count; place++)
        visit(begin + seconds[2 * at + secondsAt + place]!, values[at + valuesAt + place]!);
      cell = ints[at + nextAt]!;
    }
  }
}

function newPage(): Page {
  const { buffer } = new Float64Array((words << cellBits) / 2);
  return {
    floats: new Float64Array(buffer),
    ints: new Int32Array(buffer),
    values: new Float32Array(buffer),
    seconds: new Uint16Array(buffer),
  };
}

function twice(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
