import { join } from 'node:path';
import type { JournalColumns, JournalSeries } from '@cc-kernel/core/plugin';
import type { Durability } from '../config.js';
import { blockHeaderSize, dictionaryBlock, sampleBlock, sealBlock, segmentHeader } from './block.js';
import { ByteWriter } from './byte-writer.js';
import type { LogDisk } from './log-disk.js';
import type { LogState } from './log-messages.js';
import { writeSamples } from './write-samples.js';
import { segmentName } from './segment-name.js';
import { SeriesDictionary } from './series-dictionary.js';

export interface LogWriterOptions {
  readonly folder: string;
  readonly durability: Durability;
  readonly firstSegment: number;
  /** Bytes after which the next segment begins. */
  readonly segmentSize: number;
}

/** The system could not promise that what was written is on the disk. Asking again would prove nothing. */
export class SyncFailedError extends Error {}

/** Samples in one block: damage takes no more than these. */
const blockSamples = 16_384;

/** Writes the segments of the log, waiting for the disk. */
export class LogWriter {
  private readonly dictionary = new SeriesDictionary();
  private readonly bytes = new ByteWriter();
  private readonly copies: { readonly from: number; readonly to: number }[] = [];
  private file: number | undefined;
  private segment: number;
  private size = 0;
  /** When the oldest bytes were written that a power cut would take, in milliseconds; `undefined`: it would take none. */
  private unsyncedSince: number | undefined;
  private longest = 0;
  private broken: SyncFailedError | undefined;

  constructor(
    private readonly options: LogWriterOptions,
    private readonly disk: LogDisk,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.segment = options.firstSegment - 1;
  }

  /** A power cut would take what was written last. */
  get hasUnsynced(): boolean {
    return this.unsyncedSince !== undefined && this.broken === undefined;
  }

  declare(series: readonly JournalSeries[]): void {
    for (const each of series) this.dictionary.declare(each);
  }

  /** Once this returns, the samples are as safe as the level says. */
  commit(columns: JournalColumns): LogState {
    if (this.broken) throw this.broken;
    if (this.file !== undefined && this.size >= this.options.segmentSize) this.closeSegment();
    const file = this.file ?? this.beginSegment();
    try {
      this.encode(columns);
      this.disk.write(file, this.bytes.bytes.subarray(0, this.bytes.at));
      this.size += this.bytes.at;
      this.unsyncedSince ??= this.now();
      if (this.options.durability === 'disk') this.sync();
    } catch (error) {
      this.abandonSegment(); // half a block may stand at its end
      throw error;
    }
    return { segment: this.segment, size: this.size, longestUnsynced: this.longest };
  }

  /** What is committed from now on goes to segments from the returned number on. */
  cut(): number {
    this.closeSegment();
    return this.segment + 1;
  }

  sync(): void {
    if (this.file === undefined || this.unsyncedSince === undefined) return;
    if (this.broken) throw this.broken;
    try {
      this.disk.sync(this.file);
      this.longest = Math.max(this.longest, this.now() - this.unsyncedSince);
      this.unsyncedSince = undefined;
    } catch (error) {
      this.broken = new SyncFailedError(`the log could not be brought to the disk: ${textOf(error)}`);
      throw this.broken;
    }
  }

  close(): void {
    this.closeSegment();
  }

  private beginSegment(): number {
    const path = join(this.options.folder, segmentName(this.segment + 1));
    const file = this.disk.create(path);
    try {
      const header = segmentHeader(this.segment + 1);
      this.disk.write(file, header);
      this.disk.sync(file);
      this.disk.syncFolder(this.options.folder);
      this.segment++;
      this.file = file;
      this.size = header.length;
      return file;
    } catch (error) {
      attempt(() => this.disk.close(file));
      attempt(() => this.disk.remove(path));
      throw error;
    }
  }

  private closeSegment(): void {
    const { file } = this;
    if (file === undefined) return;
    try {
      this.sync();
    } finally {
      this.file = undefined;
      this.disk.close(file);
    }
  }

  /** The next commit begins another one. */
  private abandonSegment(): void {
    const { file } = this;
    this.file = undefined;
    if (file !== undefined) attempt(() => this.disk.close(file));
  }

  private encode(columns: JournalColumns): void {
    const { bytes, copies } = this;
    bytes.at = 0;
    copies.length = 0;
    for (let from = 0; from < columns.count; from += blockSamples) {
      const to = Math.min(columns.count, from + blockSamples);
      this.dictionaryBlock(columns.series, from, to);
      const start = this.beginBlock(sampleBlock);
      writeSamples(bytes, columns, from, to);
      this.endBlock(start);
    }
    // Names stand twice, apart from each other: losing one block must not make the others unreadable.
    for (const { from, to } of copies) {
      bytes.reserve(to - from);
      bytes.bytes.copyWithin(bytes.at, from, to);
      bytes.at += to - from;
      this.endBlock(bytes.at - (to - from));
    }
  }

  private dictionaryBlock(series: Int32Array, from: number, to: number): void {
    const start = this.beginBlock(dictionaryBlock);
    if (this.dictionary.write(this.bytes, series, from, to, this.segment)) {
      this.endBlock(start);
      this.copies.push({ from: start, to: this.bytes.at });
    } else this.bytes.at = start;
  }

  private beginBlock(kind: number): number {
    const start = this.bytes.at;
    this.bytes.reserve(blockHeaderSize + 1);
    this.bytes.at += blockHeaderSize;
    this.bytes.bytes[this.bytes.at++] = kind;
    return start;
  }

  private endBlock(start: number): void {
    const { bytes, at } = this.bytes;
    sealBlock(bytes, start, at - start - blockHeaderSize, this.segment, this.size + start);
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The error that led here is the one to report.
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
