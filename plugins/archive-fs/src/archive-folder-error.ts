import { CockpitError } from '@cc-kernel/core/plugin';

/** The folder of the archive is not there, or is not usable. */
export class ArchiveFolderError extends CockpitError {
  readonly code = 'CC_ARCHIVE_FOLDER';
  readonly kind = 'setup';
}
