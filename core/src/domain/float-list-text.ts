import { writeFixed2 } from './fixed2.js';

/** -1.8e308 and a comma. */
const widest = 320;
/** Sizes below this have at most four digits before the point. */
const shortLimit = 10_000;
/** They still do when they are rounded. */
const shortSize = 9999.99;
/** Little-endian: the digits of 0 … 9999 from the first byte on, and how many there are. */
const wholeText = new Uint32Array(shortLimit);
const wholeDigits = new Uint8Array(shortLimit);
/** `.00,` … `.99,` */
const fractionText = new Uint32Array(100);
const nullText = bytesOf('null');

for (let whole = 0; whole < shortLimit; whole++) {
  wholeText[whole] = bytesOf(`${whole}`);
  wholeDigits[whole] = `${whole}`.length;
}
for (let cents = 0; cents < 100; cents++) fractionText[cents] = bytesOf(`.${`${cents}`.padStart(2, '0')},`);

function bytesOf(text: string): number {
  return Buffer.from(text.padEnd(4, '\0'), 'latin1').readUInt32LE();
}

/** Text with long lists of numbers, written as bytes into memory that grows. */
export class FloatListWriter {
  private out: Buffer;
  private view: DataView;
  private at = 0;

  /** @param sizeBytes a first guess */
  constructor(sizeBytes: number) {
    this.out = Buffer.allocUnsafeSlow(sizeBytes);
    this.view = viewOf(this.out);
  }

  /** What was written so far; later writing may change it. */
  get bytes(): Buffer {
    return this.out.subarray(0, this.at);
  }

  /** Of the memory, whatever it is used for. */
  get sizeBytes(): number {
    return this.out.length;
  }

  clear(): void {
    this.at = 0;
  }

  text(piece: string): void {
    this.reserve(piece.length * 3); // UTF-8 takes at most three bytes a UTF-16 unit
    this.at += this.out.write(piece, this.at);
  }

  /**
   * `1.00,null,2.50`: each number as `fixed2` writes it. One below 10,000 takes two stores of four bytes out of tables, and whatever a store
   * leaves behind the digits is overwritten by the next:
   *
   *     12.50     1  2  \0 \0           table of whole numbers
   *                     .  5  0  ,      table of fractions
   */
  floats(values: ArrayLike<number>): void {
    const count = values.length;
    if (count === 0) return;
    let { at, out, view } = this;
    for (let i = 0; i < count; i++) {
      if (at + widest > out.length) {
        this.at = at;
        this.reserve(widest);
        ({ out, view } = this);
      }
      const value = values[i]!;
      const size = Math.abs(value);
      if (size < shortSize) {
        if (value <= 0 && (value < 0 || 1 / value < 0)) out[at++] = 45; // - of -0 too
        const cents = hundredths(size);
        const whole = (cents / 100) | 0;
        view.setUint32(at, wholeText[whole]!, true);
        at += wholeDigits[whole]!;
        view.setUint32(at, fractionText[cents - whole * 100]!, true);
        at += 4;
      } else if (value - value === 0) {
        at = writeFixed2(value, out, at);
        out[at++] = 44; // ,
      } else {
        view.setUint32(at, nullText, true);
        out[at + 4] = 44;
        at += 5;
      }
    }
    this.at = at - 1; // without the last comma
  }

  private reserve(sizeBytes: number): void {
    if (this.at + sizeBytes <= this.out.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.out.length * 2, this.at + sizeBytes));
    this.out.copy(larger, 0, 0, this.at);
    this.out = larger;
    this.view = viewOf(larger);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/**
 * The nearest whole number of hundredths of a size below 10,000, ties to even, of the exact binary value. Without branches: samples with
 * three decimals are near a tie too often to be guessed.
 */
function hundredths(size: number): number {
  const cents = (size * 100) | 0;
  const high = Math.fround(size);
  // Size · 100 less the tie between `cents` and the next. Near zero it is exact: neither half of the size loses a bit when multiplied.
  const above = high * 100 - (cents + 0.5) + (size - high) * 100;
  return cents + Number(above > 0) + (Number(above === 0) & cents);
}

const scratch = new FloatListWriter(1 << 16);

/** `1.00,null,2.50`: the inside of a JSON list. */
export function floatListText(values: ArrayLike<number>): Buffer {
  scratch.clear();
  scratch.floats(values);
  return Buffer.from(scratch.bytes);
}
