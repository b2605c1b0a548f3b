import type { JournalColumns, JournalSeries } from '@cc-kernel/core/plugin';

/** What the writer thread is asked for, one after the other. */
export type LogRequest =
  | { readonly kind: 'commit'; readonly declared: readonly JournalSeries[]; readonly columns: JournalColumns }
  | { readonly kind: 'cut' }
  | { readonly kind: 'close' };

/** `segment` and `size`: the newest segment and its bytes. After `cut`: the first segment of what comes next. */
export type LogAnswer =
  | { readonly segment: number; readonly size: number }
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
