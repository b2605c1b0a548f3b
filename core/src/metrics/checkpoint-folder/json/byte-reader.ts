import { CorruptDataError } from '../../../errors/index.js';

const minus = 45;
const point = 46;
const zero = 48;
const quote = 34;
const backslash = 92;

const numberByte = new Uint8Array(256);
for (const character of '+-.0123456789Ee') numberByte[character.charCodeAt(0)] = 1;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const powers = Float64Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`));

/** Reads JSON from bytes piece by piece, so that a large file need not become an object tree. */
export class ByteReader {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    this.skipBlanks();
    return this.at >= this.bytes.length;
  }

  /** The next byte that is no blank, as a character; `''` at the end. */
  peek(): string {
    this.skipBlanks();
    return this.at < this.bytes.length ? String.fromCharCode(this.bytes[this.at]!) : '';
  }

  /** Takes the character if it comes next. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  expect(text: string): void {
    this.skipBlanks();
    if (this.bytes.toString('latin1', this.at, this.at + text.length) !== text) this.fail(`${text} expected`);
    this.at += text.length;
  }

  string(): string {
    this.expect('"');
    const from = this.at;
    while (this.bytes[this.at] !== quote) {
      if (this.at >= this.bytes.length) this.fail('a string does not end');
      this.at += this.bytes[this.at] === backslash ? 2 : 1;
    }
    const text = this.bytes.toString('utf8', from - 1, ++this.at);
    try {
      return JSON.parse(text) as string;
    } catch (cause) {
      throw this.failure('malformed string', cause);
    }
  }

  number(): number {
    this.skipBlanks();
    const { bytes } = this;
    const from = this.at;
    let at = from;
    const negative = bytes[at] === minus;
    if (negative) at++;
    const first = at;
    let whole = 0;
    for (let digit = bytes[at]! - zero; digit >= 0 && digit <= 9; digit = bytes[at]! - zero) {
      whole = whole * 10 + digit;
      at++;
    }
    let digits = at - first;
    let fraction = 0;
    if (bytes[at] === point) {
      const behind = ++at;
      for (let digit = bytes[at]! - zero; digit >= 0 && digit <= 9; digit = bytes[at]! - zero) {
        whole = whole * 10 + digit;
        at++;
      }
      fraction = at - behind;
      digits += fraction;
    }
    // Up to 15 digits: a whole number below 2^53 and an exact power of ten, so the quotient is rounded once.
    const isPlain = numberByte[bytes[at] ?? 0] === 0 && digits > fraction && digits <= 15;
    if (!isPlain || (bytes[at - 1]! === point && at > first) || (bytes[first] === zero && digits - fraction > 1)) {
      return this.unusualNumber(from);
    }
    this.at = at;
    const value = fraction === 0 ? whole : whole / powers[fraction]!;
    return negative ? -value : value;
  }

  private unusualNumber(from: number): number {
    let end = from;
    while (end < this.bytes.length && numberByte[this.bytes[end]!] === 1) end++;
    const text = this.bytes.toString('latin1', from, end);
    if (!jsonNumber.test(text)) this.fail('number expected');
    this.at = end;
    return Number(text);
  }

  /** Passes over a value of any kind. */
  skipValue(depth = 0): void {
    if (depth > 100) this.fail('nested too deeply');
    const next = this.peek();
    if (next === '"') this.string();
    else if (next === '{') this.skipMembers('{', '}', depth);
    else if (next === '[') this.skipMembers('[', ']', depth);
    else if (next === 't') this.expect('true');
    else if (next === 'f') this.expect('false');
    else if (next === 'n') this.expect('null');
    else this.number();
  }

  private skipMembers(open: string, close: string, depth: number): void {
    this.expect(open);
    if (this.take(close)) return;
    do {
      if (open === '{') {
        this.string();
        this.expect(':');
      }
      this.skipValue(depth + 1);
    } while (this.take(','));
    this.expect(close);
  }

  private skipBlanks(): void {
    for (; this.at < this.bytes.length; this.at++) {
      const byte = this.bytes[this.at];
      if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) return;
    }
  }

  fail(what: string): never {
    throw this.failure(what);
  }

  private failure(what: string, cause?: unknown): CorruptDataError {
    return new CorruptDataError(`${what} at byte ${this.at}`, cause === undefined ? undefined : { cause });
  }
}
