import { InvalidInputError } from '../errors/index.js';

/** Which records of the journal are wanted. */
export interface JournalQuery {
  /** In the words of `journalctl --since`: `1 hour ago`, `2026-03-01 12:00`. */
  readonly since: string;
  /** The newest, so many at most. */
  readonly lines: number;
  /** Largest syslog priority: 0 emergencies only … 7 everything. */
  readonly level?: number;
  /** Pattern that messages match. */
  readonly search?: string;
}

const usualSince = '1 hour ago';
const usualLines = 200;
const mostLines = 1000;

/** Nothing that could mean something to a shell or as a pattern, except the dot. */
const harmless = /^[A-Za-z0-9 :.-]+$/;

/** Reads what a form or an address holds; an empty text is as good as none. The texts of errors are those of the original. */
export function parseJournalQuery(asked: {
  readonly since: string | undefined;
  readonly lines: string | undefined;
  readonly level: string | undefined;
  readonly search: string | undefined;
}): JournalQuery {
  const { since, lines, level, search } = asked;
  return {
    since: since ? harmlessText(since, 'since') : usualSince,
    lines: lines ? parseLines(lines) : usualLines,
    ...(level && { level: parseLevel(level) }),
    ...(search && { search: harmlessText(search, 'search') }),
  };
}

function harmlessText(text: string, name: string): string {
  if (harmless.test(text)) return text;
  throw new InvalidInputError(`invalid '${name}' parameter`);
}

function parseLines(text: string): number {
  const lines = /^\+?\d+$/.test(text) ? Number(text) : 0;
  if (lines < 1) throw new InvalidInputError("invalid 'lines' parameter");
  return Math.min(lines, mostLines);
}

function parseLevel(text: string): number {
  if (/^\+?0*[0-7]$/.test(text)) return Number(text);
  throw new InvalidInputError("invalid 'level' parameter (must be 0-7)");
}
