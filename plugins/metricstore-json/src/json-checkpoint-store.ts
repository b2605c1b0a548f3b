import { resolve } from 'node:path';
import { DurableDisk, FolderCheckpointStore, Settings } from '@cc-kernel/core/plugin';
import type { CheckpointFile } from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';
import { JsonCheckpointOptions } from './config.js';
import type { JsonCheckpointConfig } from './config.js';
import { jsonFormat } from './json-format.js';

/** Checkpoints as `<directory>/<cluster>/<host>/<from>.json`; see docs/formats/json-checkpoint.md. */
@injectable()
export class JsonCheckpointStore extends FolderCheckpointStore<CheckpointFile> {
  constructor(
    @inject(JsonCheckpointOptions) config: JsonCheckpointConfig,
    @inject(Settings) settings: Settings,
    @inject(DurableDisk) disk: DurableDisk,
  ) {
    super(resolve(settings.root, config.directory), jsonFormat(disk), disk);
  }
}
