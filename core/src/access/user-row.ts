import { AuthSource, type User } from '../domain/user.js';
import { CorruptDataError } from '../errors/index.js';

/** Table `hpc_user` as cc-backend made it. */
export interface UserRow {
  readonly username: string;
  readonly password: string | Uint8Array | null;
  readonly ldap: number;
  readonly name: string | null;
  /** JSON list of texts; cc-backend writes it as BLOB when it changes one. */
  readonly roles: string | Uint8Array | null;
  readonly email: string | null;
  readonly projects: string | Uint8Array | null;
}

export function userOf(row: UserRow): User {
  return {
    username: row.username,
    name: row.name ?? '',
    email: row.email ?? '',
    roles: textList(row.roles, row.username, 'roles'),
    projects: textList(row.projects, row.username, 'projects'),
    authSource: sourceOf(row),
  };
}

/** Text of a column that may hold TEXT or BLOB. */
export function textOf(value: string | Uint8Array | null): string | undefined {
  if (value === null) return undefined;
  return typeof value === 'string' ? value : Buffer.from(value).toString('utf8');
}

function textList(value: string | Uint8Array | null, username: string, column: string): readonly string[] {
  const text = textOf(value);
  if (text === undefined || text === '') return [];
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (cause) {
    throw new CorruptDataError(`hpc_user: ${column} of ${username} are no JSON list`, { cause });
  }
  if (list === null) return [];
  if (!Array.isArray(list)) throw new CorruptDataError(`hpc_user: ${column} of ${username} are no JSON list`);
  // cc-backend stores `[""]` for "none".
  return list.filter((item): item is string => typeof item === 'string' && item !== '');
}

function sourceOf(row: UserRow): AuthSource {
  const known = Object.values(AuthSource).find((source) => source === Number(row.ldap));
  if (known === undefined) throw new CorruptDataError(`hpc_user: ${row.username} has an unknown source (${row.ldap})`);
  return known;
}
