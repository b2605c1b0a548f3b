import { InvalidInputError } from '@cc-kernel/core/plugin';

/** A database id as GraphQL brings it. */
export function readId(text: string): number {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidInputError(`id must be a whole number, not ${JSON.stringify(text)}`);
}
