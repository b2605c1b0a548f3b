import { beforeEach, describe, expect, it } from 'vitest';
import { AuthenticatorList } from '../../src/access/authenticator-list.js';
import { LogIn } from '../../src/access/log-in.js';
import type { PasswordHasher } from '../../src/contracts/api-tokens.js';
import type { Authenticator, LoginAttempt } from '../../src/contracts/authenticator.js';
import { AuthSource, type User } from '../../src/domain/user.js';
import { UnauthorizedError } from '../../src/errors/index.js';
import { describeAuthenticator } from '../../src/testing/describe-authenticator.js';
import { MemoryUserStore } from '../../src/testing/memory-user-store.js';
import { listeningLogger } from '../http/http-harness.js';

const carol: User = {
  username: 'carol',
  name: '',
  email: '',
  roles: ['user'],
  projects: [],
  authSource: AuthSource.local,
};
const attempt = (username: string, password: string): LoginAttempt => ({
  with: 'password',
  username,
  password,
  headers: {},
  query: {},
  cookies: {},
});

/** The password is the name, backwards. */
class MirrorAuthenticator implements Authenticator {
  readonly name = 'mirror';
  canHandle({ with: kind }: LoginAttempt, known: User | undefined): boolean {
    return kind === 'password' && known?.authSource === AuthSource.local;
  }
  async logIn({ password }: LoginAttempt, known: User | undefined): Promise<User> {
    const expected = Array.from(known?.username ?? '')
      .toReversed()
      .join('');
    if (!known || password !== expected) throw new UnauthorizedError('Authentication failed');
    return known;
  }
}

describeAuthenticator('a small fake', async () => ({
  authenticator: new MirrorAuthenticator(),
  good: { attempt: attempt('carol', 'lorac'), known: carol, user: carol },
  bad: {
    'wrong password': { attempt: attempt('carol', 'geheim'), known: carol },
    'no password': { attempt: attempt('carol', ''), known: carol },
  },
  foreign: {
    'unknown user': { attempt: attempt('nobody', 'ydobon'), known: undefined },
    'user of LDAP': { attempt: attempt('carol', 'lorac'), known: { ...carol, authSource: AuthSource.ldap } },
  },
  secrets: ['geheim', 'lorac'],
  dispose: () => Promise.resolve(),
}));

describe('logging in', () => {
  let logIn: LogIn;
  let log: ReturnType<typeof listeningLogger>;
  let checked: (string | undefined)[];
  let authenticators: AuthenticatorList;

  beforeEach(async () => {
    const users = new MemoryUserStore();
    await users.add(carol, undefined);
    await users.add({ ...carol, username: 'dora', authSource: AuthSource.oidc }, undefined);
    authenticators = new AuthenticatorList();
    authenticators.add(new MirrorAuthenticator());
    log = listeningLogger();
    checked = [];
    const passwords: PasswordHasher = {
      hash: () => Promise.resolve('hash'),
      verify: (_, hash) => Promise.resolve(checked.push(hash) < 0),
    };
    logIn = new LogIn(authenticators, users, passwords, log);
  });
  const outcome = (name: string, password: string, address = '192.0.2.1'): Promise<unknown> =>
    logIn.run(attempt(name, password), address).then(
      ({ user }) => user.username,
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    );

  it('asks the first that can handle the attempt', async () => {
    expect(await outcome('carol', 'lorac')).toBe('carol');
    expect(log.lines).toEqual([
      { level: 'info', fields: { username: 'carol', address: '192.0.2.1', by: 'mirror' }, message: 'logged in' },
    ]);
  });

  it('says the same of a wrong password, an unknown name, a foreign source and no name, and takes as long', async () => {
    for (const name of ['carol', 'nobody', 'dora', '']) {
      expect(await outcome(name, 'x')).toBe('CC_UNAUTHORIZED Authentication failed');
    }
    expect(checked).toEqual([undefined, undefined, undefined]);
  });

  it('logs no name that nobody has: it may be a password', async () => {
    await outcome('hunter2', '');
    expect(JSON.stringify(log.lines)).not.toContain('hunter2');
  });

  it('refuses after five failures of one name from one address, there only', async () => {
    for (let i = 0; i < 5; i++) expect(await outcome('carol', 'x')).toMatch(/CC_UNAUTHORIZED/);
    expect(await outcome('carol', 'lorac')).toMatch(/CC_TOO_MANY too many login attempts/);
    expect(await outcome('carol', 'lorac', '192.0.2.2')).toBe('carol');
    expect(await outcome('nobody', 'x')).toMatch(/CC_UNAUTHORIZED/);
    await expect(logIn.run(attempt('carol', 'lorac'), '192.0.2.1')).rejects.toMatchObject({
      retryAfter: expect.toSatisfy((seconds: number) => seconds > 800 && seconds <= 900),
    });
  });

  it('counts attempts that come at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome('carol', 'x')));
    expect(outcomes.filter((text) => String(text).startsWith('CC_UNAUTHORIZED'))).toHaveLength(5);
  });

  it('counts no success', async () => {
    for (let i = 0; i < 20; i++) expect(await outcome('carol', 'lorac')).toBe('carol');
  });

  it('limits one address that tries many names', async () => {
    for (let i = 0; i < 100; i++) await outcome(`name${i}`, 'x');
    expect(await outcome('another', 'x')).toMatch(/CC_TOO_MANY/);
    expect(await outcome('carol', 'lorac', '192.0.2.9')).toBe('carol');
  });

  it('refuses two authenticators of one name', () => {
    expect(() => authenticators.add(new MirrorAuthenticator())).toThrow('two authenticators named "mirror"');
  });
});
