import { jsonText } from '../domain/json-text.js';
import { CorruptDataError } from '../errors/index.js';

/** JSON as drivers deliver it: text, the bytes that cc-backend writes, or, from engines that know JSON, the value itself. */
export type StoredJson = string | Uint8Array | object | null;

/** SQL NULL and JSON `null` are both `undefined`. */
export function readStoredJson(stored: StoredJson | undefined, where: string): unknown {
  if (stored === null || stored === undefined) return undefined;
  if (typeof stored !== 'string' && !(stored instanceof Uint8Array)) return stored;
  const text = typeof stored === 'string' ? stored : Buffer.from(stored).toString('utf8');
  try {
    return (JSON.parse(text) as unknown) ?? undefined;
  } catch (cause) {
    throw new CorruptDataError(`${where} is not JSON`, { cause });
  }
}

export function readRecord<T extends 'number' | 'string'>(
  stored: StoredJson | undefined,
  type: T,
  where: string,
): Readonly<Record<string, T extends 'number' ? number : string>> | undefined {
  const value = readStoredJson(stored, where);
  if (value === undefined) return undefined;
  if (!isRecordOf<T extends 'number' ? number : string>(value, type))
    throw new CorruptDataError(`${where} is not an object of ${type}s`);
  return value;
}

function isRecordOf<T>(value: unknown, type: string): value is Readonly<Record<string, T>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((member) => typeof member === type)
  );
}

/** Keys ascending; `undefined` is the text `null`, since cc-backend cannot read SQL NULL everywhere. */
export function recordText(record: Readonly<Record<string, number | string>> | undefined): string {
  if (!record) return 'null';
  const sorted = Object.keys(record).sort();
  return `{${sorted.map((key) => `${jsonText(key)}:${jsonText(record[key])}`).join(',')}}`;
}
