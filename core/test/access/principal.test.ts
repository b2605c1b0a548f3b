import { describe, expect, it } from 'vitest';
import { guards } from '../../src/access/guards.js';
import { principalOf, systemPrincipal } from '../../src/access/principal.js';
import type { Principal } from '../../src/contracts/principal.js';
import { AuthSource } from '../../src/domain/user.js';

function who(roles: readonly string[], projects: readonly string[] = [], username = 'carol'): Principal {
  return principalOf({ username, name: '', email: '', roles, projects, authSource: AuthSource.local }, 'token');
}
const sees = (...of: Parameters<typeof who>): unknown => {
  try {
    const visibility = who(...of).jobVisibility();
    return visibility.all ? 'all' : [visibility.user, ...visibility.projects];
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a principal', () => {
  it.each([
    [['api'], [], 'all'],
    [['api', 'api'], [], 'all'],
    [['admin'], [], 'all'],
    [['support', 'user'], [], 'all'],
    [['manager'], ['p1', 'p2'], ['carol', 'p1', 'p2']],
    [['manager', 'user'], [], ['carol']],
    [['user'], ['p1'], ['carol']],
    [['user', 'api'], [], ['carol']],
    [['api', 'foo'], [], 'CC_FORBIDDEN'],
    [['Admin'], [], 'CC_FORBIDDEN'],
    [[], [], 'CC_FORBIDDEN'],
  ])('with roles %j and projects %j sees %j', (roles, projects, expected) => {
    expect(sees(roles, projects)).toEqual(expected);
  });

  it.each([
    [['api'], ['global']],
    [['user'], ['global', 'carol']],
    [
      ['manager', 'api'],
      ['global', 'carol'],
    ],
    [['support'], ['global', 'admin', 'carol']],
    [['admin'], ['global', 'admin', 'carol']],
  ])('with roles %j reads tags of %j', (roles, expected) => {
    expect(who(roles).readableTagScopes()).toEqual(expected);
  });

  it('reads no shared scope by being named like it', () => {
    expect(who(['user'], [], 'admin').readableTagScopes()).toEqual(['global']);
    expect(who(['user'], [], 'global').readableTagScopes()).toEqual(['global']);
    expect(who(['admin'], [], 'admin').readableTagScopes()).toEqual(['global', 'admin']);
  });
});

describe('guards', () => {
  const sets = [
    ['api'],
    ['admin', 'api'],
    ['user', 'api'],
    ['support', 'api'],
    ['manager', 'api'],
    ['admin'],
    ['user'],
  ];
  it.each([
    ['mainApi', ['api', 'admin,api']],
    ['metricStoreApi', ['api', 'admin,api', 'user,api', 'manager,api']],
    ['userApi', ['api', 'admin,api', 'user,api', 'support,api', 'manager,api']],
    ['configApi', ['admin,api', 'admin']],
    ['frontendApi', sets.map(String)],
    ['page', sets.map(String)],
  ] as const)('%s lets in %j', (name, expected) => {
    expect(sets.filter((roles) => guards[name].allows(who(roles))).map(String)).toEqual(expected);
  });

  it('count a role once, however often it is listed', () => {
    expect(guards.mainApi.allows(who(['admin', 'admin']))).toBe(false);
    expect(guards.mainApi.allows(who(['admin', 'api', 'api']))).toBe(true);
  });

  it('let the system do everything', () => {
    for (const guard of [guards.mainApi, guards.metricStoreApi, guards.userApi, guards.configApi]) {
      expect(guard.allows(systemPrincipal())).toBe(true);
    }
  });
});
