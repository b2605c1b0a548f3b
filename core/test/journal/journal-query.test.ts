import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/errors/index.js';
import { parseJournalQuery } from '../../src/journal/journal-query.js';
import { journalArguments } from '../../src/journal/read-journal.js';

const absent = { since: undefined, lines: undefined, level: undefined, search: undefined };

describe('what is asked of the journal', () => {
  it('is the last hour, 200 lines, unless told; an empty text tells nothing', () => {
    expect(parseJournalQuery(absent)).toEqual({ since: '1 hour ago', lines: 200 });
    expect(parseJournalQuery({ since: '', lines: '', level: '', search: '' })).toEqual(parseJournalQuery(absent));
  });

  it('may be told', () => {
    expect(parseJournalQuery({ since: '2026-03-01 12:00', lines: '5', level: '3', search: 'job 7.x' })).toEqual({
      since: '2026-03-01 12:00',
      lines: 5,
      level: 3,
      search: 'job 7.x',
    });
    expect(parseJournalQuery({ ...absent, level: '0' })).toMatchObject({ level: 0 });
  });

  it('is at most 1000 lines', () => {
    expect(parseJournalQuery({ ...absent, lines: '5000' })).toMatchObject({ lines: 1000 });
    expect(parseJournalQuery({ ...absent, lines: '9'.repeat(400) })).toMatchObject({ lines: 1000 });
  });

  it.each([
    [{ since: '$(x)' }, "invalid 'since' parameter"],
    [{ since: 'a/b' }, "invalid 'since' parameter"],
    [{ since: 'a\nb' }, "invalid 'since' parameter"],
    [{ lines: '0' }, "invalid 'lines' parameter"],
    [{ lines: '-1' }, "invalid 'lines' parameter"],
    [{ lines: '1.5' }, "invalid 'lines' parameter"],
    [{ lines: '1e2' }, "invalid 'lines' parameter"],
    [{ level: '8' }, "invalid 'level' parameter (must be 0-7)"],
    [{ level: '-1' }, "invalid 'level' parameter (must be 0-7)"],
    [{ level: 'err' }, "invalid 'level' parameter (must be 0-7)"],
    [{ search: 'a*b' }, "invalid 'search' parameter"],
    [{ search: 'ä' }, "invalid 'search' parameter"],
  ])('%j is refused', (wrong, message) => {
    expect(() => parseJournalQuery({ ...absent, ...wrong })).toThrow(new InvalidInputError(message));
  });

  it('is refused or becomes one argument each, whatever the texts', () => {
    const text = fc.option(
      fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.constantFrom('--help', '-', '7', '-u x', ' ', 'ä', '\u2028')),
      {
        nil: undefined,
      },
    );
    fc.assert(
      fc.property(fc.record({ since: text, lines: text, level: text, search: text }), (asked) => {
        let query;
        try {
          query = parseJournalQuery(asked);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
          return;
        }
        const args = journalArguments('a.service', query);
        expect(args).toContain('--unit=a.service');
        expect(args.every((argument) => /^--[a-z-]+(=[A-Za-z0-9 :.,_-]+)?$/.test(argument))).toBe(true);
        expect(query.lines >= 1 && query.lines <= 1000).toBe(true);
      }),
    );
  });
});
