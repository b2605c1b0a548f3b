import * as zlib from 'node:zlib';
import { compress, init } from '@bokuweb/zstd-wasm';

const level = 3;

/** The library is one instance a thread, and a second `init` would exchange the memory under those who use it: frames came out damaged. */
let ready: Promise<void> | undefined;

/** Node's own where it has one, which is several times as fast. */
export async function zstdCompressor(): Promise<(bytes: Uint8Array) => Uint8Array> {
  const native: unknown = Reflect.get(zlib, 'zstdCompressSync');
  if (typeof native === 'function') {
    return (bytes) => {
      const compressed: unknown = Reflect.apply(native, zlib, [bytes]);
      if (compressed instanceof Uint8Array) return compressed;
      throw new Error('zlib gave no bytes');
    };
  }
  ready ??= init();
  await ready;
  return (bytes) => compress(bytes, level);
}
