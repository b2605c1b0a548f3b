import { token } from '@cc-kernel/core/plugin';
import Type from 'typebox';
import type { Static } from 'typebox';

export const FsArchiveConfig = Type.Object(
  {
    directory: Type.String({
      minLength: 1,
      default: './var/job-archive',
      description: 'Root folder of the archive; it must exist',
    }),
  },
  { additionalProperties: false },
);
export type FsArchiveConfig = Static<typeof FsArchiveConfig>;

export const FsArchiveOptions = token<FsArchiveConfig>('archive-fs.options');
