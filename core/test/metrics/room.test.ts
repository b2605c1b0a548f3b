import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { CheckpointStore } from '../../src/contracts/checkpoint-store.js';
import { ClusterCatalog } from '../../src/contracts/cluster-catalog.js';
import { JobArchive } from '../../src/contracts/job-archive.js';
import { MetricReader } from '../../src/contracts/metric-reader.js';
import { definePlugin } from '../../src/kernel/define-plugin.js';
import { metricsRoom } from '../../src/metrics/room.js';
import { memoryCheckpoints, MemoryCheckpointStore, startTestKernel } from '../../src/testing.js';
import type { MemoryCheckpoints } from '../../src/testing.js';
import { WriteSamples } from '../../src/use-cases.js';

const t0 = 1_772_323_200;
const metric = { name: 'load', scope: 'node', aggregation: 'avg', timestep: 60, unit: { base: '' } };
const topology = { node: [0], socket: [[0]], memoryDomain: [[0]], core: [[0]] };
const cluster = {
  name: 'alpha',
  metricConfig: [metric],
  subClusters: [{ name: 'main', topology, metricConfig: [metric] }],
};

const site = definePlugin({
  id: 'test-site',
  provides: [ClusterCatalog, JobArchive],
  config: Type.Object({}),
  register(bind) {
    bind.value(ClusterCatalog, { clusters: [cluster], find: () => cluster } as unknown as ClusterCatalog);
    bind.value(JobArchive, {} as JobArchive);
  },
});

const checkpointsOn = (place: MemoryCheckpoints) =>
  definePlugin({
    id: 'metricstore-test',
    provides: [CheckpointStore],
    config: Type.Object({}),
    register: (bind) => bind.value(CheckpointStore, new MemoryCheckpointStore(place)),
    start: ({ get }) => get(CheckpointStore).open(),
    stop: ({ get }) => get(CheckpointStore).close(),
  });

const start = (
  place: MemoryCheckpoints,
  config: object = { main: {}, 'metric-store': { 'retention-in-memory': '100000h', 'memory-cap': 0 } },
) => startTestKernel({ config: { ...config }, rooms: [metricsRoom], plugins: [site, checkpointsOn(place)] });

const request = {
  cluster: 'alpha',
  subCluster: 'main',
  resources: [{ hostname: 'n1' }],
  numAcc: 0,
  metrics: ['load'],
  scopes: ['node' as const],
  from: t0,
  to: t0 + 120,
  resolution: 0,
};

describe('the room of the metric store', () => {
  it('writes, reads, saves when it stops and has everything after a restart', async () => {
    const place = memoryCheckpoints();
    const first = await start(place);
    const writer = first.get(WriteSamples).open({ defaultCluster: 'alpha' });
    await writer.push(Buffer.from(`load,hostname=n1 value=1.5 ${t0}\nload,hostname=n1 value=2 ${t0 + 60}\n`));
    expect(await writer.end()).toMatchObject({ received: 2, stored: 2 });
    const { data } = await first.get(MetricReader).load(request);
    await first.stop();
    expect(place.snapshots).toHaveLength(1);

    place.journal.length = 0; // the snapshot alone has to be enough
    const second = await start(place);
    expect((await second.get(MetricReader).load(request)).data).toEqual(data);
    await second.stop();
  });
});
