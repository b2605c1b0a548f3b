import { closest, distance } from 'fastest-levenshtein';
import { InvalidInputError } from '../errors/index.js';

/** Reads a JSON object of a request: exact keys, exact types. All that is wrong comes out at once, each with its place. */
export class StrictDocument {
  private readonly fields: ReadonlyMap<string, unknown>;

  private constructor(
    value: unknown,
    keys: readonly string[],
    private readonly path: string,
    private readonly problems: string[],
  ) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) problems.push(`${path === '' ? 'the document' : path} must be an object`);
    this.fields = new Map(isObject ? Object.entries(value) : []);
    for (const key of this.fields.keys()) if (!keys.includes(key)) this.refuseKey(key, keys);
  }

  /** Reads a document, and rejects with `InvalidInputError` if anything in it is wrong. */
  static read<T>(value: unknown, keys: readonly string[], read: (document: StrictDocument) => T): T {
    const problems: string[] = [];
    const result = read(new StrictDocument(value, keys, '', problems));
    if (problems.length > 0) throw new InvalidInputError(problems.join('; '));
    return result;
  }

  problem(key: string, text: string): void {
    this.problems.push(`${this.at(key)} ${text}`);
  }

  /** Absent, and null, which means the same. */
  lacks(key: string): boolean {
    return (this.fields.get(key) ?? undefined) === undefined;
  }

  text(key: string, limits: { atLeast?: number; atMost?: number } = {}): string {
    const value = this.fields.get(key) ?? '';
    const { atLeast = 0, atMost = 255 } = limits;
    if (typeof value !== 'string') this.problem(key, 'must be a string');
    else if (value.length < atLeast) this.problem(key, this.lacks(key) ? 'is required' : 'must not be empty');
    else if (value.length > atMost) this.problem(key, `must have at most ${atMost} characters, has ${value.length}`);
    else if (value.includes('\0')) this.problem(key, 'must not contain the character NUL');
    else return value;
    return '';
  }

  /** @param absent value of an absent field; without it the field is required */
  whole(key: string, limits: { from: number; to?: number; absent?: number }): number {
    const { from, to = Number.MAX_SAFE_INTEGER, absent } = limits;
    if (this.lacks(key)) {
      if (absent === undefined) this.problem(key, 'is required');
      return absent ?? from;
    }
    const value = this.fields.get(key);
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) this.problem(key, 'must be a whole number');
    else if (value < from || value > to) {
      const upTo = to === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${to}`;
      this.problem(key, `must be at least ${from}${upTo}, is ${value}`);
    } else return value;
    return from;
  }

  oneOf<T extends string>(key: string, values: readonly T[], absent: T): T {
    if (this.lacks(key)) return absent;
    const value = this.fields.get(key);
    const known = values.find((candidate) => candidate === value);
    if (known === undefined) this.problem(key, `must be one of ${values.join(', ')}, is ${JSON.stringify(value)}`);
    return known ?? absent;
  }

  texts(key: string): readonly string[] {
    return this.items(key, 'strings', (item) => typeof item === 'string');
  }

  wholes(key: string): readonly number[] {
    return this.items(
      key,
      'whole numbers of at least 0',
      (item): item is number => Number.isSafeInteger(item) && Number(item) >= 0,
    );
  }

  list<T>(key: string, keys: readonly string[], read: (document: StrictDocument) => T): readonly T[] {
    return this.array(key).map((item, place) =>
      read(new StrictDocument(item, keys, `${this.at(key)}[${place}]`, this.problems)),
    );
  }

  number(key: string, absent: number): number {
    const value = this.fields.get(key) ?? absent;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.problem(key, 'must be a number');
    return absent;
  }

  /** An object of strings. `undefined`: absent. */
  textByKey(key: string): Readonly<Record<string, string>> | undefined {
    return this.byKey(key, 'string', (member) => typeof member === 'string');
  }

  /** An object of numbers. `undefined`: absent. */
  numberByKey(key: string): Readonly<Record<string, number>> | undefined {
    return this.byKey(key, 'number', (member) => typeof member === 'number');
  }

  /** An object that nobody reads. */
  unread(key: string): void {
    this.byKey(key, 'field', (member): member is unknown => member !== undefined);
  }

  private byKey<T>(
    key: string,
    what: string,
    is: (member: unknown) => member is T,
  ): Readonly<Record<string, T>> | undefined {
    if (this.lacks(key)) return undefined;
    const value = this.fields.get(key);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.problem(key, `must be an object of ${what}s`);
      return undefined;
    }
    const entries: [string, T][] = [];
    for (const [name, member] of Object.entries(value)) {
      if (is(member)) entries.push([name, member]);
      else this.problem(`${key}.${name}`, `must be a ${what}`);
    }
    return Object.fromEntries(entries);
  }

  private items<T>(key: string, what: string, is: (item: unknown) => item is T): readonly T[] {
    const items = this.array(key);
    const good = items.filter(is);
    if (good.length < items.length) this.problem(key, `must be a list of ${what}`);
    return good;
  }

  private array(key: string): readonly unknown[] {
    const value = this.fields.get(key) ?? [];
    if (Array.isArray(value)) return value;
    this.problem(key, 'must be a list');
    return [];
  }

  private refuseKey(key: string, keys: readonly string[]): void {
    const near = closest(key, [...keys]);
    const hint = distance(key.toLowerCase(), near.toLowerCase()) <= 3 ? `, did you mean ${JSON.stringify(near)}?` : '';
    this.problems.push(`unknown field ${JSON.stringify(this.at(key))}${hint}`);
  }

  private at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}
