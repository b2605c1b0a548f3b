import { crc32 } from 'node:zlib';

/**
 * The side file `<from>.bin.crc`: what a snapshot's bytes must be, a line for each state that the snapshot may be in. While a snapshot is
 * being replaced, both the old and the new one are right.
 */
export interface Fingerprint {
  readonly size: number;
  readonly checksum: number;
}

export function fingerprintOf(bytes: Uint8Array): Fingerprint {
  return { size: bytes.length, checksum: crc32(bytes) };
}

export function isSame(a: Fingerprint, b: Fingerprint): boolean {
  return a.size === b.size && a.checksum === b.checksum;
}

export function sideFileText(fingerprints: readonly Fingerprint[]): string {
  return fingerprints
    .map(({ size, checksum }) => `crc32 ${hex(checksum)} size ${size}`)
    .map((text) => `${text} line ${hex(crc32(text))}\n`)
    .join('');
}

/** `undefined`: the side file itself is damaged, so it says nothing about the snapshot. */
export function parseSideFile(text: string): readonly Fingerprint[] | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0) return undefined;
  const all = lines.map((line) => {
    const [, said = '', checksum = '', size = '', own] =
      /^(crc32 ([0-9a-f]{8}) size (\d{1,15})) line ([0-9a-f]{8})$/.exec(line) ?? [];
    return own === hex(crc32(said)) ? { size: Number(size), checksum: parseInt(checksum, 16) } : undefined;
  });
  return all.every((each) => each !== undefined) ? all : undefined;
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
