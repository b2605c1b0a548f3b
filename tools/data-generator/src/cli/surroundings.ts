import type { WriteStream } from 'node:tty';

/** What a command sees of the world. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For people; standard output stays free for data. */
  readonly report: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean };
  /** Fires when the user wants an end. */
  readonly signal: AbortSignal;
  /** Unix seconds. */
  readonly now: () => number;
}
