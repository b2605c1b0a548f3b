// Types only: knex is the language in which rooms and drivers speak SQL, see docs/decisions/0003-knex-in-the-contract.md.
import type { Knex } from 'knex';
import { token } from './token.js';

/**
 * One SQL database and what its dialect can do. The rooms write statements with knex; the driver offers the connection and
 * answers the questions where dialects differ.
 *
 * Life: `open` → use `knex` → `close`. `close` waits for running statements; twice is fine.
 * @see describeSqlDriver
 */
export interface SqlDriver {
  /** Where it is, for messages; without secrets. */
  readonly place: string;
  readonly supports: {
    /** `CREATE INDEX … WHERE …` */
    readonly partialIndexes: boolean;
    /** Others can read while a transaction changes something. */
    readonly readsBesideTransactions: boolean;
    /** `VACUUM`-like reclaiming through `optimize`. */
    readonly optimize: boolean;
  };
  /**
   * Ready for use after `open`; before and after, asking for it throws `NotOpenError`. A transaction takes the write lock at once where the
   * engine would otherwise fail late; with `readOnly` it takes none and sees one moment.
   */
  readonly knex: Knex;
  open(): Promise<void>;
  /** The number at `key` of the JSON object in `column`; SQL NULL when absent, null, no number, or when the column is no JSON. */
  jsonNumber(column: string, key: string): Knex.Raw;
  /** The text at `key` of the JSON object in `column`; SQL NULL when absent, null, no text, or when the column is no JSON. */
  jsonText(column: string, key: string): Knex.Raw;
  /**
   * A condition: some element of the JSON array of objects in `column` has text at `key` that matches, as `textMatches` does.
   * Where the column holds something else, it is false.
   */
  jsonArrayHas(column: string, key: string, match: TextMatch): Knex.Raw;
  /**
   * A condition on a text column, or on the text of an expression such as `jsonText`. `eq`, `neq` and `in` compare exactly, and an empty
   * `in` matches nothing. The others take the text literally (`%` and `_` are ordinary characters) but do not tell `a` from `A`, for ASCII letters.
   * SQL NULL matches nothing.
   */
  textMatches(column: string | Knex.Raw, match: TextMatch): Knex.Raw;
  /** Is this the error of a violated unique or primary key? */
  isDuplicate(error: unknown): boolean;
  /** Reclaims space and refreshes the planner's statistics. */
  optimize(): Promise<void>;
  close(): Promise<void>;
}
export const SqlDriver = token<SqlDriver>('sql.SqlDriver');

/** Exactly one of these. */
export type TextMatch =
  | { readonly eq: string }
  | { readonly neq: string }
  | { readonly contains: string }
  | { readonly startsWith: string }
  | { readonly endsWith: string }
  | { readonly in: readonly string[] };
