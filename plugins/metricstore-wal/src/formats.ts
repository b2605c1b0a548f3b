/** A door for tools that read the files of this plugin and of cc-backend. */
export { scanSegment, segmentHeaderSize, segmentOfHeader } from './log/block.js';
export { readDictionary } from './log/read-dictionary.js';
export { readSamples } from './log/read-samples.js';
export { encodeLegacyRecord, legacyFileMagic, legacyRecordMagic, legacyRecords } from './legacy/parse-legacy-log.js';
export type { Damage, LegacyRecord } from './legacy/parse-legacy-log.js';
export { parseSnapshot } from './snapshot/parse-snapshot.js';
export { fingerprintOf, isSame, parseSideFile } from './snapshot/side-file.js';
