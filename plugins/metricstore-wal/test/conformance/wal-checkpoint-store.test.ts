import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDisk } from '@cc-kernel/core/plugin';
import type { DurableDisk } from '@cc-kernel/core/plugin';
import { describeCheckpointStore } from '@cc-kernel/core/testing';
import { FaultyDisks } from '../faulty-disks.js';
import { storeOn } from '../store-on.js';

describeCheckpointStore('metricstore-wal', async () => {
  const root = await mkdtemp(join(tmpdir(), 'metricstore-wal-'));
  const directory = join(root, 'var', 'checkpoints');
  let fullFor: string | undefined;
  let disks: FaultyDisks | undefined;
  const disk = (): DurableDisk => ({
    ...(disks?.snapshots ?? nodeDisk),
    async write(path, pieces) {
      await (disks?.snapshots ?? nodeDisk).write(path, fullFor !== undefined && path.includes(fullFor) ? [] : pieces);
      if (fullFor !== undefined && path.includes(fullFor))
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
  });
  return {
    async open() {
      const store = storeOn({ directory, disk: disk(), ...(disks ? { logDisk: disks.log } : {}) });
      await store.open();
      return store;
    },
    async failWritesOf(cluster, host) {
      fullFor = join(cluster, host);
      return async () => {
        fullFor = undefined;
      };
    },
    async damageNewest(cluster, host) {
      const folder = join(directory, cluster, host);
      const newest = (await readdir(folder))
        .filter((name) => name.endsWith('.bin'))
        .sort()
        .at(-1)!;
      const bytes = await readFile(join(folder, newest));
      await writeFile(join(folder, newest), bytes.subarray(0, bytes.length / 2));
    },
    async crash() {
      const lock = join(directory, 'cc-kernel..lock', 'holder..process', 'pid');
      await writeFile(lock, '999999999 1'); // no such process
    },
    failDisk(fault) {
      disks = new FaultyDisks(fault?.kind === 'end' ? { kind: 'death', step: fault.step } : fault);
      return disks;
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
});
