import { littleEndian } from './tag-blocks.js';

const guesses = 1024;

/**
 * How the measurements of known keys are spelled: a few dozen. A name is the number of its first word:
 *
 *     size in bytes, then the bytes as words, zeros up to a multiple of four
 */
export class MeasurementNames {
  words = new Int32Array(256);
  private used = 1; // no name is 0
  /** The name last seen with this length and these last bytes; 0: none. */
  private readonly guessed = new Int32Array(guesses);

  get sizeBytes(): number {
    return this.words.byteLength + this.guessed.byteLength;
  }

  /** The name's number, or 0. */
  find(line: Uint8Array, view: DataView, from: number, length: number): number {
    const place = placeOf(line, from, length);
    const guess = this.guessed[place]!;
    if (guess !== 0 && this.isAt(guess, view, line, from, length)) return guess;
    for (let name = 1; name < this.used; name += 1 + ((this.words[name]! + 3) >> 2)) {
      if (!this.isAt(name, view, line, from, length)) continue;
      this.guessed[place] = name;
      return name;
    }
    return 0;
  }

  add(line: Uint8Array, from: number, length: number): number {
    const name = this.used;
    this.used += 1 + ((length + 3) >> 2);
    while (this.used > this.words.length) {
      const larger = new Int32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words[name] = length;
    new Uint8Array(this.words.buffer, (name + 1) * 4, length).set(line.subarray(from, from + length));
    this.guessed[placeOf(line, from, length)] = name;
    return name;
  }

  private isAt(name: number, view: DataView, line: Uint8Array, from: number, length: number): boolean {
    const { words } = this;
    if (words[name] !== length) return false;
    let word = name + 1;
    const whole = from + (length & ~3);
    for (let place = from; place < whole; place += 4) {
      if (view.getInt32(place, littleEndian) !== words[word++]) return false;
    }
    for (let i = whole; i < from + length; i++) {
      const shift = littleEndian ? (i - whole) * 8 : 24 - (i - whole) * 8;
      if (line[i] !== ((words[word]! >> shift) & 0xff)) return false;
    }
    return true;
  }
}

function placeOf(line: Uint8Array, from: number, length: number): number {
  const last = from + length - 1;
  return (length * 127 + (line[last - 1] ?? 0) * 31 + (line[last] ?? 0)) & (guesses - 1);
}
