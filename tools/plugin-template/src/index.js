import { ArchiveTarget, definePlugin } from '@cc-kernel/core/plugin';
import { SingleFileTarget } from './single-file-target.js';

export { SingleFileTarget } from './single-file-target.js';

/** Keeps the whole job archive in one file. What a plugin is stands here; what it does, in the class. */
export default definePlugin({
  id: 'archive-single-file',
  version: '1.0.0',
  provides: [ArchiveTarget],
  // JSON Schema; the kernel checks the config with it and fills in defaults before any line below runs.
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['file'],
    properties: {
      file: { type: 'string', minLength: 1, description: 'The archive file; made when absent' },
      sync: { type: 'boolean', default: true, description: 'Wait for the disk after each write' },
    },
  },
  register(bind, config) {
    bind.value(ArchiveTarget, new SingleFileTarget(config)); // no file is touched before `start`
  },
  start: ({ get }) => get(ArchiveTarget).open(),
  stop: ({ get }) => get(ArchiveTarget).close(),
});
