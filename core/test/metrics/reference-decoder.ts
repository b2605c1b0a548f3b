import { isUtf8 } from 'node:buffer';
import type { StoredMetric } from '../../src/metrics/metric-table.js';

/** What becomes of one line: stored somewhere, refused, or nothing to store. */
export type Verdict =
  | {
      readonly kind: 'sample';
      readonly path: readonly string[];
      readonly metric: string;
      readonly time: number;
      readonly value: number;
    }
  | { readonly kind: 'refused'; readonly quiet: boolean }
  | { readonly kind: 'nothing' };

/**
 * The rules for line protocol, written down a second time: slowly, with strings and regular expressions, one line after the other.
 * The decoder under test has to agree with it on every input.
 */
export function referenceVerdicts(
  body: Buffer,
  metrics: readonly StoredMetric[],
  { defaultCluster, now }: { defaultCluster: string; now: number },
): readonly Verdict[] {
  return linesOf(body.toString('latin1')).map((line) => verdict(line, metrics, defaultCluster, now));
}

const control = '\\u0000-\\u001f\\u007f';
const refused: Verdict = { kind: 'refused', quiet: false };
const quietly: Verdict = { kind: 'refused', quiet: true };

/** Text is latin1: one character a byte. A quoted string that is closed may hold line feeds. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '') {
    const line = firstLine(rest);
    lines.push(line);
    rest = rest.slice(line.length + 1);
  }
  return lines;
}

function firstLine(rest: string): string {
  const simple = /^[^\n]*/.exec(rest)![0];
  let at = 0;
  for (;;) {
    const plain = /^(?:(?!=")[^\n])*/s.exec(rest.slice(at))![0];
    at += plain.length;
    if (rest[at] !== '=') return rest.slice(0, at);
    const string = /^="(?:\\[^]|[^"\\])*"/.exec(rest.slice(at))?.[0];
    const next = string === undefined ? undefined : rest[at + string.length];
    const endsWell = next === undefined || /[ ,\n\r]/.test(next);
    const opensAnother = string !== undefined && string.length > 3 && string.at(-2) === '=';
    if (string === undefined || !endsWell || opensAnother) {
      // Not closed: the line ends at its line feed.
      return at < simple.length ? simple : rest.slice(0, at) + /^[^\n]*/.exec(rest.slice(at))![0];
    }
    at += string.length;
  }
}

function verdict(whole: string, metrics: readonly StoredMetric[], defaultCluster: string, now: number): Verdict {
  const line = whole.replace(/\r$/, '').replace(/^ +/, '');
  if (line === '' || line.startsWith('#')) return { kind: 'nothing' };
  const measurement = new RegExp(`^(?:\\\\[, ]|[^, ${control}])*`).exec(line)![0];
  const behind = line.slice(measurement.length);
  if (!/^(?:[, ]|$)/.test(behind) || measurement === '' || !isText(measurement)) return refused;
  const name = utf8(measurement).replace(/\\([, ])/g, '$1');
  const metric = metrics.find((each) => each.name === name);
  if (!metric) return quietly;
  if (!isText(line)) return refused;

  const token = '(?:\\\\[,= ]|\\\\(?![,= ])|[^\\\\,= \\u0000-\\u001f\\u007f])+';
  const parts = new RegExp(`^((?:,${token}=${token})*)(?: +(.*))?$`, 's').exec(behind);
  if (!parts) return refused;
  const place = pathOf(parts[1]!, token, defaultCluster);
  if ('kind' in place) return place;
  const fields = valueOf(parts[2] ?? '', token);
  if (!fields) return refused;
  const time = timeOf(fields.rest, now);
  if (time === undefined || time > now + 10 * metric.step) return refused;
  return { kind: 'sample', path: place.path, metric: name, time, value: fields.value };
}

function pathOf(text: string, token: string, defaultCluster: string): { path: readonly string[] } | Verdict {
  const tags: Record<string, string> = {};
  let isNode = false;
  for (const [, key, value] of text.matchAll(new RegExp(`,(${token})=(${token})`, 'gs'))) {
    const [name, content] = [unescaped(key!), unescaped(value!)];
    const known = { host: 'hostname', subtype: 'stype', 'subtype-id': 'stype-id' }[name] ?? name;
    if (known === 'type' && content === 'node') isNode = true;
    else tags[`.${known}`] = content;
  }
  const cluster = tags['.cluster'] ?? defaultCluster;
  const host = tags['.hostname'] ?? '';
  for (const folder of [cluster, host]) {
    if (folder === '') return refused;
    if (/\.\.|[/\\]/.test(folder)) return quietly;
    if (folder === '.' || Buffer.byteLength(folder) > 255) return refused;
  }
  const type = isNode && tags['.type'] === undefined ? '' : (tags['.type'] ?? '') + (tags['.type-id'] ?? '');
  const below = (tags['.stype'] ?? '') + (tags['.stype-id'] ?? '');
  const levels = [type, below].filter((level) => level !== '');
  if (levels.some((level) => Buffer.byteLength(level) > 255)) return refused;
  return { path: [cluster, host, ...levels] };
}

function valueOf(text: string, token: string): { value: number; rest: string } | undefined {
  let rest = text;
  for (;;) {
    const field = new RegExp(`^(${token})=([^, \\u0000-\\u001f\\u007f"][^, \\u0000-\\u001f\\u007f]*)`, 's').exec(rest);
    if (!field || unescaped(field[1]!) !== 'value') return undefined;
    const value = numberOf(field[2]!);
    if (value === undefined || !Number.isFinite(value)) return undefined;
    rest = rest.slice(field[0].length);
    if (rest === '' || rest.startsWith(' ')) return { value: Math.fround(value), rest };
    if (!rest.startsWith(',')) return undefined;
    rest = rest.slice(1);
  }
}

function numberOf(text: string): number | undefined {
  if (/^-?\d+i$/.test(text)) return within(text, -(2n ** 63n), 2n ** 63n - 1n);
  if (/^\d+u$/.test(text)) return within(text, 0n, 2n ** 64n - 1n);
  if (/^-?(?=\.?\d)(?:\d+(?:_\d+)*)?\.?(?:\d+(?:_\d+)*)?(?:[eE][+-]?\d+(?:_\d+)*)?$/.test(text)) {
    return Number(text.replaceAll('_', ''));
  }
  return undefined; // hexadecimal floats are not generated
}

function within(text: string, least: bigint, most: bigint): number | undefined {
  const value = BigInt(text.slice(0, -1));
  return value < least || value > most ? undefined : Number(value);
}

function timeOf(text: string, now: number): number | undefined {
  const digits = text.replace(/^ +| +$/g, '');
  if (digits === '') return now;
  if (!/^-?\d+$/.test(digits)) return undefined;
  const exact = BigInt(digits);
  if (exact < -(2n ** 63n) || exact > 2n ** 63n - 1n) return undefined;
  const size = exact < 0n ? -exact : exact;
  const unit = size < 10n ** 11n ? 1n : size < 10n ** 14n ? 1000n : size < 10n ** 17n ? 10n ** 6n : 10n ** 9n;
  return Math.floor(Number(exact / unit) + (exact % unit < 0n ? -0.5 : 0));
}

const utf8 = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8');
const isText = (latin1: string) => isUtf8(Buffer.from(latin1, 'latin1'));
const unescaped = (latin1: string) => utf8(latin1).replace(/\\([,= ])/g, '$1');
