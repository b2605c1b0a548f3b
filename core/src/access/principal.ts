import type { JobVisibility } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';
import { AuthSource, type User } from '../domain/user.js';
import { ForbiddenError } from '../errors/index.js';

/** A user named like a shared scope must not read that scope by owning the name. */
const SHARED_SCOPES: readonly string[] = ['global', 'admin'];

class UserPrincipal implements Principal {
  readonly username: string;
  readonly roles: ReadonlySet<string>;
  readonly projects: readonly string[];
  readonly authSource: AuthSource;

  constructor(
    user: User,
    readonly by: Principal['by'],
  ) {
    this.username = user.username;
    this.roles = new Set(user.roles);
    this.projects = user.projects;
    this.authSource = user.authSource;
  }

  get isStaff(): boolean {
    return this.has('admin') || this.has('support');
  }

  get isService(): boolean {
    return this.roles.size === 1 && this.has('api');
  }

  has(role: string): boolean {
    return this.roles.has(role);
  }

  jobVisibility(): JobVisibility {
    if (this.isService || this.isStaff) return { all: true };
    if (this.has('manager')) return { all: false, user: this.username, projects: this.projects };
    if (this.has('user')) return { all: false, user: this.username, projects: [] };
    throw new ForbiddenError(`the roles of ${this.username} allow no jobs`);
  }

  readableTagScopes(): readonly string[] {
    if (this.isService) return ['global'];
    const scopes = this.isStaff ? ['global', 'admin'] : ['global'];
    return SHARED_SCOPES.includes(this.username) ? scopes : [...scopes, this.username];
  }
}

/** A user as far as a credential vouches for it. Roles are a set: doubles count once, unknown ones grant nothing. */
export function principalOf(user: User, by: Principal['by']): Principal {
  return new UserPrincipal(user, by);
}

/** Who acts when nobody asked: the command line, periodic work, and every request while authentication is disabled. */
export function systemPrincipal(username = 'system'): Principal {
  const user = { username, name: '', email: '', roles: ['admin', 'api'], projects: [], authSource: AuthSource.local };
  return principalOf(user, 'system');
}
