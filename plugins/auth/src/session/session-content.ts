import { type User, AuthSource } from '@cc-kernel/core/plugin';

/** What the store keeps of a session. */
export class SessionContent {
  private constructor(
    readonly username: string,
    /** Unix seconds. */
    readonly begun: number,
    /** Who vouched for the user at login. */
    readonly authSource: AuthSource,
    /** A user for whom another program vouched, as it said at login; roles and projects of the database do not count then. */
    readonly outsider: User | undefined,
  ) {}

  static of(user: User, begun: number): SessionContent {
    const isOutsider = user.authSource === AuthSource.token || user.authSource === AuthSource.oidc;
    return new SessionContent(user.username, begun, user.authSource, isOutsider ? user : undefined);
  }

  /** `undefined`: not what a login writes. */
  static parse(value: Readonly<Record<string, unknown>>): SessionContent | undefined {
    const { username, begun, outsider, authSource } = value;
    if (typeof username !== 'string' || username === '') return undefined;
    // Sessions from before the key was there are those of local users, as with cc-backend.
    const source = authSource === undefined ? AuthSource.local : sourceOf(authSource);
    if (source === undefined) return undefined;
    const user = outsider === undefined ? undefined : userOf(outsider, username);
    if (outsider !== undefined && user === undefined) return undefined;
    return new SessionContent(username, typeof begun === 'number' ? begun : 0, source, user);
  }

  toJSON(): Record<string, unknown> {
    return {
      username: this.username,
      begun: this.begun,
      authSource: this.authSource,
      ...(this.outsider === undefined ? {} : { outsider: this.outsider }),
    };
  }
}

function userOf(value: unknown, username: string): User | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, email, roles, projects, authSource } = value as Readonly<Record<string, unknown>>;
  const source = sourceOf(authSource);
  if (source === undefined || !isTexts(roles) || !isTexts(projects)) return undefined;
  return { username, name: textOr(name), email: textOr(email), roles, projects, authSource: source };
}

function sourceOf(value: unknown): AuthSource | undefined {
  return Object.values(AuthSource).find((known) => known === value);
}

const textOr = (value: unknown): string => (typeof value === 'string' ? value : '');

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
