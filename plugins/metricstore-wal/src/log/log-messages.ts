import type { JournalColumns, JournalSeries } from '@cc-kernel/core/plugin';

/** What the writer thread is asked for, one after the other. */
export type LogRequest =
  | { readonly kind: 'commit'; readonly declared: readonly JournalSeries[]; readonly columns: JournalColumns }
  | { readonly kind: 'cut' }
  | { readonly kind: 'close' };

/** How the log is after a commit. */
export interface LogState {
  readonly segment: number;
  /** Bytes of that segment. */
  readonly size: number;
  /** The longest time so far, in milliseconds, that written samples waited for the sync that covers them. */
  readonly longestUnsynced: number;
}

/** After `cut`: the first segment of what comes next. */
export type LogAnswer =
  | LogState
  | { readonly segment: number }
  | { readonly failure: string; /** Nothing will be taken any more. */ readonly isFinal: boolean };

/** Something that happened while nobody asked. */
export interface LogNotice {
  readonly failure: string;
}

/** The writer of the log, wherever it runs. */
export interface LogThread {
  request(request: LogRequest): Promise<LogAnswer>;
  onNotice(listener: (notice: LogNotice) => void): void;
  /** Resolves once the thread has ended. */
  end(): Promise<void>;
}
