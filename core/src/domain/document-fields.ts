/** Something wrong in a document, with its place, e.g. `metricConfig[2].timestep`. */
export interface DocumentProblem {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads fields of a JSON object that somebody else wrote: an absent or null field has its default, a field of another
 * type is a problem and has its default too, so that all problems of a document come out in one reading.
 */
export class DocumentFields {
  private constructor(
    private readonly fields: ReadonlyMap<string, unknown>,
    readonly path: string,
    private readonly problems: DocumentProblem[],
  ) {}

  static of(value: unknown, path: string, problems: DocumentProblem[]): DocumentFields {
    if (value === null) return new DocumentFields(new Map(), path, problems); // as absent
    if (isObject(value)) return new DocumentFields(new Map(Object.entries(value)), path, problems);
    problems.push({ path, text: `must be an object, is ${nameOf(value)}` });
    return new DocumentFields(new Map(), path, problems);
  }

  get keys(): readonly string[] {
    return [...this.fields.keys()];
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  problem(key: string, text: string): void {
    this.problems.push({ path: this.at(key), text });
  }

  string(key: string, absent = ''): string {
    return this.typed(key, 'a string', (value) => typeof value === 'string', absent);
  }

  number(key: string): number {
    return this.typed(key, 'a number', (value) => typeof value === 'number', 0);
  }

  integer(key: string): number {
    return this.typed(key, 'a whole number', (value): value is number => Number.isSafeInteger(value), 0);
  }

  boolean(key: string): boolean {
    return this.typed(key, 'true or false', (value) => typeof value === 'boolean', false);
  }

  /** What the document has there, unchecked. `undefined`: absent or null. */
  unknown(key: string): unknown {
    return this.raw(key);
  }

  /** `undefined`: absent. */
  object(key: string): DocumentFields | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : DocumentFields.of(value, this.at(key), this.problems);
  }

  /** The members of an object that is used as a map. */
  members(key: string): readonly (readonly [string, DocumentFields])[] {
    const value = this.raw(key);
    if (value === undefined) return [];
    if (!isObject(value)) {
      this.problem(key, `must be an object, is ${nameOf(value)}`);
      return [];
    }
    return Object.keys(value).map((name) => [
      name,
      DocumentFields.of(value[name], `${this.at(key)}.${name}`, this.problems),
    ]);
  }

  list(key: string): readonly DocumentFields[] {
    return this.array(key).map((value, i) => DocumentFields.of(value, `${this.at(key)}[${i}]`, this.problems));
  }

  strings(key: string): readonly string[] {
    return this.items(key, 'a string', (value) => typeof value === 'string');
  }

  integers(key: string): readonly number[] {
    return this.items(key, 'a whole number', (value): value is number => Number.isSafeInteger(value));
  }

  /** A list of lists of whole numbers; a null list is empty. */
  integerLists(key: string): readonly (readonly number[])[] {
    return this.array(key).map((value, i) => {
      if (value === null) return [];
      const path = `${this.at(key)}[${i}]`;
      if (Array.isArray(value) && value.every((item): item is number => Number.isSafeInteger(item))) return value;
      this.problems.push({ path, text: 'must be a list of whole numbers' });
      return [];
    });
  }

  array(key: string): readonly unknown[] {
    return this.typed(key, 'a list', (value): value is readonly unknown[] => Array.isArray(value), []);
  }

  private items<T>(key: string, expected: string, is: (value: unknown) => value is T): readonly T[] {
    return this.array(key).filter((value, i): value is T => {
      if (is(value)) return true;
      this.problems.push({ path: `${this.at(key)}[${i}]`, text: `must be ${expected}, is ${nameOf(value)}` });
      return false;
    });
  }

  private typed<T>(key: string, expected: string, is: (value: unknown) => value is T, absent: T): T {
    const value = this.raw(key);
    if (value === undefined) return absent;
    if (is(value)) return value;
    this.problem(key, `must be ${expected}, is ${nameOf(value)}`);
    return absent;
  }

  /** Names are matched without regard to case where the exact spelling is absent. */
  private raw(key: string): unknown {
    const value = this.fields.get(key) ?? this.loosely(key);
    return value === null ? undefined : value;
  }

  private loosely(key: string): unknown {
    const lower = key.toLowerCase();
    for (const [name, value] of this.fields) if (name !== key && name.toLowerCase() === lower) return value;
    return undefined;
  }

  private at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value).slice(0, 60);
}
