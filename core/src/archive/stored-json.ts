import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { CorruptDataError } from '../errors/index.js';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** @param place names the object in the error */
export function parseStored(bytes: Uint8Array, place: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as unknown;
  } catch (error) {
    throw new CorruptDataError(`${place} is not JSON: ${reasonOf(error)}`, { cause: error });
  }
}

export async function gunzipStored(bytes: Uint8Array, place: string): Promise<Uint8Array> {
  try {
    return await unzip(bytes);
  } catch (error) {
    throw new CorruptDataError(`${place} cannot be decompressed: ${reasonOf(error)}`, { cause: error });
  }
}

export function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  return zip(bytes);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
