export const ROLES = ['anonymous', 'api', 'user', 'manager', 'support', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** Who vouches for a user; the numbers stand in column `hpc_user.ldap`. */
export const AuthSource = { local: 0, ldap: 1, token: 2, oidc: 3 } as const;
export type AuthSource = (typeof AuthSource)[keyof typeof AuthSource];

export interface User {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  /** Names as stored; unknown ones grant nothing. */
  readonly roles: readonly string[];
  /** Projects that a manager may see. */
  readonly projects: readonly string[];
  readonly authSource: AuthSource;
}
