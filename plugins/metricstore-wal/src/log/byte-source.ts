import { CorruptDataError } from '@cc-kernel/core/plugin';

/** Reads what `ByteWriter` wrote. Never reads beyond its end. */
export class ByteSource {
  constructor(
    readonly bytes: Buffer,
    public at: number,
    readonly end: number,
  ) {}

  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      if (this.at >= this.end || factor > 2 ** 56) throw new CorruptDataError('a number does not end');
      const byte = this.bytes[this.at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  text(): string {
    const length = this.varint();
    if (length > this.end - this.at) throw new CorruptDataError('a text does not end');
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }
}
