import { InvalidInputError } from '@cc-kernel/core/plugin';
import type { TextMatch } from '@cc-kernel/core/plugin';
import type { Knex } from 'knex';

/** Files of cc-backend hold JSON as BLOB, and broken text must not fail a whole query: so cast first, then look only at valid JSON. */
const validText = `CASE WHEN json_valid(CAST(?? AS TEXT)) THEN CAST(?? AS TEXT) END`;

export function jsonNumber(knex: Knex, column: string, key: string): Knex.Raw {
  const path = pathOf(key);
  return knex.raw(
    `(CASE WHEN json_type(${validText}, ?) IN ('integer', 'real') THEN json_extract(CAST(?? AS TEXT), ?) END)`,
    [column, column, path, column, path],
  );
}

export function jsonText(knex: Knex, column: string, key: string): Knex.Raw {
  const path = pathOf(key);
  return knex.raw(`(CASE WHEN json_type(${validText}, ?) = 'text' THEN json_extract(CAST(?? AS TEXT), ?) END)`, [
    column,
    column,
    path,
    column,
    path,
  ]);
}

export function jsonArrayHas(knex: Knex, column: string, key: string, match: TextMatch): Knex.Raw {
  const value = knex.raw(`(CASE WHEN element.type = 'object' THEN json_extract(element.value, ?) END)`, [pathOf(key)]);
  const exists = knex.raw(`EXISTS (SELECT 1 FROM json_each(${validText}) AS element WHERE ?)`, [
    column,
    column,
    textMatches(knex, value, match),
  ]);
  if (!('eq' in match) || !/^[\w.-]+$/.test(match.eq)) return exists;
  // Most rows do not even contain the text. Such characters stand for themselves in JSON, or else as \u escapes.
  return knex.raw(`((instr(CAST(?? AS TEXT), ?) > 0 OR instr(CAST(?? AS TEXT), ?) > 0) AND ?)`, [
    column,
    match.eq,
    column,
    String.raw`\u`,
    exists,
  ]);
}

export function textMatches(knex: Knex, column: string | Knex.Raw, match: TextMatch): Knex.Raw {
  const subject = typeof column === 'string' ? knex.raw('??', [column]) : column;
  if ('eq' in match) return knex.raw('? = ?', [subject, match.eq]);
  if ('neq' in match) return knex.raw('? <> ?', [subject, match.neq]);
  if ('in' in match) return knex.raw('? IN (SELECT value FROM json_each(?))', [subject, JSON.stringify(match.in)]);
  const pattern = patternOf(match);
  if (pattern.includes('\0')) return knex.raw('1 = 0'); // LIKE would take NUL for the end of the pattern
  return knex.raw(`? LIKE ? ESCAPE '!'`, [subject, pattern]); // knex reads a backslash itself
}

function patternOf(
  match: Extract<TextMatch, { contains: string } | { startsWith: string } | { endsWith: string }>,
): string {
  if ('contains' in match) return `%${literal(match.contains)}%`;
  return 'startsWith' in match ? `${literal(match.startsWith)}%` : `%${literal(match.endsWith)}`;
}

function literal(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}

/** JSON paths of SQLite cannot escape a quotation mark. */
function pathOf(key: string): string {
  if (key.includes('"')) throw new InvalidInputError(`key ${JSON.stringify(key)}: quotation marks are not possible`);
  return `$."${key}"`;
}
