import { Records, recordBits, recordMask } from './records.js';
import { SampleArena, chunkLength, none, offsetOf, pageOf } from './sample-arena.js';

/** What became of a sample. Everything above `stored` is a refusal. */
export const stored = 0;
export const tooOld = 1;
/** The series was dropped since its number was looked up; look it up again. */
export const gone = 2;
/** The samples take all that they may, and nothing is left that could go. */
export const noRoom = 3;

/** Place of each property in the record of a series: 32 bytes, half a cache line, so that a write touches one. */
const edgeAt = 0; // float64
const lengthAt = 2; // int32 from here on
const chunkAt = 3;
const stepAt = 4;
const metricAt = 5;
const capacityAt = 6;
const placeAt = 7;
/** What is needed less often: 16 bytes. */
const savedAt = 0; // float64
const afterAt = 2;
const levelAt = 3;
/** Slots without samples after which a series gets a new phase. */
const longPause = chunkLength - 1;
/** Slots without samples that are not worth their memory: what comes behind goes into a chunk of its own. */
const shortPause = 64;
/** Samples of the newest chunk above which all but the last are packed. */
const tail = 16;
/** In place of its metric, once a series was dropped. */
const dead = -1;

/**
 * All series of the store, as numbers in a few typed arrays. Samples lie on a grid: the time of a series' first sample sets its phase,
 * and a sample goes to the slot whose time is nearest. The phase changes only after a long pause.
 */
export class SeriesColumns {
  readonly arena: SampleArena;
  private readonly records = new Records(8);
  private readonly ints = this.records.ints;
  private readonly floats = this.records.floats;
  private readonly more = new Records(4);
  private made = 0;
  /** The first of those that were dropped, and the last; and of those whose number can be given out again. Chained by `after`. */
  private dropped = none;
  private lastDropped = none;
  private droppedSeries = 0;
  private recycled = none;
  private recycledSeries = 0;
  private unrestoredSamples = 0;

  /**
   * @param retention seconds that a late sample may lie behind the newest one of its series; 0: no bound
   * @param capBytes that samples may take; 0: no bound
   */
  constructor(
    private readonly retention: number,
    capBytes = 0,
  ) {
    this.arena = new SampleArena({ capBytes, reclaim: (chunk, series) => this.forget(series, chunk) });
  }

  /** Saved samples that found no room below the cap when they were restored. */
  get unrestored(): number {
    return this.unrestoredSamples;
  }

  /** Series that hold samples or may get some. */
  get size(): number {
    return this.made - this.droppedSeries - this.recycledSeries;
  }

  get sizeBytes(): number {
    return this.records.sizeBytes + this.more.sizeBytes + this.arena.sizeBytes;
  }

  add(metric: number, step: number, level = none): number {
    let series = this.recycled;
    if (series === none) {
      series = this.made++;
      this.records.reach(series);
      this.more.reach(series);
    } else {
      this.recycled = this.after(series);
      this.recycledSeries--;
    }
    const page = series >> recordBits;
    const at = (series & recordMask) * 8;
    const ints = this.ints[page]!;
    this.floats[page]![(at >> 1) + edgeAt] = 0;
    ints[at + lengthAt] = 0;
    ints[at + chunkAt] = none;
    ints[at + stepAt] = step;
    ints[at + metricAt] = metric;
    ints[at + capacityAt] = 0;
    ints[at + placeAt] = 0;
    this.more.setFloat(series, savedAt, Infinity);
    this.more.set(series, afterAt, none);
    this.more.set(series, levelAt, level);
    return series;
  }

  /** Its number is not given out again before `recycle`: somebody may still remember it. */
  drop(series: number): void {
    this.records.set(series, metricAt, dead);
    this.setAfter(series, this.dropped);
    if (this.dropped === none) this.lastDropped = series;
    this.dropped = series;
    this.droppedSeries++;
  }

  /** Somebody may still remember its number, but it is none of a series. */
  isDropped(series: number): boolean {
    return this.metricOf(series) === dead;
  }

  get droppedCount(): number {
    return this.droppedSeries;
  }

  /** Nobody remembers a dropped series any more. */
  recycle(): void {
    if (this.dropped === none) return;
    this.setAfter(this.lastDropped, this.recycled);
    this.recycled = this.dropped;
    this.recycledSeries += this.droppedSeries;
    this.dropped = none;
    this.droppedSeries = 0;
  }

  /** The next series of its level, or `none`. */
  after(series: number): number {
    return this.more.get(series, afterAt);
  }

  setAfter(series: number, after: number): void {
    this.more.set(series, afterAt, after);
  }

  /** The number of its level. */
  levelOf(series: number): number {
    return this.more.get(series, levelAt);
  }

  metricOf(series: number): number {
    return this.records.get(series, metricAt);
  }

  stepOf(series: number): number {
    return this.records.get(series, stepAt);
  }

