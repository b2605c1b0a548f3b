import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCockpitError } from '@cc-kernel/core/plugin';
import type { LevelSnapshot } from '@cc-kernel/core/plugin';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanSegment } from '../src/log/block.js';
import { readSegment } from '../src/log/read-segment.js';
import { encodeSnapshot } from '../src/snapshot/encode-snapshot.js';
import { parseSnapshot } from '../src/snapshot/parse-snapshot.js';
import { readSnapshot } from '../src/snapshot/read-snapshot.js';
import { fingerprintOf, isSame, parseSideFile, sideFileText } from '../src/snapshot/side-file.js';
import { storeOn } from './store-on.js';

const t0 = 1_772_323_200;

async function samplesOf(bytes: Buffer): Promise<Map<string, number>> {
  const samples = new Map<string, number>();
  for (const { count, series, times, values, names } of (await readSegment(bytes, 1)).parts) {
    for (let at = 0; at < count; at++) {
      const { cluster, host, levels, metric } = names.of(series[at]!)!;
      samples.set(`${[cluster, host, ...levels, metric].join('/')}@${times[at]}`, values[at]!);
    }
  }
  return samples;
}

describe('a damaged log', () => {
  let directory: string;
  let bytes: Buffer;
  let whole: Map<string, number>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'metricstore-wal-'));
    const store = storeOn({ directory });
    await store.open();
    // Three commits; the second brings a new series.
    for (const [at, levels] of [[], ['socket0'], []].entries()) {
      await store.append(
        [0, 1, 2].map((minute) => ({
          cluster: 'alpha',
          host: `n${at}`,
          levels,
          metric: 'load',
          time: t0 + (at * 3 + minute) * 60,
          value: at * 3 + minute + 0.5,
        })),
      );
    }
    const folder = join(directory, 'cc-kernel..log', 'segments..all');
    const [name] = await readdir(folder);
    bytes = await readFile(join(folder, name!));
    await store.close();
    whole = await samplesOf(bytes);
    expect(whole.size).toBe(9);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('that is cut anywhere gives back every whole block and nothing else', async () => {
    const { blocks } = scanSegment(bytes, 1);
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      const { gaps } = scanSegment(cut, 1);
      const found = await samplesOf(cut);
      for (const [key, value] of found) expect(value).toBe(whole.get(key));
      // A sample counts as soon as its block and the names before it are whole.
      const expected = blocks.filter(({ kind, to }) => kind === 2 && to <= length).length * 3;
      expect(found.size).toBe(expected);
      const isBetweenBlocks = length === 24 || blocks.some(({ to }) => to === length);
      expect(gaps.length > 0).toBe(!isBetweenBlocks && length > 0);
    }
  });

  it('of which any bit is flipped loses at most one block, and is noticed', async () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const { gaps, blocks } = scanSegment(flipped, 1);
      expect(gaps).toHaveLength(1);
      const found = await samplesOf(flipped);
      for (const [key, value] of found) expect(value).toBe(whole.get(key));
      const isSampleBlockHit = blocks.filter(({ kind }) => kind === 2).length < 3;
      expect(found.size).toBe(isSampleBlockHit ? 6 : 9);
    }
  });

  it('never mistakes a block of another segment, or at another place, for its own', () => {
    expect(scanSegment(bytes, 2).blocks).toEqual([]);
    expect(scanSegment(Buffer.concat([bytes.subarray(0, 24), Buffer.alloc(3), bytes.subarray(24)]), 1).blocks).toEqual(
      [],
    );
  });
});

describe('a damaged snapshot', () => {
  const root: LevelSnapshot = {
    metrics: new Map([['load', [{ start: t0, step: 60, values: Float32Array.of(0.5, NaN, 2) }]]]),
    children: new Map([
      [
        'socket0',
        { metrics: new Map([['flops', [{ start: t0, step: 60, values: Float32Array.of(1.5) }]]]), children: new Map() },
      ],
    ]),
  };
  const bytes = encodeSnapshot({ from: t0, to: t0 + 180, root });
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'metricstore-wal-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('has the bytes that cc-backend writes', () => {
    const example: LevelSnapshot = {
      metrics: new Map([['load', [{ start: 1_700_000_000, step: 60, values: Float32Array.of(0.5, NaN, 2) }]]]),
      children: new Map([
        [
          'socket0',
          {
            metrics: new Map([['flops', [{ start: 1_700_000_060, step: 60, values: Float32Array.of(1.5) }]]]),
            children: new Map(),
          },
        ],
      ]),
    };
    expect(encodeSnapshot({ from: 1_700_000_000, to: 1_700_003_600, root: example }).toString('hex')).toBe(
      '01005bcc00f153650000000010ff5365000000000100000004006c6f61643c0000000000000000f1536500000000030000000000003f0000c07f00000040' +
        '010000000700736f636b65743001000000' +
        '0500666c6f70733c000000000000003cf1536500000000010000000000c03f00000000',
    );
  });

  it('that is cut anywhere is refused, also without its side file', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(() => parseSnapshot(bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'CC_CORRUPT_DATA' }),
      );
  });

  it('of which any bit is flipped is refused, because its side file says what it was', async () => {
    const path = join(directory, `${t0}.bin`);
    await writeFile(`${path}.crc`, sideFileText([fingerprintOf(bytes)]));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(path, flipped);
      await expect(readSnapshot({ path, format: 'bin', from: t0, to: undefined })).rejects.toMatchObject({
        code: 'CC_CORRUPT_DATA',
      });
      // Without the side file it must at least not break the reader.
      try {
        parseSnapshot(flipped);
      } catch (error) {
        expect(isCockpitError(error)).toBe(true);
      }
    }
  });

  it('is not blamed for a flipped bit of its side file', () => {
    const text = Buffer.from(sideFileText([fingerprintOf(bytes), fingerprintOf(Buffer.alloc(3))]));
    for (let bit = 0; bit < text.length * 8; bit++) {
      const flipped = Buffer.from(text);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const said = parseSideFile(flipped.toString('latin1'));
      expect(said === undefined || said.some((each) => isSame(each, fingerprintOf(bytes)))).toBe(true);
    }
    for (let length = 0; length < text.length; length++) {
      const said = parseSideFile(text.toString('latin1', 0, length));
      expect(said === undefined || said.some((each) => isSame(each, fingerprintOf(bytes)))).toBe(true);
    }
  });

  it('is set aside with its side file; the start goes on', async () => {
    const place = join(directory, 'start');
    const folder = join(place, 'alpha', 'n1');
    await mkdir(folder, { recursive: true });
    const damaged = Buffer.from(bytes);
    damaged[60]! ^= 1;
    await writeFile(join(folder, `${t0}.bin`), damaged);
    await writeFile(join(folder, `${t0}.bin.crc`), sideFileText([fingerprintOf(bytes)]));
    await copyFile(join(folder, `${t0}.bin`), join(folder, `${t0 + 1}.bin`)); // without a side file nobody can tell
    const store = storeOn({ directory: place });
    await store.open();
    const restored = [];
    for await (const snapshot of store.restore(0)) restored.push(snapshot);
    expect(restored).toHaveLength(1);
    expect(store.quarantined.map(({ file }) => file)).toEqual([join(folder, `${t0}.bin.corrupt`)]);
    expect((await readdir(folder)).sort()).toEqual([`${t0}.bin.corrupt`, `${t0}.bin.corrupt.crc`, `${t0 + 1}.bin`]);
    await store.close();
  });
});
