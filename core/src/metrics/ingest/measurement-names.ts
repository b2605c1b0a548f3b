import type { KeyMemory } from './key-memory.js';
import { areAt } from './tag-blocks.js';

const guesses = 1024;
/** Words before the bytes. */
const header = 2;
const sizeAt = 0;
const nextAt = 1;

/**
 * How the measurements of known keys are spelled: a few dozen. A name is the number of its first word:
 *
 *     size in bytes, next name or 0      2 × int32
 *     m e m _ u s e d 0 0 …              the bytes, zeros up to a multiple of four
 */
export class MeasurementNames {
  private first = 0;
  /** The name last seen with this length and these last bytes; 0: none. */
  private readonly guessed = new Int32Array(guesses);

  constructor(private readonly memory: KeyMemory) {}

  /** The name's number, or 0. */
  find(line: Uint8Array, view: DataView, from: number, length: number): number {
    const place = placeOf(line, from, length);
    const guess = this.guessed[place]!;
    if (guess !== 0 && this.isAt(guess, view, line, from, length)) return guess;
    const { words } = this.memory;
    for (let name = this.first; name !== 0; name = words[name + nextAt]!) {
      if (!this.isAt(name, view, line, from, length)) continue;
      this.guessed[place] = name;
      return name;
    }
    return 0;
  }

  /** The new name's number, or 0 when there is no room. */
  add(line: Uint8Array, from: number, length: number): number {
    const name = this.memory.allocate(header + ((length + 3) >> 2));
    if (name === 0) return 0;
    const { words, bytes } = this.memory;
    words[name + sizeAt] = length;
    words[name + nextAt] = this.first;
    bytes.set(line.subarray(from, from + length), (name + header) * 4);
    this.first = name;
    this.guessed[placeOf(line, from, length)] = name;
    return name;
  }

  private isAt(name: number, view: DataView, line: Uint8Array, from: number, length: number): boolean {
    const { words } = this.memory;
    return words[name + sizeAt] === length && areAt(words, name + header, view, line, from, length);
  }
}

function placeOf(line: Uint8Array, from: number, length: number): number {
  const last = from + length - 1;
  return (length * 127 + (line[last - 1] ?? 0) * 31 + (line[last] ?? 0)) & (guesses - 1);
}
