import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { UnixSeconds } from '@cc-kernel/core/plugin';

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const plain = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;
const expected = 'RFC 3339, e.g. "2026-02-03T09:15:00+01:00"';

/** Inside, a moment is Unix seconds; on the wire RFC 3339 with the server's offset. */
export const Time = new GraphQLScalarType<UnixSeconds | null, string | null>({
  name: 'Time',
  serialize: (value) => {
    if (Number.isSafeInteger(value)) return timeText(value as number);
    throw new GraphQLError(`Time cannot represent ${String(value)}`);
  },
  parseValue: parseTime,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return parseTime(node.value);
    throw new GraphQLError(`Time must be text: ${expected}`, { nodes: node });
  },
});

/** Whole seconds, in the server's time zone; UTC is written `Z`. */
export function timeText(seconds: UnixSeconds): string {
  const offset = -new Date(seconds * 1000).getTimezoneOffset();
  const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** An empty text is no moment, like null. A time without offset is UTC; fractions of a second are cut. */
export function parseTime(value: unknown): UnixSeconds | null {
  if (value === '') return null;
  const fields = typeof value === 'string' ? (rfc3339.exec(value) ?? plain.exec(value)) : undefined;
  const seconds = fields ? toSeconds(fields) : Number.NaN;
  if (Number.isNaN(seconds)) throw new GraphQLError(`Time must be ${expected}, not ${JSON.stringify(value)}`);
  return seconds;
}

function toSeconds([, year, month, day, hour, minute, second, zone = 'Z']: RegExpExecArray): number {
  const numbers = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const moment = new Date(0);
  moment.setUTCFullYear(numbers[0], numbers[1] - 1, numbers[2]); // Date.UTC would take year 26 for 1926
  moment.setUTCHours(numbers[3], numbers[4], numbers[5]);
  const isReal = // 30 February, 24:00 and 12:60 would roll over silently
    moment.getUTCMonth() === numbers[1] - 1 &&
    moment.getUTCDate() === numbers[2] &&
    moment.getUTCHours() === numbers[3] &&
    moment.getUTCMinutes() === numbers[4] &&
    moment.getUTCSeconds() === numbers[5];
  return isReal ? moment.getTime() / 1000 - offsetSeconds(zone) : Number.NaN;
}

function offsetSeconds(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -60 : 60) * (hours * 60 + minutes);
}
