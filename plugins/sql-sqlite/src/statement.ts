export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** Rows of a query, or what a change did. */
export type StatementResult =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }
  | { readonly changes: number; readonly lastId: number };

/**
 * - `read`: may run on any thread
 * - `change`: one change of rows; several may share one commit
 * - `alone`: schema, pragmas and whatever else must not stand inside somebody's transaction
 */
export type StatementKind = 'read' | 'change' | 'alone';

const kinds: Readonly<Record<string, StatementKind>> = {
  select: 'read',
  with: 'read', // may still change rows: the reading thread notices and passes it on
  values: 'read',
  explain: 'read',
  insert: 'change',
  replace: 'change',
  update: 'change',
  delete: 'change',
};

export function kindOf(sql: string): StatementKind {
  const word = /^[\s(]*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase() ?? '';
  return kinds[word] ?? 'alone';
}
