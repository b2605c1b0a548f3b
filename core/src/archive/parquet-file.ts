import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Writer } from 'hyparquet-writer';
import type { HostSnapshot } from '../domain/node-metrics.js';
import type { ParquetEncoder, ParquetPart } from './parquet-encoder.js';
import { SampleCollector } from './sample-rows.js';
import type { SampleRows } from './sample-rows.js';
import { zstdCompressor } from './zstd.js';

/** Of a group at most: a host of many units would need much memory otherwise. */
const rowsPerGroup = 100_000;

const texts = ['cluster', 'hostname', 'metric', 'scope', 'scope_id'] as const;
const integers = ['timestamp', 'frequency'] as const;

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
// Not the logical type: the library writes it so that other readers refuse the file. The two mean the same.
const integer = { type: 'INT64', converted_type: 'INT_64' } as const;
const required = { repetition_type: 'REQUIRED' } as const;
const schema = [
  { name: 'ParquetMetricRow', num_children: texts.length + integers.length + 1 },
  ...texts.map((name) => ({ ...required, ...text, name })),
  ...integers.map((name) => ({ ...required, ...integer, name })),
  { ...required, name: 'value', type: 'FLOAT' as const },
];

/** A Parquet file of samples in the making; its bytes come part by part. */
export class ParquetFile implements ParquetEncoder {
  private readonly bytes: Writer & { index: number } = new ByteWriter(1 << 20);
  private readonly writer = this.start();

  async add(host: readonly HostSnapshot[]): Promise<ParquetPart> {
    const collector = new SampleCollector(rowsPerGroup);
    let rows = 0;
    for (const snapshot of host) for (const full of collector.collect(snapshot)) rows += await this.write(full);
    rows += await this.write(collector.rest());
    return { bytes: this.taken(), rows };
  }

  async end(): Promise<ParquetPart> {
    await (await this.writer).finish();
    return { bytes: this.taken(), rows: 0 };
  }

  async close(): Promise<void> {}

  private async start(): Promise<ParquetWriter> {
    // The bytes are fetched by `taken`.
    this.bytes.flush = () => {};
    this.bytes.finish = () => {};
    const compressors = { ZSTD: await zstdCompressor() };
    return new ParquetWriter({ writer: this.bytes, schema, codec: 'ZSTD', compressors, createdBy: 'cc-kernel' });
  }

  private async write(rows: SampleRows): Promise<number> {
    if (rows.count === 0) return 0;
    const column = { columnIndex: true, offsetIndex: true } as const;
    const delta = { ...column, encoding: 'DELTA_LENGTH_BYTE_ARRAY' } as const;
    const plain = { ...column, encoding: 'PLAIN' } as const;
    const columnData = [
      ...texts.map((name) => ({ ...delta, name, data: rows[name] })),
      ...integers.map((name) => ({ ...plain, name, data: rows[name] })),
      { ...plain, name: 'value', data: rows.value },
    ];
    await (await this.writer).write({ rowGroupSize: rows.count, columnData });
    return rows.count;
  }

  /** The writer's idea of its place goes on. */
  private taken(): Uint8Array {
    const part = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    return part;
  }
}
