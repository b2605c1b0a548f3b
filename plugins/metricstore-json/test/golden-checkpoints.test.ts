import { cp, mkdtemp, rm } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { nodeDisk } from '@cc-kernel/core/plugin';
import type { LevelSnapshot } from '@cc-kernel/core/plugin';
import { testSettings } from '@cc-kernel/core/testing';
import { describe, expect, it } from 'vitest';
import { JsonCheckpointStore } from '../src/json-checkpoint-store.js';

const recorded = fileURLToPath(new URL('../../../../shared/golden/metricstore/', import.meta.url));
const isRecorded = existsSync(recorded);

interface Recorded {
  readonly files: number;
  readonly series: readonly {
    readonly path: readonly string[];
    readonly metric: string;
    readonly buffers: readonly {
      readonly start: number;
      readonly step: number;
      readonly values: readonly (number | null)[];
    }[];
  }[];
}

async function restoreCopyOf(folder: string, since: number) {
  const copy = await mkdtemp(join(tmpdir(), 'metricstore-json-'));
  const store = new JsonCheckpointStore({ directory: copy }, testSettings(), nodeDisk);
  try {
    await cp(folder, copy, { recursive: true });
    await store.open();
    const runs: Record<string, { start: number; step: number; values: number[] }[]> = {};
    const collect = (path: string, { metrics, children }: LevelSnapshot) => {
      for (const [metric, all] of metrics) {
        for (const { start, step, values } of all)
          (runs[`${path}/${metric}`] ??= []).push({ start, step, values: [...values] });
      }
      for (const [name, child] of children) collect(`${path}/${name}`, child);
    };
    let files = 0;
    for await (const { cluster, host, root } of store.restore(since)) {
      files++;
      collect(`${cluster}/${host}`, root);
    }
    return { runs, files, quarantined: store.quarantined.map(({ file }) => file.slice(copy.length + 1)) };
  } finally {
    await store.close();
    await rm(copy, { recursive: true, force: true });
  }
}

describe.skipIf(!isRecorded)('checkpoints that the original wrote', () => {
  it('are read to the last value', async () => {
    const folder = `${recorded}checkpoints-json-seed1`;
    const expected = JSON.parse(gunzipSync(readFileSync(`${folder}/expected.json.gz`)).toString()) as Recorded;
    const { runs, files, quarantined } = await restoreCopyOf(`${folder}/checkpoints`, 0);
    expect([files, quarantined]).toEqual([expected.files, []]);
    expect(runs).toEqual(
      Object.fromEntries(
        expected.series
          .map(({ path, metric, buffers }): [string, unknown] => [
            [...path, metric].join('/'),
            buffers
              .filter(({ values }) => values.length > 0)
              .map(({ start, step, values }) => ({
                start,
                step,
                values: values.map((value) => (value === null ? NaN : Math.fround(value))),
              })),
          ])
          .filter(([, buffers]) => (buffers as unknown[]).length > 0),
      ),
    );
  });

  it.each([
    ['37-json-broken', ['vela/v02/1795529276.json.corrupt']],
    ['38-json-wrong-types', ['vela/v02/1795529276.json.corrupt']],
    ['39-json-empty-object', []],
    ['40-json-null-metric', []],
    ['41-json-unknown-metric', []],
  ])('never keep the server from starting: %s', async (name, aside) => {
    const { quarantined } = await restoreCopyOf(`${recorded}damaged/${name}`, 0);
    expect(quarantined.filter((file) => !/\.bin$|\.wal$/.test(file))).toEqual(aside);
  });
});

/** Values of the original are rounded to one decimal; of each sample we hold its own time. */
describe.skipIf(!isRecorded)('times of samples in checkpoints of the original', () => {
  it('are those of the samples that were sent, up to where a window begins between two of them', async () => {
    const { truth } = (await import(pathToFileURL(`${recorded}window.mjs`).href)) as {
      truth: (name: string) => Map<string, [number, number][]>;
    };
    const { runs } = await restoreCopyOf(`${recorded}checkpoints-json-seed1/checkpoints`, 0);
    const sent = truth('checkpoints-json-seed1');
    let count = 0;
    for (const [key, all] of Object.entries(runs)) {
      const samples = sent.get(key)!;
      for (const { start, step, values } of all) {
        values.forEach((value, at) => {
          if (Number.isNaN(value)) return;
          const near = samples.filter(([time]) => Math.abs(time - start - at * step) <= step / 2);
          expect(near.some(([, was]) => Math.abs(was - value) <= 0.051 + Math.abs(was) * 1e-6)).toBe(true);
          count++;
        });
      }
    }
    expect(count).toBeGreaterThan(10_000);
  });
});
