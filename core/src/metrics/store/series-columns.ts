import { SampleArena, chunkLength, none, offsetOf, pageOf } from './sample-arena.js';

/** What became of a sample. Everything above `stored` is a refusal. */
export const stored = 0;
export const tooOld = 1;
/** The series was dropped since its number was looked up; look it up again. */
export const gone = 2;

/** Place of each property in the record of a series: 32 bytes, half a cache line, so that a write touches one. */
const edgeAt = 0; // float64
const lengthAt = 2; // int32 from here on
const chunkAt = 3;
const stepAt = 4;
const metricAt = 5;
const capacityAt = 6;
const placeAt = 7;
/** Slots without samples after which a series gets a new phase. */
const longPause = 256;
/** In place of its metric, once a series was dropped. */
const dead = -1;

/**
 * All series of the store, as numbers in a few typed arrays. Samples lie on a grid: the time of a series' first sample sets its phase,
 * and a sample goes to the slot whose time is nearest. The phase changes only after a long pause.
 */
export class SeriesColumns {
  readonly arena = new SampleArena();
  private ints = new Int32Array(0);
  private floats = new Float64Array(0);
  /** Samples before this time are in the newest checkpoint. */
  private savedUntil = new Float64Array(0);
  private made = 0;
  private dropped: number[] = [];
  private recycled: number[] = [];

  /**
   * @param retention seconds that a late sample may lie behind the newest one of its series; 0: any
   */
  constructor(private readonly retention: number) {}

  /** Series that hold samples or may get some. */
  get size(): number {
    return this.made - this.dropped.length - this.recycled.length;
  }

  get sizeBytes(): number {
    return this.ints.byteLength + this.savedUntil.byteLength + this.arena.sizeBytes;
  }

  add(metric: number, step: number): number {
    const series = this.recycled.pop() ?? this.made++;
    if (series * 8 >= this.ints.length) this.grow();
    const at = series * 8;
    this.floats[series * 4 + edgeAt] = 0;
    this.ints[at + lengthAt] = 0;
    this.ints[at + chunkAt] = none;
    this.ints[at + stepAt] = step;
    this.ints[at + metricAt] = metric;
    this.ints[at + capacityAt] = 0;
    this.ints[at + placeAt] = 0;
    this.savedUntil[series] = Infinity;
    return series;
  }

  /** Its number is not given out again before `recycle`: somebody may still remember it. */
  drop(series: number): void {
    this.ints[series * 8 + metricAt] = dead;
    this.dropped.push(series);
  }

  get droppedCount(): number {
    return this.dropped.length;
  }

  /** Nobody remembers a dropped series any more. */
  recycle(): void {
    this.recycled = this.recycled.concat(this.dropped);
    this.dropped = [];
  }

  metricOf(series: number): number {
    return this.ints[series * 8 + metricAt]!;
  }

  stepOf(series: number): number {
    return this.ints[series * 8 + stepAt]!;
  }

  /** Newest chunk, or `none`. */
  headOf(series: number): number {
    return this.ints[series * 8 + chunkAt]!;
  }

  /** Samples of one of the series' chunks. */
  lengthOf(series: number, chunk: number): number {
    return chunk === this.headOf(series) ? this.ints[series * 8 + lengthAt]! : this.arena.length[chunk]!;
  }

  /** The newest slot ends here; `-Infinity`: no samples. */
  endOf(series: number): number {
    const at = series * 8;
    if (this.ints[at + chunkAt] === none) return -Infinity;
    return this.floats[series * 4 + edgeAt]! + this.ints[at + lengthAt]! * this.ints[at + stepAt]!;
  }

  /** The next sample in order takes a few loads and one store; everything else is `writeElsewhere`. */
  write(series: number, time: number, value: number): number {
    const at = series * 8;
    const length = this.ints[at + lengthAt]!;
    const step = this.ints[at + stepAt]!;
    const ahead = time - this.floats[series * 4]! - length * step;
    if (ahead >= 0 && ahead < step && length < this.ints[at + capacityAt]!) {
      const place = this.ints[at + placeAt]!;
      this.arena.pages[pageOf(place)]![offsetOf(place) + length] = value;
      this.ints[at + lengthAt] = length + 1;
      return stored;
    }
    return this.writeElsewhere(series, time, value);
  }

  private writeElsewhere(series: number, time: number, value: number): number {
    const at = series * 8;
    if (this.ints[at + metricAt] === dead) return gone;
    const step = this.ints[at + stepAt]!;
    if (this.ints[at + chunkAt] === none) {
      this.begin(series, time - half(step), value);
      this.modified(series, time - half(step));
      return stored;
    }
    const edge = this.floats[series * 4]!;
    const length = this.ints[at + lengthAt]!;
    const slot = Math.floor((time - edge) / step);
    if (slot < 0) return this.writeLate(series, time, value);
    if (slot >= chunkLength) {
      // Behind a short pause the grid goes on; behind a long one the sample sets a new phase.
      const pause = slot - length;
      this.begin(series, pause < longPause ? edge + slot * step : time - half(step), value);
      return stored;
    }
    if (slot < length) this.modified(series, edge + slot * step);
    this.put(series, this.ints[at + chunkAt]!, slot, value);
    return stored;
  }

