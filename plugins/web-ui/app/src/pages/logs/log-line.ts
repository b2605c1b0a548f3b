/** A record as the server sends it. */
export interface LogRecord {
  /** Microseconds since 1970; empty: not known. */
  readonly timestamp: string;
  readonly priority: number;
  readonly message: string;
  readonly unit: string;
}

export interface LogLine {
  /** The same for the same record in the next answer. */
  readonly key: string;
  /** Milliseconds since 1970; `undefined`: not known. */
  readonly time: number | undefined;
  readonly priority: number;
  readonly message: string;
}

/** Newest first. */
export function logLines(records: readonly LogRecord[]): readonly LogLine[] {
  const seen = new Map<string, number>();
  return records
    .map(({ timestamp, priority, message }) => {
      const count = (seen.get(timestamp) ?? 0) + 1;
      seen.set(timestamp, count);
      const time = timestamp === '' ? undefined : Math.floor(Number(timestamp) / 1000);
      return { key: `${timestamp}-${count}`, time, priority, message };
    })
    .toReversed();
}
