import { ArchiveTarget, definePlugin } from '@cc-kernel/core/plugin';
import { FsArchiveConfig, FsArchiveOptions } from './config.js';
import { FsArchiveTarget } from './fs-archive-target.js';
import { WriteFile, writeSynced } from './write-file.js';

/** Keeps the job archive in a folder, in the layout that cc-backend reads and writes. */
export default definePlugin({
  id: 'archive-fs',
  provides: [ArchiveTarget],
  config: FsArchiveConfig,
  register(bind, config) {
    bind.value(FsArchiveOptions, config);
    bind.value(WriteFile, writeSynced);
    bind.singleton(ArchiveTarget, FsArchiveTarget);
  },
  start: (context) => context.get(ArchiveTarget).open(),
  stop: (context) => context.get(ArchiveTarget).close(),
});