  /** Newest chunk, or `none`. */
  headOf(series: number): number {
    return this.records.get(series, chunkAt);
  }

  /** Samples of one of the series' chunks. */
  lengthOf(series: number, chunk: number): number {
    return chunk === this.headOf(series) ? this.records.get(series, lengthAt) : this.arena.lengthOf(chunk);
  }

  /** The newest slot ends here; `-Infinity`: no samples. */
  endOf(series: number): number {
    if (this.headOf(series) === none) return -Infinity;
    return this.edgeOf(series) + this.records.get(series, lengthAt) * this.stepOf(series);
  }

  private edgeOf(series: number): number {
    return this.records.getFloat(series, edgeAt);
  }

  /** The next sample in order takes a few loads and one store; everything else is `writeElsewhere`. */
  write(series: number, time: number, value: number): number {
    const page = series >> recordBits;
    const at = (series & recordMask) * 8;
    const ints = this.ints[page]!;
    const length = ints[at + lengthAt]!;
    const step = ints[at + stepAt]!;
    const ahead = time - this.floats[page]![at >> 1]! - length * step;
    if (ahead >= 0 && ahead < step && length < ints[at + capacityAt]!) {
      const place = ints[at + placeAt]!;
      this.arena.pages[pageOf(place)]![offsetOf(place) + length] = value;
      ints[at + lengthAt] = length + 1;
      return stored;
    }
    return this.writeElsewhere(series, time, value);
  }

