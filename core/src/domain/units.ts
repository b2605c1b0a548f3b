import { InvalidInputError } from '../errors/index.js';

/** A scale of a unit: `symbol` is how it is written. */
export interface UnitPrefix {
  readonly name: string;
  readonly symbol: string;
  readonly factor: number;
}

const decimal = ['Kilo', 'Mega', 'Giga', 'Tera', 'Peta', 'Exa', 'Zetta', 'Yotta'];
const binary = ['Kibi', 'Mebi', 'Gibi', 'Tebi', 'Pebi', 'Exbi', 'Zebi', 'Yobi'];
const base: UnitPrefix = { name: 'Base', symbol: '', factor: 1 };

export const UNIT_PREFIXES: readonly UnitPrefix[] = [
  base,
  ...decimal.map((name, i) => ({ name, symbol: name[0]!, factor: Number(`1e${3 * (i + 1)}`) })),
  { name: 'Milli', symbol: 'm', factor: 1e-3 },
  { name: 'Micro', symbol: 'u', factor: 1e-6 },
  { name: 'Nano', symbol: 'n', factor: 1e-9 },
  ...binary.map((name, i) => ({ name, symbol: `${name[0]}i`, factor: 1024 ** (i + 1) })),
];

/** `undefined`: no such prefix. Capitals matter only for `m` and `M`. */
export function findPrefix(symbol: string): UnitPrefix | undefined {
  const written = /^[kgtpezy]i?$/.test(symbol) ? symbol[0]!.toUpperCase() + symbol.slice(1) : symbol;
  return UNIT_PREFIXES.find((prefix) => prefix.symbol === written);
}

function knownPrefix(symbol: string): UnitPrefix {
  const prefix = findPrefix(symbol);
  if (!prefix) throw new InvalidInputError(`unknown unit prefix ${JSON.stringify(symbol)}`);
  return prefix;
}

/** By what a value with the one prefix is multiplied to have the other. */
export function prefixFactor(from: string, to: string): number {
  return knownPrefix(from).factor / knownPrefix(to).factor;
}

export interface Measure {
  readonly name: string;
  readonly short: string;
  readonly long: string;
}

/** Only how a text begins counts: what follows is ignored. */
const measures: readonly (Measure & { readonly begins: RegExp })[] = [
  { name: 'Bytes', short: 'B', long: 'byte', begins: /^b/i },
  { name: 'Flops', short: 'Flops', long: 'Flops', begins: /^f/i },
  { name: 'Percentage', short: '%', long: 'Percent', begins: /^(%|percent)/i },
  { name: 'TemperatureC', short: 'degC', long: 'DegreeC', begins: /^(deg|°)c/i },
  { name: 'TemperatureF', short: 'degF', long: 'DegreeF', begins: /^(deg|°)f/i },
  { name: 'Rotation', short: 'RPM', long: 'RPM', begins: /^rpm/i },
  { name: 'Frequency', short: 'Hz', long: 'Hertz', begins: /^(hz|hertz)/i },
  { name: 'Time', short: 's', long: 'Seconds', begins: /^s/i },
  { name: 'Watt', short: 'W', long: 'Watts', begins: /^w/i },
  { name: 'Joule', short: 'J', long: 'Joules', begins: /^j/i },
  { name: 'Cycles', short: 'cyc', long: 'Cycles', begins: /^cy/i },
  { name: 'Requests', short: 'requests', long: 'Requests', begins: /^req/i },
  { name: 'Packets', short: 'packets', long: 'Packets', begins: /^(pkt|packet)/i },
  { name: 'Events', short: 'events', long: 'Events', begins: /^(ev?|eve)nt/i },
];

/** Of these, `m` means a million, since a thousandth makes no sense. */
const counted = new Set(['Bytes', 'Flops', 'Packets', 'Events', 'Cycles', 'Requests']);

/** A unit that can be calculated with, unlike the free text in files. */
export interface KnownUnit {
  readonly prefix: UnitPrefix;
  readonly measure: Measure;
  readonly per?: Measure;
}

/** Reads e.g. `GB/s`, `kHz`, `°C`. `undefined`: prefix or measure is not known. */
export function parseUnit(text: string): KnownUnit | undefined {
  const [, letter = '', rest = ''] = /^((?:[kKmMgGtTpPeEzZyY]i?)?)(.*)$/s.exec(text.trim()) ?? [];
  const [whole = '', under] = rest.split('/');
  const split = measureOf(whole);
  if (split) return known(letter, split, under);
  // packets, percent, events: what looked like a prefix belongs to the word
  const [word = '', below] = text.trim().split('/');
  const unsplit = /^[pPeE]$/.test(letter) ? measureOf(word) : undefined;
  return unsplit && known('', unsplit, below);
}

function known(letter: string, measure: Measure, under: string | undefined): KnownUnit | undefined {
  const symbol = measure.name === 'Percentage' ? '' : letter === 'm' && counted.has(measure.name) ? 'M' : letter;
  const prefix = findPrefix(symbol);
  if (!prefix) return undefined;
  const per = under === undefined ? undefined : measureOf(under);
  return per ? { prefix, measure, per } : { prefix, measure };
}

function measureOf(text: string): Measure | undefined {
  const found = measures.find(({ begins }) => begins.test(text));
  return found && { name: found.name, short: found.short, long: found.long };
}

export function unitText(unit: KnownUnit): string {
  return unit.prefix.symbol + unit.measure.short + (unit.per ? `/${unit.per.short}` : '');
}

/** A function from values in `from` to values in `to`. Rejects when they measure different things. */
export function unitConversion(from: KnownUnit, to: KnownUnit): (value: number) => number {
  const [measured, wanted] = [from.measure.name, to.measure.name];
  if (from.per?.name === to.per?.name) {
    const factor = from.prefix.factor / to.prefix.factor;
    if (measured === wanted) return (value) => value * factor;
    if (measured === 'TemperatureC' && wanted === 'TemperatureF') return (value) => (value * 1.8 + 32) * factor;
    if (measured === 'TemperatureF' && wanted === 'TemperatureC') return (value) => ((value - 32) / 1.8) * factor;
  }
  throw new InvalidInputError(`${unitText(from)} cannot be converted to ${unitText(to)}`);
}
