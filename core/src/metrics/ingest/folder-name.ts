import type { RejectionKind } from './rejection.js';

/** A file name holds 255 bytes, and so does a level in a journal. */
export const longestName = 255;

/** What is wrong with the name of a cluster or host, which becomes that of a folder; `undefined`: nothing. */
export function folderNameMistake(
  name: string,
): 'empty' | Extract<RejectionKind, 'unsafeName' | 'badName'> | undefined {
  if (name === '') return 'empty';
  if (name.includes('..') || name.includes('/') || name.includes('\\')) return 'unsafeName';
  // Tags cannot hold control bytes, a default cluster can.
  if (name === '.' || isTooLong(name) || hasControlByte(name)) return 'badName';
  return undefined;
}

export function isFolderName(name: string): boolean {
  return folderNameMistake(name) === undefined;
}

export function isTooLong(name: string): boolean {
  return name.length > longestName || (name.length * 3 > longestName && Buffer.byteLength(name) > longestName);
}

function hasControlByte(name: string): boolean {
  for (let at = 0; at < name.length; at++) if (name.charCodeAt(at) < 32 || name.charCodeAt(at) === 127) return true;
  return false;
}
