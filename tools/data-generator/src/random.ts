/*
 * Counter-based randomness: a number is a function of its keys, never of what was drawn before.
 * Only additions, multiplications and divisions are used, so every machine and every Node gives the same bytes.
 */

/** 32 well-mixed bits out of two numbers. */
export function mix(a: number, b: number): number {
  let hash = a ^ Math.imul(b, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= Math.imul(b ^ 0x27d4eb2f, 0x165667b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 14);
}

export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return mix(hash, text.length);
}

/** 0 ≤ result < 1. */
export function fraction(bits: number): number {
  return (bits >>> 0) / 4294967296;
}

/** −1 ≤ result < 1. */
export function signed(bits: number): number {
  return (bits | 0) / 2147483648;
}

/** Noise that moves smoothly with `x`, independent of neighbouring whole numbers; within −1 … 1. */
export function smoothNoise(key: number, x: number): number {
  const cell = Math.floor(x);
  const part = x - cell;
  const left = signed(mix(key, cell));
  const right = signed(mix(key, cell + 1));
  return left + (right - left) * part * part * (3 - 2 * part);
}

/** A sequence of draws that belong to one key. */
export class Dice {
  private count = 0;

  constructor(private readonly key: number) {}

  fraction(): number {
    return fraction(mix(this.key, ++this.count));
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.fraction();
  }

  whole(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.fraction() * choices.length)] ?? choices[0];
  }

  /** One of the choices, the heavier the more often. */
  weighted<T>(choices: readonly (readonly [choice: T, weight: number])[]): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let rest = this.fraction() * total;
    for (const [choice, weight] of choices) {
      rest -= weight;
      if (rest < 0) return choice;
    }
    const last = choices.at(-1);
    if (last === undefined) throw new RangeError('nothing to choose from');
    return last[0];
  }
}
