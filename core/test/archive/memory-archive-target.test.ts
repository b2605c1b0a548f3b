import { MemoryArchiveTarget, describeArchiveTarget } from '../../src/testing.js';
import type { MemoryObjects } from '../../src/testing.js';

describeArchiveTarget('the memory archive', async () => {
  const objects: MemoryObjects = new Map();
  let latest: MemoryArchiveTarget | undefined;
  return {
    open: async () => {
      latest = new MemoryArchiveTarget(objects);
      await latest.open();
      return latest;
    },
    failWrites: async () => {
      const failing = latest!;
      failing.writeFault = new Error('the disk is full');
      return () => {
        failing.writeFault = undefined;
      };
    },
    dispose: async () => objects.clear(),
  };
});
