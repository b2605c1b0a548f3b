export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly promise?: string;
  readonly met?: boolean;
  readonly peer?: { readonly name: string; readonly value: number; readonly ratio: number };
}

export interface BenchmarkRecord {
  readonly benchmarks: Readonly<
    Record<
      string,
      {
        readonly date: string;
        readonly machine: {
          readonly node: string;
          readonly cpu: string;
          readonly cores: number;
          readonly memoryGiB: number;
          readonly load: number;
        };
        readonly figures: readonly Figure[];
        readonly skipped: readonly string[];
      }
    >
  >;
}

/** The text of docs/benchmarks.md. */
export function pageOf(record: BenchmarkRecord): Promise<string>;
