import { InvalidInputError } from '@cc-kernel/core/plugin';

/** A list of metric names; `null` means all of them, an empty list none. */
export function parseMetricNames(document: unknown): readonly string[] | undefined {
  if (document === null) return undefined;
  if (!Array.isArray(document)) throw new InvalidInputError('the body must be a list of metric names');
  return document.map((name: unknown, at) => {
    if (typeof name === 'string') return name;
    throw new InvalidInputError(`the body must be a list of metric names, item ${at} is none`);
  });
}
