import type { HostSnapshot } from '../domain/node-metrics.js';

/** The next bytes of a Parquet file. */
export interface ParquetPart {
  readonly bytes: Uint8Array;
  /** Samples that went into it. */
  readonly rows: number;
}

/** Turns snapshots into the bytes of one Parquet file; see docs/formats/parquet-checkpoint.md. */
export interface ParquetEncoder {
  /** Snapshots of one host, oldest first, become row groups of their own. */
  add(host: readonly HostSnapshot[]): Promise<ParquetPart>;
  /** The end of the file. */
  end(): Promise<ParquetPart>;
  close(): Promise<void>;
}

export type StartParquetEncoder = () => ParquetEncoder;
