/** A door for other checkpoint formats in the same folders: the layout, the lock, and the reader of JSON checkpoints. */
export { CheckpointFolderError } from './checkpoint-folder-error.js';
export { documentsOf } from './checkpoint-documents.js';
export type { CheckpointDocument } from './checkpoint-documents.js';
export { foldersByCluster, hostFolders } from './checkpoint-files.js';
export type { HostFolder, Stray } from './checkpoint-files.js';
export { codeOf, isMissing } from './file-errors.js';
export { FolderLock } from './folder-lock.js';
export { parseCheckpoint } from './parse-checkpoint.js';
export { inTurns } from './turns.js';
export { syncFolder } from './checkpoint-disk.js';
