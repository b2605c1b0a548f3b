import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { AddUser } from '../../src/access/add-user.js';
import { DeleteUser } from '../../src/access/delete-user.js';
import { IssueToken } from '../../src/access/issue-token.js';
import { parseNewUser, type NewUser } from '../../src/access/new-user.js';
import { systemPrincipal } from '../../src/access/principal.js';
import { InvalidInputError } from '../../src/errors/index.js';
import { MemorySessionStore } from '../../src/testing/memory-session-store.js';
import { MemoryUserStore } from '../../src/testing/memory-user-store.js';
import { principal } from '../http/http-harness.js';

const system = systemPrincipal();
let users: MemoryUserStore;
let addUser: AddUser;
beforeEach(() => {
  users = new MemoryUserStore();
  addUser = new AddUser(users, {
    hash: (password) => Promise.resolve(`hash of ${password}`),
    verify: () => Promise.resolve(false),
  });
});

describe('name:roles:password', () => {
  it.each([
    ['a:admin:p', { username: 'a', roles: ['admin'], password: 'p' }],
    ['a:user, api :p:q:', { username: 'a', roles: ['user', 'api'], password: 'p:q:' }],
    ['a:user:', { username: 'a', roles: ['user'], password: '' }],
    ['a::p', { username: 'a', roles: [''], password: 'p' }],
  ])('%s', (argument, expected) => {
    expect(parseNewUser(argument)).toEqual(expected);
  });

  it('is never repeated in an error', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^:]{8,30}$/), (secret) => {
        expect(() => parseNewUser(secret)).toThrow(InvalidInputError);
        try {
          parseNewUser(secret);
        } catch (error) {
          expect((error as Error).message).not.toContain(secret);
        }
      }),
    );
  });
});

describe('adding a user', () => {
  it('stores a local user with its hash', async () => {
    await addUser.run(system, { username: 'carol', roles: ['user', 'user', 'api'], password: 'pw', name: 'Carol' });
    expect(await users.find('carol')).toEqual({
      username: 'carol',
      name: 'Carol',
      email: '',
      roles: ['user', 'api'],
      projects: [],
      authSource: 0,
    });
    expect(await users.passwordHashOf('carol')).toBe('hash of pw');
    await addUser.run(system, { username: 'robot', roles: ['api'], password: '' });
    expect(await users.passwordHashOf('robot')).toBeUndefined();
  });

  it.each([
    ['an empty name', { username: ' ' }, 'CC_INVALID_INPUT'],
    ['a long name', { username: 'ä'.repeat(51) }, 'CC_INVALID_INPUT'],
    ['an unknown role', { roles: ['user', 'root'] }, 'CC_INVALID_INPUT'],
    ['a role in capitals', { roles: ['User'] }, 'CC_INVALID_INPUT'],
    ['the placeholder role', { roles: ['anonymous'] }, 'CC_INVALID_INPUT'],
    ['no role', { roles: [''] }, 'CC_INVALID_INPUT'],
    ['projects without being manager', { projects: ['p1'] }, 'CC_INVALID_INPUT'],
  ])('refuses %s', async (_, part, code) => {
    const user: NewUser = { username: 'carol', roles: ['user'], password: 'pw', ...part };
    await expect(addUser.run(system, user)).rejects.toMatchObject({ code });
    expect(await users.list()).toEqual([]);
  });

  it('is for administrators', async () => {
    const user = { username: 'carol', roles: ['user'], password: 'pw' };
    await expect(addUser.run(principal('bob', 'support'), user)).rejects.toMatchObject({ code: 'CC_FORBIDDEN' });
  });
});

describe('deleting a user', () => {
  it('ends its sessions', async () => {
    const sessions = new MemorySessionStore({ now: () => 0, nowMs: () => 0 });
    const deleteUser = new DeleteUser(users, sessions);
    await addUser.run(system, { username: 'carol', roles: ['user'], password: 'pw' });
    await sessions.set('s', { username: 'carol' }, 1000);
    await expect(deleteUser.run(principal('bob', 'user'), 'carol')).rejects.toMatchObject({ code: 'CC_FORBIDDEN' });
    expect(await deleteUser.run(system, 'carol')).toBe(true);
    expect(await deleteUser.run(system, 'carol')).toBe(false);
    expect(await sessions.get('s')).toBeUndefined();
  });
});

describe('issuing a token', () => {
  it('is for oneself, or for anybody by an administrator', async () => {
    await addUser.run(system, { username: 'carol', roles: ['user'], password: 'pw' });
    const issue = new IssueToken(users, { issue: ({ username }) => Promise.resolve(`token of ${username}`) });
    expect(await issue.run(principal('carol', 'user'), 'carol')).toBe('token of carol');
    expect(await issue.run(principal('root', 'admin'), 'carol')).toBe('token of carol');
    await expect(issue.run(principal('bob', 'support'), 'carol')).rejects.toMatchObject({ code: 'CC_FORBIDDEN' });
    await expect(issue.run(system, 'nobody')).rejects.toMatchObject({ code: 'CC_NOT_FOUND' });
  });
});
