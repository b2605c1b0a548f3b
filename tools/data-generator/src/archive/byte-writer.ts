import { writeScaled } from '../model/line-renderer.js';

const dot = 46;
const zero = 48;
const widestNumber = 16;

/** Collects text as bytes, numbers without a detour over strings. */
export class ByteWriter {
  private bytes = Buffer.allocUnsafe(1 << 20);
  private end = 0;

  ascii(text: string): void {
    this.reserve(text.length);
    const bytes = this.bytes;
    for (let i = 0; i < text.length; i++) bytes[this.end++] = text.charCodeAt(i);
  }

  /** `values`, whole numbers of tenths, hundredths …, as JSON list. */
  list(values: Int32Array, decimals: number): void {
    this.reserve(values.length * widestNumber + 2);
    const bytes = this.bytes;
    let at = this.end;
    bytes[at++] = 91;
    for (let i = 0; i < values.length; i++) {
      if (i > 0) bytes[at++] = 44;
      at = shortened(bytes, writeScaled(values[i] ?? 0, decimals, bytes, at), decimals);
    }
    bytes[at++] = 93;
    this.end = at;
  }

  /** Everything since the last call. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.end));
    this.end = 0;
    return taken;
  }

  private reserve(more: number): void {
    if (this.end + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(2 * (this.end + more));
    this.bytes.copy(grown, 0, 0, this.end);
    this.bytes = grown;
  }
}

/** 12.50 becomes 12.5, and 3.00 becomes 3. */
function shortened(bytes: Buffer, end: number, decimals: number): number {
  if (decimals === 0) return end;
  let last = end - 1;
  while (bytes[last] === zero) last--;
  return bytes[last] === dot ? last : last + 1;
}