  /** Into a slot of a chunk, filling the gap before it. */
  private put(series: number, chunk: number, slot: number, value: number): void {
    const length = this.lengthOf(series, chunk);
    if (slot >= length) {
      this.makeRoom(series, chunk, slot + 1);
      this.setLength(series, chunk, slot + 1);
    } else this.arena.unpack(chunk);
    const place = this.arena.place[chunk]!;
    const page = this.arena.pages[pageOf(place)]!;
    const first = offsetOf(place);
    if (slot > length) page.fill(NaN, first + length, first + slot);
    page[first + slot] = value;
  }

  private makeRoom(series: number, chunk: number, needed: number): void {
    this.arena.makeRoom(chunk, needed);
    if (chunk === this.headOf(series)) this.noteHead(series, chunk);
  }

  /** Copies what `write` needs of the newest chunk into the series' record. */
  private noteHead(series: number, chunk: number): void {
    this.ints[series * 8 + capacityAt] = this.arena.capacity[chunk]!;
    this.ints[series * 8 + placeAt] = this.arena.place[chunk]!;
  }

  /** A new newest chunk with one sample. */
  private begin(series: number, edge: number, value: number): void {
    const at = series * 8;
    const head = this.ints[at + chunkAt]!;
    if (head !== none) this.arena.length[head] = this.ints[at + lengthAt]!;
    const chunk = this.arena.allocate(edge, head);
    const place = this.arena.place[chunk]!;
    this.arena.pages[pageOf(place)]![offsetOf(place)] = value;
    this.floats[series * 4] = edge;
    this.ints[at + lengthAt] = 1;
    this.ints[at + chunkAt] = chunk;
    this.noteHead(series, chunk);
  }

  /** Older than the newest chunk: into the chunk it belongs to, or into a new one between two. */
  private writeLate(series: number, time: number, value: number): number {
    if (this.retention > 0 && time < this.endOf(series) - this.retention) return tooOld;
    const { arena } = this;
    const step = this.stepOf(series);
    let newer = this.headOf(series);
    let chunk = arena.older[newer]!;
    while (chunk !== none && time < arena.edge[chunk]!) {
      newer = chunk;
      chunk = arena.older[chunk]!;
    }
    if (chunk !== none) {
      const edge = arena.edge[chunk]!;
      const slot = Math.floor((time - edge) / step);
      const length = arena.length[chunk]!;
      const isNearer = edge + slot * step + half(step) < arena.edge[newer]!;
      if (slot < length || (slot < chunkLength && isNearer)) {
        this.put(series, chunk, slot, value);
        this.modified(series, edge + slot * step);
        return stored;
      }
    }
    this.prepend(series, newer, chunk, time, value);
    return stored;
  }

  /** Before chunk `newer`, on its grid: inside it when it has room, else in a chunk of its own. */
  private prepend(series: number, newer: number, older: number, time: number, value: number): void {
    const { arena } = this;
    const step = this.stepOf(series);
    const edge = arena.edge[newer]!;
    const back = Math.ceil((edge - time) / step);
    const length = this.lengthOf(series, newer);
    const begin = edge - back * step;
    if (back + length <= chunkLength) {
      this.makeRoom(series, newer, back + length);
      const samples = arena.samples(newer);
      samples.copyWithin(back, 0, length);
      samples.fill(NaN, 1, back);
      samples[0] = value;
      arena.edge[newer] = begin;
      this.setLength(series, newer, length + back);
      if (newer === this.headOf(series)) this.floats[series * 4] = begin;
    } else {
      this.insert(series, begin, older, newer, value);
    }
    this.modified(series, begin);
  }

  private setLength(series: number, chunk: number, length: number): void {
    if (chunk === this.headOf(series)) this.ints[series * 8 + lengthAt] = length;
    else this.arena.length[chunk] = length;
  }

  /**
   * Takes a run from a checkpoint; each sample keeps its time exactly. Over the same time it wins, elsewhere it comes beside what is
   * there. Gaps never overwrite.
   */
  restore(series: number, start: number, values: Float32Array): void {
    const step = this.stepOf(series);
    const end = this.endOf(series);
    let from = 0;
    for (; from < values.length && start + from * step < end; from++) {
      const value = values[from]!;
      if (!Number.isNaN(value)) this.putBack(series, start + from * step, value);
    }
    if (from === values.length) return;
    const time = start + from * step;
    const continues = time - half(step) === end;
    let edge = continues ? end : time - half(step);
    if (continues) {
      const taken = this.append(series, values.subarray(from));
      from += taken;
      edge += taken * step;
    }
    while (from < values.length) {
      this.begin(series, edge, values[from]!);
      const taken = 1 + this.append(series, values.subarray(from + 1));
      from += taken;
      edge += taken * step;
    }
  }

