import type { CheckpointFormat, DurableDisk } from '@cc-kernel/core/plugin';
import { LentMemory } from '../disk/lent-memory.js';
import { readSnapshot } from './read-snapshot.js';
import { HostSaver } from './save-host.js';
import { hostFiles } from './snapshot-files.js';
import type { SnapshotFile } from './snapshot-files.js';

/** Checkpoints as cc-backend writes them: `<from>.bin`, with a side file that vouches for it; JSON is read too. */
export function binaryFormat(disk: DurableDisk): CheckpointFormat<SnapshotFile> {
  const saver = new HostSaver(disk);
  const memory = new LentMemory();
  return {
    companions: ['.crc'],
    list: hostFiles,
    async read(file, stray) {
      const { from, to, root, ignored, isUnchecked, release } = await readSnapshot(file, memory);
      if (isUnchecked) stray(`${file.path}.crc`, 'damaged; the snapshot is taken unchecked');
      if (ignored.length > 0) stray(file.path, `left out: ${ignored.join(', ')}`);
      return { from, to, root, release };
    },
    write: (folder, snapshot) => saver.save(folder, snapshot),
  };
}
