import type { HostSnapshot } from '../domain/node-metrics.js';
import type { UnixSeconds } from '../domain/time.js';
import { token } from './token.js';

/** One sample on its way to the journal. */
export interface JournalSample {
  readonly cluster: string;
  readonly host: string;
  /** Levels below the host, 0 to 2, e.g. `['socket0']`. */
  readonly levels: readonly string[];
  readonly metric: string;
  readonly time: UnixSeconds;
  readonly value: number;
}

/** A series on its way to the journal. */
export interface JournalSeries {
  readonly cluster: string;
  readonly host: string;
  /** Levels below the host, 0 to 2, e.g. `['socket0']`. */
  readonly levels: readonly string[];
  readonly metric: string;
}

/**
 * Samples column by column: entry `i` of each array belongs to the same sample, oldest arrival first.
 *
 *     series   number that `declareSeries` gave     int32
 *     times    seconds since 1970, whole            float64
 *     values   in the metric's own unit             float32
 *
 * Only the first `count` entries count.
 */
export interface JournalColumns {
  readonly count: number;
  readonly series: Int32Array;
  readonly times: Float64Array;
  readonly values: Float32Array;
}

/** The way of many samples into a journal, without an object for each. */
export interface ColumnJournal {
  /** A number for `append`, good until the store is closed. */
  declareSeries(series: JournalSeries): number;
  /** As `CheckpointStore.append`. The arrays may be used again as soon as this returns. */
  append(columns: JournalColumns): Promise<void>;
}

/** What the numbers in journalled columns stand for; `undefined`: the name is lost. */
export interface JournalledNames {
  of(number: number): JournalSeries | undefined;
}

/** A part of what a journal holds, as it came in. Parts whose numbers mean the same share their names. */
export interface JournalledColumns extends JournalColumns {
  readonly names: JournalledNames;
}

/** What became of a `save`. */
export interface SaveReport {
  readonly hosts: number;
  readonly bytes: number;
  /** Hosts whose snapshot could not be written; their last good checkpoint is still in place. */
  readonly failed: readonly { readonly cluster: string; readonly host: string; readonly error: Error }[];
}

/** Takes snapshots that are about to go, host by host, oldest first, which it may hold on to and send to a thread. `undefined`: they must stay. Never rejects. */
export type KeepSnapshots = (cluster: string, old: AsyncIterable<HostSnapshot>) => Promise<KeptSnapshots | undefined>;

/** Snapshots that are safe elsewhere. If they are handed over once more, because the process ended before they went, that is noticed. */
export interface KeptSnapshots {
  /**
   * To be called once they are gone and would not come back after a power cut: they need not be remembered any more. Never rejects.
   * @param unread old snapshots of the cluster that could not be handed over and stay: the next time they may be among those
   */
  gone(unread: number): Promise<void>;
}

/** A stored file that could not be used. It is kept, never deleted. */
export interface Quarantined {
  readonly file: string;
  readonly reason: string;
}

/** A host of which something is stored. */
export interface SavedHost {
  readonly cluster: string;
  readonly host: string;
}

/** A snapshot whose memory the store wants back. */
export interface StoredSnapshot extends HostSnapshot {
  /** To be called when nobody looks at the values any more: their memory serves other snapshots then. Left out: there is nothing to do. */
  readonly release?: () => void;
}

/** What `restore` yields, in parts, so that a host that somebody waits for can come first. Several parts may be read at once. */
export interface HistoryParts {
  /** Hosts that have snapshots. */
  hosts(): Promise<readonly SavedHost[]>;
  /** The host's snapshots, oldest first, and what is journalled in its own place. */
  ofHost(host: SavedHost, since: UnixSeconds): AsyncIterable<StoredSnapshot>;
  /** What the journal of all hosts holds, oldest arrival first. A part is good until the next is asked for; samples before `since` may be among them. */
  journal(since: UnixSeconds): AsyncIterable<JournalledColumns>;
}

/**
 * Keeps the in-memory metric store across restarts.
 *
 * Life: `open` → (`append` | `save` | `restore`)* → `close`. After `close` every call rejects with
 * `NotOpenError`; `close` itself may be called again and does nothing. One process a directory: `open` refuses a
 * place that another living process holds.
 * @see describeCheckpointStore, which holds these promises as tests
 */
export interface CheckpointStore {
  /** What this format can do, so that nobody has to ask which format it is. */
  readonly supports: { readonly journal: boolean };
  open(): Promise<void>;
  /** Resolves once a crash of this process can no longer lose the samples. Without a journal: does nothing. */
  append(samples: readonly JournalSample[]): Promise<void>;
  /** Left out: the store has no journal, or takes samples by `append` only. */
  readonly columns?: ColumnJournal;
  /** `save` is called whenever the journal has outgrown its largest size; saving all hosts empties it. */
  whenFull?(save: () => void): void;
  /** Writes a snapshot of each host, atomically host by host. A host that fails keeps its last good checkpoint and is reported. */
  save(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport>;
  /**
   * Yields what was saved that ends at or after `since`, each host's snapshots oldest first, then what was journalled
   * (`isJournalled`).
   * A file that cannot be read is reported in `quarantined` and does not end the walk.
   */
  restore(since: UnixSeconds): AsyncIterable<HostSnapshot>;
  /** Left out: what is stored comes as a whole only. */
  readonly parts?: HistoryParts;
  /** Files that `restore` could not use so far. */
  readonly quarantined: readonly Quarantined[];
  /**
   * Removes snapshots that end before `before`, cluster by cluster. Returns how many files went. With `keep`, those of a cluster are
   * handed over first and go only if it took them; what cannot be read stays. Saving goes on meanwhile.
   */
  prune(before: UnixSeconds, keep?: KeepSnapshots): Promise<number>;
  close(): Promise<void>;
}
export const CheckpointStore = token<CheckpointStore>('metrics.CheckpointStore');
