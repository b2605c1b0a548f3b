import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/journal/journal-entry.js';
import { JournalReader } from '../../src/journal/journal-reader.js';

function readIn(chunks: readonly Uint8Array[], most = 1000): readonly JournalEntry[] {
  const reader = new JournalReader(most);
  for (const chunk of chunks) reader.add(chunk);
  reader.end();
  return reader.entries;
}

const linesOf = (...lines: readonly (string | object)[]) =>
  Buffer.from(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));

/** Cuts the bytes wherever the numbers say. */
function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
}

// Not of the unit `binary`, whose table takes seconds to make.
const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u0000', 'ä', '😀', '\ud800') });

/** Anything that a record may hold, and what it should not. */
const record = fc.record(
  {
    __REALTIME_TIMESTAMP: fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 17n }).map(String), fc.jsonValue()),
    PRIORITY: fc.oneof(fc.integer({ min: 0, max: 9 }).map(String), fc.jsonValue()),
    MESSAGE: fc.oneof(text, fc.array(fc.integer({ min: -1, max: 256 })), fc.array(fc.string()), fc.jsonValue()),
    _SYSTEMD_UNIT: fc.oneof(fc.constant('a.service'), fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const line = fc.oneof(
  record.map((one) => JSON.stringify(one)),
  fc.json(),
  text,
);
const output = fc.oneof(
  fc.array(line).map((lines) => Buffer.from(lines.join('\n'))),
  fc.uint8Array({ maxLength: 300 }),
);

describe('any bytes from journalctl', () => {
  it('become records of the promised form, however they are cut', () => {
    fc.assert(
      fc.property(output, fc.array(fc.nat()), (bytes, places) => {
        const entries = readIn([bytes]);
        expect(readIn(cut(bytes, places))).toEqual(entries);
        for (const { timestamp, priority, message, unit } of entries) {
          expect(timestamp).toMatch(/^\d*$/);
          expect(Number.isInteger(priority) && priority >= 0 && priority <= 999).toBe(true);
          expect([typeof message, typeof unit]).toEqual(['string', 'string']);
        }
      }),
    );
  });

  it('are read record by record', () => {
    const unit = 'a.service';
    const bytes = linesOf(
      { __REALTIME_TIMESTAMP: '1', PRIORITY: '3', MESSAGE: 'clean', _SYSTEMD_UNIT: unit },
      '-- No entries --',
      { __REALTIME_TIMESTAMP: '2', PRIORITY: 5, MESSAGE: [27, 91, 51, 49, 109, 195, 164], _SYSTEMD_UNIT: unit },
      { __REALTIME_TIMESTAMP: '3', MESSAGE: ['once', 'again'] },
      { __REALTIME_TIMESTAMP: 4, PRIORITY: 'x', MESSAGE: null, _SYSTEMD_UNIT: [unit] },
    );
    expect(readIn([bytes])).toEqual([
      { timestamp: '1', priority: 3, message: 'clean', unit },
      { timestamp: '2', priority: 5, message: '\u001b[31mä', unit },
      { timestamp: '3', priority: 6, message: 'once\nagain', unit: '' },
      { timestamp: '', priority: 6, message: '', unit: '' },
    ]);
  });

  it('may hold records that are too long: those are named, the others kept', () => {
    const record = (timestamp: string, MESSAGE: string) => ({ __REALTIME_TIMESTAMP: timestamp, MESSAGE });
    const bytes = linesOf(record('1', 'a'), record('2', 'b'.repeat(2 ** 20)), record('3', 'c'.repeat(20_000)));
    const messages = readIn(cut(bytes, [100, 70_000, 2 ** 20])).map(({ timestamp, message }) => [timestamp, message]);
    expect(messages).toEqual([
      ['1', 'a'],
      ['1', 'A record of more than 1 MiB was left out.'],
      ['3', `${'c'.repeat(16_384)} … (3616 more characters)`],
    ]);
  });

  it('are no more records than were asked for', () => {
    expect(readIn([linesOf({ MESSAGE: 'a' }, { MESSAGE: 'b' }, { MESSAGE: 'c' })], 2)).toHaveLength(2);
  });
});
