import { InvalidArgumentError } from 'commander';

const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `90s`, `15m`, `6h`, `30d` → seconds. */
export function parseDuration(text: string): number {
  const found = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text);
  if (found === null) throw new InvalidArgumentError('expected a number with s, m, h or d, e.g. 6h');
  return Number(found[1]) * secondsOf[found[2] as keyof typeof secondsOf];
}

/** `now`, unix seconds, an ISO date, or a duration before now such as `-6h` → unix seconds. */
export function parseTime(text: string, now: number): number {
  if (text === 'now') return now;
  if (/^\d{9,10}$/.test(text)) return Number(text);
  if (/^-\d/.test(text)) return now - parseDuration(text.slice(1));
  const time = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time)) {
    throw new InvalidArgumentError(
      'expected now, unix seconds, a date like 2026-01-31T12:00Z, or a time before now like -6h',
    );
  }
  return Math.floor(time / 1000);
}

export function parseWhole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll('_', ''));
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number from ${least} on`);
    return value;
  };
}

/** A positive number, or `max` for as fast as possible. */
export function parseSpeed(text: string): number {
  if (text === 'max') return Infinity;
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a positive number, or max');
  return value;
}
