import { close, fstat, open, read } from 'node:fs';
import { promisify } from 'node:util';

/** Bare file numbers: a start reads thousands of small files, and a handle object costs more than its file. */
const files = { open: promisify(open), fstat: promisify(fstat), read: promisify(read), close: promisify(close) };

/** A file as a whole, without a copy in between, as `readFile` makes one of large files; in memory that `memoryFor` gives. */
export function readBytes(
  path: string,
  memoryFor: (size: number) => Buffer = (size) => Buffer.allocUnsafeSlow(size),
): Promise<Buffer> {
  return withFile(path, async (file) => {
    const { size } = await files.fstat(file);
    return readUpTo(file, memoryFor(size).subarray(0, size));
  });
}

/** The first bytes of a file, at most `length`. */
export function readBegin(path: string, length: number): Promise<Buffer> {
  return withFile(path, (file) => readUpTo(file, Buffer.alloc(length)));
}

async function withFile(path: string, work: (file: number) => Promise<Buffer>): Promise<Buffer> {
  const file = await files.open(path, 'r');
  try {
    return await work(file);
  } finally {
    await files.close(file);
  }
}

/** As many bytes as there are, up to the length of `into`. */
async function readUpTo(file: number, into: Buffer): Promise<Buffer> {
  let length = 0;
  for (let count = -1; count !== 0 && length < into.length; length += count)
    count = (await files.read(file, into, length, into.length - length, length)).bytesRead;
  return into.subarray(0, length);
}
