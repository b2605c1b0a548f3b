import type { Range } from './job-filters.js';

/**
 * `3-8`, `lessthan-8`, `morethan-3`, ends included. In `a-b` an end of 0 is open, as in cc-backend's links.
 * `undefined`: not a range.
 */
export function parseRange(text: string): Range | undefined {
  const word = /^(lessthan|morethan)-(\d+(?:\.\d+)?)$/.exec(text);
  if (word) return word[1] === 'lessthan' ? { to: Number(word[2]) } : { from: Number(word[2]) };
  const ends = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text);
  if (!ends) return undefined;
  const [from, to] = [Number(ends[1]), Number(ends[2])];
  if (from === 0 && to === 0) return undefined;
  return { ...(from !== 0 && { from }), ...(to !== 0 && { to }) };
}

export function rangeText({ from, to }: Range): string {
  if (from === undefined) return `lessthan-${plain(to ?? 0)}`;
  if (to === undefined) return `morethan-${plain(from)}`;
  return `${plain(from)}-${plain(to)}`;
}

/** As the API has it: 0 is open. */
export function rangeInput({ from = 0, to = 0 }: Range): { readonly from: number; readonly to: number } {
  return { from, to };
}

/** `≥ 3`, `≤ 8`, `3 – 8`. */
export function rangeWords({ from, to }: Range, text: (value: number) => string): string {
  if (from === undefined) return `≤ ${text(to ?? 0)}`;
  if (to === undefined) return `≥ ${text(from)}`;
  return from === to ? text(from) : `${text(from)} – ${text(to)}`;
}

/** Never with an exponent: a minus sign would read as a range. */
function plain(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/\.?0+$/, '');
}
