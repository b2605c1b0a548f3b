import { CockpitError } from '../../errors/index.js';

/** Another living process works on the folder of the checkpoints, or the folder is not usable. */
export class CheckpointFolderError extends CockpitError {
  readonly code = 'CC_CHECKPOINT_FOLDER';
  readonly kind = 'setup';
}
