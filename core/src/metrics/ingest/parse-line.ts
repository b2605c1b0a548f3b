import { isUtf8 } from 'node:buffer';
import { parseNumber } from './parse-number.js';
import { parseTime } from './parse-time.js';
import { rejected } from './rejection.js';

const space = 32;
const quote = 34;
const comma = 44;
const equals = 61;
const backslash = 92;
const deleted = 127;

/** Tags that say where a sample belongs, after unescaping; of repeated ones the last counts. */
export interface LinePath {
  readonly cluster: string | undefined;
  readonly host: string | undefined;
  /** Levels below the host: none, type, type and sub-type, or sub-type alone. */
  readonly levels: readonly string[];
}

/** End of the part up to the fields: the first blank that is not escaped, or the end of the line. */
export function endOfKey(line: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) if (line[at] === space && line[at - 1] !== backslash) return at;
  return end;
}

/** End of the measurement within a key. */
export function endOfMeasurement(line: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = line[at]!;
    if (byte < space || byte === deleted) throw rejected.controlByte;
    if ((byte === comma || byte === space) && (at === from || line[at - 1] !== backslash)) return at;
  }
  return end;
}

export function parseMeasurement(line: Uint8Array, from: number, end: number): string {
  if (end === from) throw rejected.badMeasurement;
  return textOf(line, from, end).replace(/\\([, ])/g, '$1');
}

/** Reads the tags of a key; `from` is at the comma behind the measurement, or at the end. */
export function parsePath(line: Uint8Array, from: number, end: number): LinePath {
  const tags = new Map<string, string>();
  let isNode = false; // of a node whatever its id, unless another type is named too
  for (let at = from; at < end;) {
    const assign = endOfToken(line, at + 1, end);
    const stop = endOfToken(line, assign + 1, end);
    const name = unescaped(textOf(line, at + 1, assign));
    if (name === '' || line[assign] !== equals || assign >= end) throw rejected.badTag;
    if (stop <= assign + 1) throw rejected.badTag;
    if (stop < end && line[stop] !== comma) throw rejected.badTag;
    if (stop === end - 1) throw rejected.badTag; // nothing behind the last comma
    const value = unescaped(textOf(line, assign + 1, stop));
    if (name === 'type' && value === 'node') isNode = true;
    else tags.set(alias.get(name) ?? name, value);
    at = stop;
  }
  const type = tags.get('type');
  const above = isNode && type === undefined ? '' : (type ?? '') + (tags.get('type-id') ?? '');
  const below = (tags.get('stype') ?? '') + (tags.get('stype-id') ?? '');
  return {
    cluster: tags.get('cluster'),
    host: tags.get('hostname'),
    levels: [above, below].filter((name) => name !== ''),
  };
}

const alias = new Map([
  ['host', 'hostname'],
  ['subtype', 'stype'],
  ['subtype-id', 'stype-id'],
]);

/** Reads `value=1,value=2`; `from` is behind the blanks. Returns the last value and the end of the fields. */
export function parseFields(line: Uint8Array, from: number, end: number): { value: number; end: number } {
  let value: number | undefined;
  for (let at = from; ; at++) {
    const assign = endOfToken(line, at, end);
    if (assign === at || assign >= end || line[assign] !== equals) throw rejected.badField;
    const stop =
      line[assign + 1] === quote ? endOfString(line, assign + 1, end) : endOfPlainValue(line, assign + 1, end);
    if (unescaped(textOf(line, at, assign)) !== 'value') throw rejected.unknownField;
    value = parseNumber(textOf(line, assign + 1, stop));
    if (value === undefined) throw rejected.notANumber;
    if (!Number.isFinite(value)) throw rejected.outOfRange;
    if (line[stop] !== comma || stop >= end) return { value, end: stop };
    at = stop;
  }
}

/** What stands behind the fields; `undefined`: no time given. */
export function parseLineTime(line: Uint8Array, from: number, end: number): number | undefined {
  const text = textOf(line, from, end).replace(/^ +| +$/g, '');
  if (text === '') return undefined;
  const time = parseTime(text);
  if (time === undefined) throw rejected.badTime;
  return time;
}

/** All of a line is to be text. */
export function checkText(line: Uint8Array, from: number, end: number): void {
  for (let at = from; at < end; at++) {
    if (line[at]! < 128) continue;
    if (!isUtf8(line.subarray(from, end))) throw rejected.notUtf8;
    return;
  }
}

/** End of a tag name, tag value or field name. */
function endOfToken(line: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = line[at]!;
    if (byte === backslash) {
      const next = at + 1 < end ? line[at + 1] : undefined;
      if (next === comma || next === equals || next === space) at++;
    } else if (byte === comma || byte === equals || byte === space) return at;
    else if (byte < space || byte === deleted) throw rejected.controlByte;
  }
  return end;
}

function endOfPlainValue(line: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = line[at]!;
    if (byte === comma || byte === space) return at;
    if (byte < space || byte === deleted) throw rejected.controlByte;
  }
  return end;
}

function endOfString(line: Uint8Array, from: number, end: number): number {
  for (let at = from + 1; at < end; at++) {
    if (line[at] === backslash) at++;
    else if (line[at] === quote) return at + 1;
  }
  throw rejected.badField;
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([,= ])/g, '$1') : text;
}

function textOf(line: Uint8Array, from: number, end: number): string {
  return Buffer.from(line.buffer, line.byteOffset + from, Math.max(0, end - from)).toString('utf8');
}
