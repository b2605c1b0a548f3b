import type { Principal } from '../contracts/principal.js';
import type { Guard } from '../contracts/routes.js';

const hasOneOf = (who: Principal, ...roles: readonly string[]): boolean => roles.some((role) => who.has(role));

/** The groups of routes and who may enter. Roles are a set: naming one twice changes nothing. */
export const guards = {
  /** Scheduler adapters and scripts of the operators: all jobs, and changing them. */
  mainApi: {
    credential: 'token',
    ipList: true,
    whenAbsent: 'no user for secured check',
    allows: (who) => who.isService || (who.has('api') && who.has('admin')),
  },
  /** Collectors. Not bound to the address list: they run on every node. */
  metricStoreApi: {
    credential: 'token',
    allows: (who) => who.isService || (who.has('api') && hasOneOf(who, 'user', 'manager', 'admin')),
  },
  /** Scripts of users: reading, limited to the jobs that they may see. */
  userApi: {
    credential: 'token',
    allows: (who) => who.isService || (who.has('api') && hasOneOf(who, 'user', 'manager', 'support', 'admin')),
  },
  /** Administration from the web interface. */
  configApi: { credential: 'session', allows: (who) => who.has('admin') },
  /** The web interface's own calls; handlers look closer. */
  frontendApi: { credential: 'session', allows: () => true },
  /** Pages and GraphQL: everybody with an account, limited to what they may see. */
  page: {
    credential: 'token-or-session',
    whenAbsent: 'unauthorized (please login first)',
    allows: () => true,
  },
  public: (because: string): Guard => ({ credential: 'public', because }),
} as const satisfies Record<string, Guard | ((because: string) => Guard)>;
