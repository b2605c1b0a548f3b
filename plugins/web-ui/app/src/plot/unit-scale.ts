/** A unit in which values are given: `{ prefix: 'G', base: 'B/s' }`. */
export interface PlotUnit {
  readonly prefix?: string | null;
  readonly base: string;
}

/** In which unit the numbers at an axis are: value · factor. */
export interface UnitScale {
  readonly factor: number;
  readonly text: string;
}

const EXPONENTS: readonly (readonly [letter: string, exponent: number])[] = [
  ['E', 18],
  ['P', 15],
  ['T', 12],
  ['G', 9],
  ['M', 6],
  ['k', 3],
  ['', 0],
  ['m', -3],
  ['µ', -6],
  ['n', -9],
];
const KNOWN: ReadonlyMap<string, number> = new Map([...EXPONENTS, ['K', 3] as const, ['u', -6] as const]);

/** The prefix with which the largest number of an axis has one to three digits before the point. */
export function unitScale(largest: number, { prefix, base }: PlotUnit): UnitScale {
  const given = prefix ?? '';
  const exponent = KNOWN.get(given);
  const unscaled = { factor: 1, text: `${given}${base}` };
  if (exponent === undefined || isPlain(base) || !Number.isFinite(largest) || largest === 0) return unscaled;
  const size = Math.abs(largest) * 10 ** exponent;
  const [letter, best] = EXPONENTS.find(([, candidate]) => size >= 0.9999 * 10 ** candidate) ?? EXPONENTS.at(-1)!;
  return { factor: 10 ** (exponent - best), text: `${letter}${base}` };
}

/** Shares, loads and ratios have no thousands. */
function isPlain(base: string): boolean {
  return base === '' || base === '%' || /^(?:load|ipc|1|°?c|degc)$/i.test(base);
}

/** Numbers at ticks: as many decimals as their distance needs. */
export function formatTickValue(value: number, increment: number): string {
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(increment) + 1e-9)));
  return value.toFixed(decimals).replace(/^-(0(?:\.0*)?)$/, '$1');
}
