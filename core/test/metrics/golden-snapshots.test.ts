import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Checkpoints } from '../../src/metrics/checkpoint/checkpoints.js';
import { collectingLog, memoryCheckpoints, MemoryCheckpointStore } from '../../src/testing.js';
import { storeUnderTest } from './store-under-test.js';

const vectors = fileURLToPath(new URL('../../../../shared/golden/metricstore/read-vectors.json.gz', import.meta.url));

const hour = 3600;

type Step =
  | { op: 'series'; path: string[]; metric: string; start: number; step: number; values: (number | null)[] }
  | { op: 'snapshot'; to: number; expect: { written: number } }
  | { op: 'load'; from: number }
  | { op: 'dump'; expect: [] };

interface Case {
  readonly id: string;
  readonly group: string;
  readonly copy: boolean;
  readonly steps: readonly Step[];
}

/** Where we do not do what the original does although the recording says so. */
const otherwise: Readonly<Record<string, string>> = {
  'snap-bin-not-window': 'a checkpoint of ours has no window: it saves whatever no file holds yet, however old',
  'snap-json-not-window': 'the same',
};

describe.skipIf(!existsSync(vectors))('checkpoints as recorded from the original', () => {
  const recorded = existsSync(vectors)
    ? (JSON.parse(gunzipSync(readFileSync(vectors)).toString()) as { cases: readonly Case[] }).cases
    : [];
  const cases = recorded.filter(({ id, group, copy }) => group === 'snapshots' && copy && !(id in otherwise));

  it.each(cases.map((one) => [one.id, one] as const))('%s', async (_, { steps }) => {
    const place = memoryCheckpoints();
    let server = await serverOn(place);
    for (const step of steps) {
      switch (step.op) {
        case 'series':
          await server.tested.write(linesOf(step));
          break;
        case 'snapshot':
          server.tested.clock.seconds = step.to;
          await server.checkpoints.save(server.disk);
          expect(server.checkpoints.outcome).toMatchObject({ hosts: step.expect.written, failed: [] });
          break;
        case 'load': {
          await server.disk.close();
          server = await serverOn(place, step.from + hour, hour);
          await server.checkpoints.load(server.disk)?.all;
          break;
        }
        case 'dump':
          expect(step.expect).toEqual([]);
          expect(server.tested.samples()).toEqual({});
      }
    }
  });
});

async function serverOn(place: ReturnType<typeof memoryCheckpoints>, now = 1_772_323_500, retention = 0) {
  const tested = storeUnderTest([{ name: 'cpu_load', step: 60, aggregation: 'avg' }], { now, retention });
  const disk = new MemoryCheckpointStore(place);
  await disk.open();
  return { tested, disk, checkpoints: new Checkpoints(tested.holder, tested.clock, collectingLog().logger) };
}

function linesOf({ path: [cluster, host], metric, start, step, values }: Extract<Step, { op: 'series' }>): string {
  return values
    .map((value, slot) => `${metric},cluster=${cluster},hostname=${host} value=${value} ${start + slot * step}\n`)
    .join('');
}
