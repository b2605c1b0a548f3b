import { describeCheckpointStore, memoryCheckpoints, MemoryCheckpointStore } from '../../src/testing.js';

describeCheckpointStore('the checkpoint store in memory', async () => {
  const place = memoryCheckpoints();
  let current: MemoryCheckpointStore;
  return {
    async open() {
      const store = new MemoryCheckpointStore(place);
      await store.open();
      current = store;
      return store;
    },
    async failWritesOf(cluster, host) {
      current.failing.add(`${cluster}/${host}`);
      return async () => {
        current.failing.clear();
      };
    },
    async damageNewest(cluster, host) {
      const at = place.snapshots.findLastIndex(
        (each) => each !== 'damaged' && each.cluster === cluster && each.host === host,
      );
      place.snapshots[at] = 'damaged';
    },
    async crash() {
      place.isHeld = false;
    },
    async dispose() {},
  };
});