  /** Before the newest sample: on the grid that has exactly this time, or in a chunk of its own between two. */
  private putBack(series: number, time: number, value: number): void {
    const { arena } = this;
    const step = this.stepOf(series);
    const edge = time - half(step);
    let newer = none;
    let chunk = this.headOf(series);
    for (; chunk !== none && edge < arena.edge[chunk]!; chunk = arena.older[chunk]!) newer = chunk;
    const slot = chunk === none ? -1 : (edge - arena.edge[chunk]!) / step;
    const next = newer === none ? Infinity : arena.edge[newer]!;
    if (Number.isInteger(slot) && slot >= 0 && slot < chunkLength) {
      this.put(series, chunk, slot, value);
      this.modified(series, edge);
    } else if (newer !== none && Number.isInteger((next - edge) / step)) {
      this.prepend(series, newer, chunk, time, value);
    } else if (newer !== none) {
      this.insert(series, edge, chunk, newer, value);
    } else this.write(series, time, value);
  }

  /** A chunk with one sample between two. */
  private insert(series: number, edge: number, older: number, newer: number, value: number): void {
    const { arena } = this;
    const chunk = arena.allocate(edge, older);
    arena.samples(chunk)[0] = value;
    arena.length[chunk] = 1;
    arena.older[newer] = chunk;
    this.modified(series, edge);
  }

  /** As many as fit behind the newest sample. Returns how many. */
  private append(series: number, values: Float32Array): number {
    const head = this.headOf(series);
    const length = this.lengthOf(series, head);
    const part = values.subarray(0, chunkLength - length);
    this.makeRoom(series, head, length + part.length);
    this.arena.samples(head).set(part, length);
    this.setLength(series, head, length + part.length);
    return part.length;
  }

  /** Oldest first. */
  chunksOf(series: number): readonly number[] {
    const chunks: number[] = [];
    for (let chunk = this.headOf(series); chunk !== none; chunk = this.arena.older[chunk]!) chunks.push(chunk);
    return chunks.reverse();
  }

  /** Packs the chunks that are not packed yet, except the newest. Returns how many. */
  pack(series: number): number {
    const { arena } = this;
    const head = this.headOf(series);
    let count = 0;
    if (head !== none) {
      for (let chunk = arena.older[head]!; chunk !== none; chunk = arena.older[chunk]!) if (arena.pack(chunk)) count++;
    }
    return count;
  }

  /** Numbers that were given out so far; some may be dropped. */
  get highest(): number {
    return this.made;
  }

  /** Where each chunk ends, as `free` sees it, and the memory it takes. */
  *extents(series: number): Generator<{ readonly end: number; readonly bytes: number }> {
    const { arena } = this;
    for (let chunk = this.headOf(series); chunk !== none; chunk = arena.older[chunk]!) {
      yield { end: this.freedAfter(series, chunk), bytes: arena.capacity[chunk]! * 4 };
    }
  }

  private freedAfter(series: number, chunk: number): number {
    const step = this.stepOf(series);
    return this.arena.edge[chunk]! + half(step) + this.lengthOf(series, chunk) * step;
  }

  /** Drops whole chunks that end before `before`. Returns how many. */
  free(series: number, before: number): number {
    const { arena } = this;
    const at = series * 8;
    let count = 0;
    let newer = none;
    for (let chunk = this.headOf(series); chunk !== none;) {
      const older = arena.older[chunk]!;
      if (this.freedAfter(series, chunk) < before) {
        if (newer !== none) arena.older[newer] = older;
        else {
          this.ints[at + chunkAt] = older;
          this.ints[at + lengthAt] = older === none ? 0 : arena.length[older]!;
          this.floats[series * 4] = older === none ? 0 : arena.edge[older]!;
          if (older === none) this.ints[at + capacityAt] = 0;
          else {
            arena.unpack(older);
            this.noteHead(series, older);
          }
        }
        arena.release(chunk);
        count++;
      } else newer = chunk;
      chunk = older;
    }
    return count;
  }

  private modified(series: number, time: number): void {
    if (time < this.savedUntil[series]!) this.savedUntil[series] = time;
  }

  /** Everything from here on has to go into the next checkpoint; `Infinity` when there is nothing. */
  unsavedFrom(series: number): number {
    const from = this.savedUntil[series]!;
    return from < this.endOf(series) ? from : Infinity;
  }

  /** All of the series' samples are in a checkpoint now. */
  markSaved(series: number): void {
    const end = this.endOf(series);
    this.savedUntil[series] = end === -Infinity ? Infinity : end;
  }

  /** They are not, after all. */
  markUnsaved(series: number, from: number): void {
    this.modified(series, from);
  }

  private grow(): void {
    const ints = new Int32Array(Math.max(1024, this.ints.length * 2));
    ints.set(this.ints);
    this.ints = ints;
    this.floats = new Float64Array(ints.buffer);
    const savedUntil = new Float64Array(ints.length / 8);
    savedUntil.set(this.savedUntil);
    this.savedUntil = savedUntil;
  }
}

/** Seconds from the edge of a slot to its time. */
export function half(step: number): number {
  return Math.floor(step / 2);
}
