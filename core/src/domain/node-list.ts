import { InvalidInputError } from '../errors/index.js';

/** Zero-padded numbers `from` … `to` of `width` digits. */
interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

type Part = string | readonly NumberRange[];

const text = /[A-Za-z0-9][A-Za-z0-9-]*/y;
const ranges = /\[([^[\]]*)\]/y;
const range = /^(\d+)-(\d+)$/;
const largest = 2 ** 31 - 1;

/**
 * The `nodes` of a sub-cluster, e.g. `q,r[001-200,300-310]x[1-2]`: terms of literal text and number ranges.
 *
 *     list   = term *( "," term ) [ "," ]
 *     term   = 1*( text / ranges )
 *     ranges = "[" range *( "," range ) "]"
 *     range  = digits "-" digits            both of the same width
 */
export class NodeList {
  private constructor(private readonly terms: readonly (readonly Part[])[]) {}

  /** Rejects with `InvalidInputError`, which quotes the term. An empty text is a list that matches nothing. */
  static parse(expression: string): NodeList {
    if (expression === '') return new NodeList([]);
    const terms = splitTerms(expression);
    if (terms.length > 1 && terms.at(-1) === '') terms.pop();
    return new NodeList(terms.map((term) => parseTerm(term, expression)));
  }

  /** A range part takes exactly its width; the first range that fits decides. */
  matches(host: string): boolean {
    return this.terms.some((term) => matchesTerm(term, host));
  }

  /** How many names the list has, without making them. */
  get count(): number {
    return this.terms.reduce((sum, term) => sum + term.reduce((product, part) => product * sizeOf(part), 1), 0);
  }

  /** All names, in the order of the expression, the last range running fastest. May be very many: see `count`. */
  *names(): Generator<string> {
    for (const term of this.terms) yield* expand(term, 0, '');
  }

  expand(): readonly string[] {
    return [...this.names()];
  }
}

/** Splits at commas outside brackets. */
function splitTerms(expression: string): string[] {
  const terms: string[] = [];
  let start = 0;
  let inside = false;
  for (let i = 0; i < expression.length; i++) {
    const char = expression[i];
    if (char === '[') inside = true;
    if (char === ']') inside = false;
    if (char !== ',' || inside) continue;
    terms.push(expression.slice(start, i));
    start = i + 1;
  }
  terms.push(expression.slice(start));
  return terms;
}

function parseTerm(term: string, expression: string): readonly Part[] {
  if (term === '') throw new InvalidInputError(`node list ${quote(expression)} has an empty term`);
  const parts: Part[] = [];
  let at = 0;
  while (at < term.length) {
    text.lastIndex = ranges.lastIndex = at;
    const found = text.exec(term) ?? ranges.exec(term);
    if (!found) {
      const why =
        term[at] === '['
          ? 'a "[" that is not closed, or brackets within brackets'
          : `an unexpected ${quote(term[at]!)}`;
      throw new InvalidInputError(`node list term ${quote(term)} has ${why} at position ${at + 1}`);
    }
    parts.push(found[1] === undefined ? found[0] : found[1].split(',').map((one) => parseRange(one, term)));
    at += found[0].length;
  }
  return parts;
}

function parseRange(one: string, term: string): NumberRange {
  const found = range.exec(one);
  const where = `node list term ${quote(term)}: range ${quote(one)}`;
  if (!found) throw new InvalidInputError(`${where} must be two numbers with a "-" between`);
  const [, first = '', last = ''] = found;
  if (first.length !== last.length)
    throw new InvalidInputError(`${where} must have the same number of digits on both sides`);
  const [from, to] = [Number(first), Number(last)];
  if (to > largest || from > largest) throw new InvalidInputError(`${where} has a number above ${largest}`);
  if (to < from) throw new InvalidInputError(`${where} is reversed`);
  return { from, to, width: first.length };
}

function matchesTerm(term: readonly Part[], host: string): boolean {
  let at = 0;
  for (const part of term) {
    const length = typeof part === 'string' ? literal(part, host, at) : numbered(part, host, at);
    if (length === 0) return false;
    at += length;
  }
  return at === host.length;
}

function literal(part: string, host: string, at: number): number {
  return host.startsWith(part, at) ? part.length : 0;
}

function numbered(part: readonly NumberRange[], host: string, at: number): number {
  for (const { from, to, width } of part) {
    const digits = host.slice(at, at + width);
    if (digits.length === width && /^\d+$/.test(digits) && Number(digits) >= from && Number(digits) <= to) return width;
  }
  return 0;
}

function sizeOf(part: Part): number {
  return typeof part === 'string' ? 1 : part.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

function* expand(term: readonly Part[], at: number, head: string): Generator<string> {
  const part = term[at];
  if (part === undefined) yield head;
  else if (typeof part === 'string') yield* expand(term, at + 1, head + part);
  else {
    for (const { from, to, width } of part) {
      for (let n = from; n <= to; n++) yield* expand(term, at + 1, head + String(n).padStart(width, '0'));
    }
  }
}

function quote(piece: string): string {
  return JSON.stringify(piece);
}
