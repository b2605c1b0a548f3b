import { beforeEach, describe, expect, it } from 'vitest';
import { Checkpoints } from '../../src/metrics/checkpoint/checkpoints.js';
import { healthOf } from '../../src/metrics/health.js';
import { collectingLog, memoryCheckpoints, MemoryCheckpointStore } from '../../src/testing.js';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const metrics = [
  { name: 'load', step: 60, aggregation: 'avg' as const },
  { name: 'flops', step: 10, aggregation: 'sum' as const },
];

describe('checkpoints of the metric store', () => {
  let disk: MemoryCheckpointStore;
  beforeEach(async () => {
    disk = new MemoryCheckpointStore(memoryCheckpoints());
    await disk.open();
  });

  function serverOn(known = metrics) {
    const tested = storeUnderTest(known, { now: t0 + 10_000 });
    const log = collectingLog();
    return { ...tested, log, checkpoints: new Checkpoints(tested.holder, tested.clock, log.logger) };
  }

  const line = (host: string, minute: number, value: number) =>
    `load,cluster=alpha,hostname=${host} value=${value} ${t0 + minute * 60}\n`;

  it('bring everything back after a restart, and save nothing twice', async () => {
    const before = serverOn();
    await before.write(line('n1', 0, 1) + line('n1', 5, 2) + line('n2', 0, 3));
    await before.write(`flops,cluster=alpha,hostname=n1,type=socket,type-id=0 value=4 ${t0}\n`);
    await before.checkpoints.save(disk);
    expect(before.checkpoints.outcome).toMatchObject({ hosts: 2, failed: [] });
    await before.checkpoints.save(disk);
    expect(before.checkpoints.outcome).toMatchObject({ hosts: 0 });

    const after = serverOn();
    await after.checkpoints.load(disk)?.all;
    expect(after.samples()).toEqual(before.samples());
    await after.checkpoints.save(disk);
    expect(after.checkpoints.outcome).toMatchObject({ hosts: 0 });
  });

  it('bring back what stands in the journal only, and keep it when the journal is cut', async () => {
    const place = memoryCheckpoints();
    const journalling = new MemoryCheckpointStore(place);
    await journalling.open();
    const before = serverOn();
    before.journal.use(journalling);
    await before.write(line('n1', 0, 1) + line('n1', 5, 2));
    const after = serverOn();
    await after.checkpoints.load(journalling)?.all;
    await after.checkpoints.save(journalling);
    place.journal.length = 0;
    const third = serverOn();
    await third.checkpoints.load(journalling)?.all;
    expect(third.samples()).toEqual(before.samples());
  });

  it('lose nothing that arrives while they are written, in order or late', async () => {
    const before = serverOn();
    await before.write(line('n1', 0, 1) + line('n1', 3, 2) + line('n2', 0, 3));
    const arriving = Object.assign(Object.create(disk) as MemoryCheckpointStore, {
      async save(snapshots: Parameters<MemoryCheckpointStore['save']>[0]) {
        return disk.save(
          (async function* () {
            for await (const snapshot of snapshots) {
              yield snapshot;
              await before.write(line(snapshot.host, 1, 7) + line(snapshot.host, 4, 8) + line('n3', 0, 9));
            }
          })(),
        );
      },
    });
    await before.checkpoints.save(arriving);
    await before.checkpoints.save(disk);
    const after = serverOn();
    await after.checkpoints.load(disk)?.all;
    expect(after.samples()).toEqual(before.samples());
  });

  it('try a host again that could not be written, with everything since', async () => {
    const before = serverOn();
    await before.write(line('n1', 0, 1) + line('n2', 0, 2));
    disk.failing.add('alpha/n1');
    await before.checkpoints.save(disk);
    expect(before.checkpoints.outcome?.failed).toEqual(['alpha/n1']);
    expect(healthOf(before.holder, before.checkpoints, disk)).toMatchObject({
      state: 'degraded',
      text: 'the last checkpoint failed for alpha/n1',
    });
    disk.failing.clear();
    await before.write(line('n1', 1, 3));
    await before.checkpoints.save(disk);
    expect(healthOf(before.holder, before.checkpoints, disk).state).toBe('ok');
    const after = serverOn();
    await after.checkpoints.load(disk)?.all;
    expect(after.samples()).toEqual(before.samples());
  });

  it('try everything again after a save that broke off', async () => {
    const before = serverOn();
    await before.write(line('n1', 0, 1) + line('n2', 0, 2));
    const broken = Object.assign(Object.create(disk) as MemoryCheckpointStore, {
      async save(snapshots: AsyncIterable<unknown>) {
        for await (const _ of snapshots) throw new Error('the disk is gone');
      },
    });
    await expect(before.checkpoints.save(broken)).rejects.toThrow('the disk is gone');
    await before.checkpoints.save(disk);
    const after = serverOn();
    await after.checkpoints.load(disk)?.all;
    expect(after.samples()).toEqual(before.samples());
  });

  it('leave out metrics that are unknown or have another step now, and say so', async () => {
    const before = serverOn();
    await before.write(`${line('n1', 0, 1)}${line('n1', 1, 2)}flops,cluster=alpha,hostname=n1 value=4 ${t0}\n`);
    await before.checkpoints.save(disk);
    const changed = serverOn([{ name: 'load', step: 30, aggregation: 'avg' }]);
    await changed.checkpoints.load(disk)?.all;
    expect(changed.samples()).toEqual({});
    expect(changed.log.lines.join('')).toMatch(/no cluster configures.*flops.*another time step.*load/);
  });
});
