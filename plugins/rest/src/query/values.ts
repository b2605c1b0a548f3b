import { InvalidInputError } from '@cc-kernel/core/plugin';

const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/**
 * A decimal integer of at most 64 bits with an optional sign. Beyond 2^53 the result is the nearest double, which is as good as
 * any number that nothing has.
 * @param what names the value in the message
 */
export function parseInteger(text: string, what: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new InvalidInputError(`${what}: "${text}" is not an integer`);
  const value = BigInt(text.replace(/^\+/, ''));
  if (value > largest || value < smallest) throw new InvalidInputError(`${what}: ${text} is out of range`);
  return Number(value);
}

/** A count of things: an integer of at least 1. */
export function parseCount(text: string, what: string): number {
  const value = parseInteger(text, what);
  if (value < 1) throw new InvalidInputError(`${what} must be >= 1`);
  return value;
}

/** `true` also by mere presence (`?with-metadata`). */
export function parseBoolean(text: string, what: string): boolean {
  if (/^(1|t|T|true|True|TRUE|)$/.test(text)) return true;
  if (/^(0|f|F|false|False|FALSE)$/.test(text)) return false;
  throw new InvalidInputError(`${what}: "${text}" is neither true nor false`);
}

/** Database id in a path. */
export function parseId(text: string | undefined): number {
  return parseInteger(text ?? '', 'integer expected in path for id');
}