  /** Writes samples until one is not stored. Returns which one that is; `to`: all are stored. */
  writeAll(series: Int32Array, times: Float64Array, values: Float32Array, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      if (this.write(series[at]!, times[at]!, values[at]!) !== stored) return at;
    }
    return to;
  }

  private writeElsewhere(series: number, time: number, value: number): number {
    if (this.metricOf(series) === dead) return gone;
    const step = this.stepOf(series);
    const head = this.headOf(series);
    if (head === none) {
      if (!this.begin(series, time - half(step), value)) return noRoom;
      this.modified(series, time - half(step));
      return stored;
    }
    const edge = this.edgeOf(series);
    const length = this.records.get(series, lengthAt);
    const slot = Math.floor((time - edge) / step);
    if (slot < 0) return this.writeLate(series, time, value);
    const pause = slot - length;
    if (slot >= chunkLength || pause >= shortPause) {
      // Behind a short pause the grid goes on; behind a long one the sample sets a new phase.
      const begin = pause < longPause ? edge + slot * step : time - half(step);
      return this.begin(series, begin, value) ? stored : noRoom;
    }
    if (!this.put(series, head, slot, value)) return noRoom;
    if (slot < length) this.modified(series, edge + slot * step);
    return stored;
  }

  /** Into a slot of a chunk, filling the gap before it. `false`: there is no room. */
  private put(series: number, chunk: number, slot: number, value: number): boolean {
    const length = this.lengthOf(series, chunk);
    if (!this.makeRoom(series, chunk, Math.max(length, slot + 1))) return false;
    if (slot >= length) this.setLength(series, chunk, slot + 1);
    this.arena.set(chunk, slot, value, length);
    return true;
  }

  private makeRoom(series: number, chunk: number, needed: number): boolean {
    if (!this.arena.makeRoom(chunk, needed)) return false;
    if (chunk === this.headOf(series)) this.noteHead(series, chunk);
    return true;
  }

  /** Copies what `write` needs of the newest chunk into the series' record. */
  private noteHead(series: number, chunk: number): void {
    this.records.set(series, capacityAt, this.arena.capacityOf(chunk));
    this.records.set(series, placeAt, this.arena.placeOf(chunk));
  }

  /** A new newest chunk with one sample. `false`: there is no room. */
  private begin(series: number, edge: number, value: number): boolean {
    const { arena, records } = this;
    const head = this.headOf(series);
    const chunk = arena.allocate(edge, head, series);
    if (chunk === none) return false;
    if (head !== none) {
      arena.setLength(head, records.get(series, lengthAt));
      arena.seal(head);
    }
    const place = arena.placeOf(chunk);
    arena.pages[pageOf(place)]![offsetOf(place)] = value;
    records.setFloat(series, edgeAt, edge);
    records.set(series, lengthAt, 1);
    records.set(series, chunkAt, chunk);
    this.noteHead(series, chunk);
    return true;
  }

  /** Older than the newest chunk: into the chunk it belongs to, or into a new one between two. */
  private writeLate(series: number, time: number, value: number): number {
    if (this.retention > 0 && time < this.endOf(series) - this.retention) return tooOld;
    const { arena } = this;
    const step = this.stepOf(series);
    let newer = this.headOf(series);
    let chunk = arena.olderOf(newer);
    while (chunk !== none && time < arena.edgeOf(chunk)) {
      newer = chunk;
      chunk = arena.olderOf(chunk);
    }
    if (chunk !== none) {
      const edge = arena.edgeOf(chunk);
      const slot = Math.floor((time - edge) / step);
      const length = arena.lengthOf(chunk);
      const isNearer = edge + slot * step + half(step) < arena.edgeOf(newer);
      if (slot < length || (slot < chunkLength && isNearer)) {
        if (!this.put(series, chunk, slot, value)) return noRoom;
        this.modified(series, edge + slot * step);
        return stored;
      }
    }
    return this.prepend(series, newer, time, value) ? stored : noRoom;
  }

  /** Before chunk `newer`, on its grid: inside it when it is close and has room, else in a chunk of its own. */
  private prepend(series: number, newer: number, time: number, value: number): boolean {
    const { arena } = this;
    const step = this.stepOf(series);
    const edge = arena.edgeOf(newer);
    const back = Math.ceil((edge - time) / step);
    const length = this.lengthOf(series, newer);
    const begin = edge - back * step;
    if (back + length > chunkLength || back > shortPause) {
      if (!this.insert(series, begin, value)) return false;
    } else {
      if (!this.makeRoom(series, newer, back + length)) return false;
      const samples = arena.samples(newer);
      samples.copyWithin(back, 0, length);
      samples.fill(NaN, 1, back);
      samples[0] = value;
      arena.setEdge(newer, begin);
      this.setLength(series, newer, length + back);
      if (newer === this.headOf(series)) this.records.setFloat(series, edgeAt, begin);
    }
    this.modified(series, begin);
    return true;
  }

  private setLength(series: number, chunk: number, length: number): void {
    if (chunk === this.headOf(series)) this.records.set(series, lengthAt, length);
    else this.arena.setLength(chunk, length);
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
      if (!Number.isNaN(value) && !this.putBack(series, start + from * step, value)) this.unrestoredSamples++;
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
      if (!this.begin(series, edge, values[from]!)) {
        for (; from < values.length; from++) if (!Number.isNaN(values[from]!)) this.unrestoredSamples++;
        return;
      }
      const taken = 1 + this.append(series, values.subarray(from + 1));
      from += taken;
      edge += taken * step;
    }
  }

  /** A saved sample, put where it would go if it came in now. */
  rewrite(series: number, time: number, value: number): void {
    if (this.write(series, time, value) === noRoom) this.unrestoredSamples++;
  }

  /**
   * Before the newest sample: on the grid that has exactly this time, or in a chunk of its own between two. `false`: there is no room.
   */
  private putBack(series: number, time: number, value: number): boolean {
    const { arena } = this;
    const step = this.stepOf(series);
    const edge = time - half(step);
    let newer = none;
    let chunk = this.headOf(series);
    for (; chunk !== none && edge < arena.edgeOf(chunk); chunk = arena.olderOf(chunk)) newer = chunk;
    const slot = chunk === none ? -1 : (edge - arena.edgeOf(chunk)) / step;
    const next = newer === none ? Infinity : arena.edgeOf(newer);
    if (Number.isInteger(slot) && slot >= 0 && slot < chunkLength) {
      if (!this.put(series, chunk, slot, value)) return false;
    } else if (newer === none) return this.write(series, time, value) !== noRoom;
    else if (Number.isInteger((next - edge) / step)) return this.prepend(series, newer, time, value);
    else if (!this.insert(series, edge, value)) return false;
    this.modified(series, edge);
    return true;
  }

  /** A chunk with one sample, before a newer one. `false`: there is no room. */
  private insert(series: number, edge: number, value: number): boolean {
    const { arena } = this;
    const chunk = arena.allocate(edge, none, series);
    if (chunk === none) return false;
    arena.samples(chunk)[0] = value;
    arena.setLength(chunk, 1);
    // Only now: making room for it may have let some of its neighbours go.
    let newer = this.headOf(series);
    for (let older = newer; older !== none && edge < arena.edgeOf(older); older = arena.olderOf(older)) newer = older;
    arena.setOlder(chunk, arena.olderOf(newer));
    arena.setOlder(newer, chunk);
    arena.seal(chunk);
    return true;
  }

  /** As many as fit behind the newest sample. Returns how many. */
  private append(series: number, values: Float32Array): number {
    const head = this.headOf(series);
    const length = this.lengthOf(series, head);
    const part = values.subarray(0, chunkLength - length);
    if (!this.makeRoom(series, head, length + part.length)) return 0;
    this.arena.samples(head).set(part, length);
    this.setLength(series, head, length + part.length);
    return part.length;
  }

  /** Oldest first. */
  chunksOf(series: number): readonly number[] {
    const chunks: number[] = [];
    for (let chunk = this.headOf(series); chunk !== none; chunk = this.arena.olderOf(chunk)) chunks.push(chunk);
    return chunks.reverse();
  }

  /**
   * Packs the chunks that are not packed yet, and of the newest all but the last sample once it has a few: they join the chunk before
   * it. Returns how many pieces.
   */
  pack(series: number): number {
    const head = this.headOf(series);
    if (head === none) return 0;
    const { arena } = this;
    let count = 0;
    for (let chunk = arena.olderOf(head); chunk !== none; chunk = arena.olderOf(chunk)) if (arena.pack(chunk)) count++;
    if (this.records.get(series, lengthAt) >= tail && this.packTail(series, head)) count++;
    return count;
  }

  private packTail(series: number, head: number): boolean {
    const { arena } = this;
    const step = this.stepOf(series);
    const edge = this.edgeOf(series);
    const length = this.records.get(series, lengthAt);
    const samples = arena.samples(head);
    const older = arena.olderOf(head);
    let moved = 0;
    if (older !== none && arena.edgeOf(older) + arena.lengthOf(older) * step === edge) {
      const part = samples.subarray(0, Math.min(length - 1, chunkLength - arena.lengthOf(older)));
      if (part.length > 0 && arena.append(older, part)) moved = part.length;
    }
    if (moved === 0) {
      const chunk = arena.allocate(edge, none, series);
      if (chunk === none) return false;
      if (!arena.makeRoom(chunk, length - 1)) {
        arena.release(chunk);
        return false;
      }
      moved = length - 1;
      arena.samples(chunk).set(samples.subarray(0, moved));
      arena.setLength(chunk, moved);
      arena.setOlder(chunk, arena.olderOf(head)); // now: making room may have changed it
      arena.setOlder(head, chunk);
      arena.pack(chunk);
      arena.seal(chunk);
    }
    samples.copyWithin(0, moved, length);
    this.records.setFloat(series, edgeAt, edge + moved * step);
    this.records.set(series, lengthAt, length - moved);
    arena.setEdge(head, edge + moved * step);
    arena.trim(head, Math.max(tail, length - moved));
    this.noteHead(series, head);
    return true;
  }

  /** Numbers that were given out so far; some may be dropped. */
  get highest(): number {
    return this.made;
  }

  /** Where each chunk ends, as `free` sees it, and the memory it takes. */
  *extents(series: number): Generator<{ readonly end: number; readonly bytes: number }> {
    const { arena } = this;
    for (let chunk = this.headOf(series); chunk !== none; chunk = arena.olderOf(chunk)) {
      yield { end: this.freedAfter(series, chunk), bytes: arena.capacityOf(chunk) * 4 };
    }
  }

  private freedAfter(series: number, chunk: number): number {
    const step = this.stepOf(series);
    return this.arena.edgeOf(chunk) + half(step) + this.lengthOf(series, chunk) * step;
  }

  /** Drops whole chunks that end before `before`. Returns how many. */
  free(series: number, before: number): number {
    const { arena } = this;
    const head = this.headOf(series);
    if (head === none) return 0;
    let count = 0;
    for (let newer = head, chunk = arena.olderOf(head); chunk !== none;) {
      const older = arena.olderOf(chunk);
      if (this.freedAfter(series, chunk) < before) {
        arena.setOlder(newer, older);
        arena.release(chunk);
        count++;
      } else newer = chunk;
      chunk = older;
    }
    // The newest ends last.
    if (arena.olderOf(head) !== none || this.freedAfter(series, head) >= before) return count;
    arena.release(head);
    this.records.set(series, chunkAt, none);
    this.records.set(series, lengthAt, 0);
    this.records.set(series, capacityAt, 0);
    this.records.setFloat(series, edgeAt, 0);
    return count + 1;
  }

  /** A sealed chunk has to go. */
  private forget(series: number, chunk: number): void {
    const { arena } = this;
    let newer = this.headOf(series);
    while (arena.olderOf(newer) !== chunk) newer = arena.olderOf(newer);
    arena.setOlder(newer, arena.olderOf(chunk));
    arena.release(chunk);
  }

  private modified(series: number, time: number): void {
    if (time < this.more.getFloat(series, savedAt)) this.more.setFloat(series, savedAt, time);
  }

  /** Everything from here on has to go into the next checkpoint; `Infinity` when there is nothing. */
  unsavedFrom(series: number): number {
    const from = this.more.getFloat(series, savedAt);
    return from < this.endOf(series) ? from : Infinity;
  }

  /** All of the series' samples are in a checkpoint now. */
  markSaved(series: number): void {
    const end = this.endOf(series);
    this.more.setFloat(series, savedAt, end === -Infinity ? Infinity : end);
  }

  /** They are not, after all. */
  markUnsaved(series: number, from: number): void {
    this.modified(series, from);
  }
}

/** Seconds from the edge of a slot to its time. */
export function half(step: number): number {
  return Math.floor(step / 2);
}
