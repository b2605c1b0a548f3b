/** Numbers and texts one behind the other in a buffer that grows. */
export class ByteWriter {
  bytes = Buffer.allocUnsafe(1 << 16);
  at = 0;

  /** Room for `size` more bytes. */
  reserve(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + size));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  /** Seven bits a byte, the least first; the room must be reserved. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.bytes[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.at++] = rest;
  }

  text(text: string): void {
    const length = Buffer.byteLength(text);
    this.reserve(length + 5);
    this.varint(length);
    this.at += this.bytes.write(text, this.at);
  }
}
