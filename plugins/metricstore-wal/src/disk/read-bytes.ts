import { open } from 'node:fs/promises';

/** A file as a whole, in memory of its own and without a copy in between, as `readFile` makes one of large files. */
export async function readBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read)
      read = (await file.read(bytes, length, size - length, length)).bytesRead;
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
