import fc from 'fast-check';
import { isCockpitError } from '@cc-kernel/core/plugin';
import { describe, expect, it } from 'vitest';
import { scanSegment, segmentHeader } from '../src/log/block.js';
import { ByteWriter } from '../src/log/byte-writer.js';
import { crc32c } from '../src/log/crc32c.js';
import type { LogDisk } from '../src/log/log-disk.js';
import { LogWriter } from '../src/log/log-writer.js';
import { readSamples } from '../src/log/read-samples.js';
import { readSegment } from '../src/log/read-segment.js';
import { SampleCount } from '../src/log/sample-count.js';
import { legacyRecords } from '../src/legacy/parse-legacy-log.js';
import { parseSnapshot } from '../src/snapshot/parse-snapshot.js';
import { writeSamples } from '../src/log/write-samples.js';

const anySample = fc.record({
  series: fc.integer({ min: 0, max: 40 }),
  time: fc.oneof(
    fc.integer({ min: 1_700_000_000, max: 1_700_003_600 }),
    fc.maxSafeInteger().map((time) => time % 2 ** 45),
  ),
  value: fc.float(),
});

describe('the log', () => {
  it('has the checksums of CRC-32C', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  });

  it('gives samples back bit by bit', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 300 }), (samples) => {
        const writer = new ByteWriter();
        const columns = {
          count: samples.length,
          series: Int32Array.from(samples, ({ series }) => series * 50_000_000),
          times: Float64Array.from(samples, ({ time }) => time),
          values: Float32Array.from(samples, ({ value }) => value),
        };
        writeSamples(writer, columns, 0, samples.length);
        expect(readSamples(writer.bytes.subarray(0, writer.at), 0, writer.at)).toEqual(columns);
      }),
    );
  });

  it('gives back what any run of commits and cuts wrote, segment by segment', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.array(anySample, { minLength: 1, maxLength: 30 }), fc.constant('cut' as const)), {
          maxLength: 12,
        }),
        async (actions) => {
          const files: Buffer[] = [];
          const disk: LogDisk = {
            create: () => files.push(Buffer.alloc(0)) - 1,
            write: (file, bytes) => {
              files[file] = Buffer.concat([files[file]!, bytes]);
            },
            sync: () => {},
            close: () => {},
            remove: () => {},
            syncFolder: () => {},
          };
          const writer = new LogWriter({ folder: '/', durability: 'os', firstSegment: 1, segmentSize: 400 }, disk);
          const series = Array.from({ length: 41 }, (_, at) => ({
            cluster: `c${at % 2}`,
            host: `h${at % 5}`,
            levels: at % 3 === 0 ? [] : [`socket${at % 3}`],
            metric: `m${at}`,
          }));
          writer.declare(series);
          let count = 0;
          for (const action of actions) {
            if (action === 'cut') writer.cut();
            else {
              count += action.length;
              writer.commit({
                count: action.length,
                series: Int32Array.from(action, (each) => each.series),
                times: Float64Array.from(action, ({ time }) => time),
                values: Float32Array.from(action, ({ value }) => value),
              });
            }
          }
          let found = 0;
          for (const [at, bytes] of files.entries()) {
            const content = await readSegment(bytes, at + 1);
            const count = new SampleCount(-Infinity);
            for (const part of content.parts) count.add(part);
            expect([content.damages, content.tornTail, count.nameless]).toEqual([[], undefined, 0]);
            found += count.named;
          }
          expect(found).toBe(count);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('and every other reader takes any bytes without harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (random) => {
        const bytes = Buffer.from(random);
        expect(scanSegment(Buffer.concat([segmentHeader(1), bytes]), 1).blocks).toEqual([]);
        expect([...(await readSegment(bytes, 1)).parts]).toEqual([]);
        expect([...legacyRecords(bytes, () => {})]).toEqual([]);
        for (const each of [bytes, Buffer.concat([Buffer.from('01005bcc', 'hex'), bytes])]) {
          try {
            parseSnapshot(each);
          } catch (error) {
            expect(isCockpitError(error)).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
