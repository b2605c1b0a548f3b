import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { AuthSource, type LoginAttempt, type User } from '@cc-kernel/core/plugin';
import { SyncUser } from '@cc-kernel/core/use-cases';
import { MemoryUserStore, collectingLog, describeAuthenticator } from '@cc-kernel/core/testing';
import bcrypt from 'bcrypt';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { BcryptHasher } from '../src/local/bcrypt-hasher.js';
import { LocalAuthenticator } from '../src/local/local-authenticator.js';
import { CookieAuthenticator } from '../src/token/cookie-authenticator.js';
import { HmacAuthenticator } from '../src/token/hmac-authenticator.js';
import { PortalUsers } from '../src/token/portal-users.js';
import { HandClock } from './auth-site.js';

const carol: User = {
  username: 'carol',
  name: 'Carol',
  email: '',
  roles: ['user'],
  projects: [],
  authSource: AuthSource.local,
};
const attempt = (part: Partial<LoginAttempt>): LoginAttempt => ({
  with: 'password',
  username: '',
  password: '',
  headers: {},
  query: {},
  cookies: {},
  ...part,
});

function portalUsers(): PortalUsers {
  const users = new MemoryUserStore();
  return new PortalUsers({ jwts: {} }, users, new SyncUser(users, collectingLog().logger));
}

describeAuthenticator('local', async () => {
  const users = new MemoryUserStore();
  const robot: User = { ...carol, username: 'robot' };
  const broken: User = { ...carol, username: 'broken' };
  await users.add(carol, await bcrypt.hash('correct horse', 4));
  await users.add(robot, undefined);
  await users.add(broken, 'no hash at all');
  const by = (known: User, password: string): { attempt: LoginAttempt; known: User } => ({
    attempt: attempt({ username: known.username, password }),
    known,
  });
  return {
    authenticator: new LocalAuthenticator(users, new BcryptHasher()),
    good: { ...by(carol, 'correct horse'), user: carol },
    bad: {
      'wrong password': by(carol, 'battery staple'),
      'empty password': by(carol, ''),
      'password with more behind it': by(carol, `correct horse${'x'.repeat(72)}`),
      'user without a password': by(robot, ''),
      'user whose hash is none': by(broken, 'no hash at all'),
    },
    foreign: {
      'unknown user': { attempt: attempt({ username: 'nobody', password: 'x' }), known: undefined },
      'user of LDAP': by({ ...carol, authSource: AuthSource.ldap }, 'correct horse'),
      'user of OpenID Connect': by({ ...carol, authSource: AuthSource.oidc }, 'correct horse'),
      'token login': { attempt: attempt({ with: 'token' }), known: carol },
    },
    secrets: ['correct horse', 'battery staple', 'no hash at all', '$2'],
    dispose: () => Promise.resolve(),
  };
});

describeAuthenticator('jwt-session', async () => {
  const clock = new HandClock();
  const key = randomBytes(32);
  const sign = async (claims: object, secret: Uint8Array = key): Promise<string> =>
    new SignJWT({ sub: 'carol', roles: ['user'], exp: clock.now() + 60, ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(secret);
  const good = await sign({ name: { values: ['Carol', 'Jones'] } });
  const bad = {
    expired: await sign({ exp: clock.now() - 60 }),
    foreign: await sign({}, randomBytes(32)),
    'without a role that can be granted': await sign({ roles: ['admin'] }),
  };
  const byToken = (token: string): { attempt: LoginAttempt; known: undefined } => ({
    attempt: attempt({ with: 'token', headers: { authorization: `Bearer ${token}` } }),
    known: undefined,
  });
  return {
    authenticator: new HmacAuthenticator({ shared: key }, portalUsers(), clock),
    good: {
      ...byToken(good),
      user: { ...carol, name: 'Carol Jones', authSource: AuthSource.token },
    },
    bad: Object.fromEntries(Object.entries(bad).map(([why, token]) => [why, byToken(token)])),
    foreign: {
      password: { attempt: attempt({ username: 'carol', password: 'x' }), known: carol },
      'no token': { attempt: attempt({ with: 'token' }), known: undefined },
      'Basic credentials': {
        attempt: attempt({ with: 'token', headers: { authorization: 'Basic eDp5' } }),
        known: undefined,
      },
    },
    secrets: [good, ...Object.values(bad), key.toString('base64')],
    dispose: () => Promise.resolve(),
  };
});

describeAuthenticator('jwt-cookie', async () => {
  const clock = new HandClock();
  const [own, portal, stranger] = [0, 1, 2].map(() => generateKeyPairSync('ed25519'));
  if (!own || !portal || !stranger) throw new Error('three pairs were asked for');
  const sign = async (claims: object, { privateKey } = portal): Promise<string> =>
    new SignJWT({ sub: 'carol', roles: ['user'], name: 'Carol', iss: 'portal', ...claims })
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(privateKey);
  const byCookie = (token: string, part: Partial<LoginAttempt> = {}): { attempt: LoginAttempt; known: undefined } => ({
    attempt: attempt({ with: 'token', cookies: { portal: token }, ...part }),
    known: undefined,
  });
  const good = await sign({});
  const bad = {
    expired: await sign({ exp: clock.now() - 1 }),
    'not yet valid': await sign({ nbf: clock.now() + 60 }),
    'of another issuer': await sign({ iss: 'elsewhere' }),
    'of the trusted issuer, signed with our key': await sign({}, own),
    'without issuer, signed by the portal': await sign({ iss: undefined }),
    'signed by a stranger': await sign({}, stranger),
    'only administrator': await sign({ roles: ['admin'] }),
    garbage: 'gar.ba.ge',
  };
  const config = { jwts: { 'cookie-name': 'portal', 'trusted-issuer': 'portal' } };
  const keys = { portal: portal.publicKey };
  return {
    authenticator: new CookieAuthenticator(config, { verifying: own.publicKey }, keys, portalUsers(), clock),
    good: { ...byCookie(good), user: { ...carol, authSource: AuthSource.token } },
    bad: Object.fromEntries(Object.entries(bad).map(([why, token]) => [why, byCookie(token)])),
    foreign: {
      'a name was typed': byCookie(good, { with: 'password', username: 'carol', password: 'x' }),
      'no cookie': byCookie(''),
      'another cookie': { attempt: attempt({ cookies: { session: good } }), known: undefined },
    },
    secrets: [good, ...Object.values(bad)],
    dispose: () => Promise.resolve(),
  };
});

describe('password hashes', () => {
  const hasher = new BcryptHasher();

  it('are of the kind that cc-backend reads', async () => {
    const hash = await hasher.hash('geheim');
    expect(hash).toMatch(/^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    expect(await hasher.verify('geheim', hash)).toBe(true);
    expect(await hasher.verify('geheim ', hash)).toBe(false);
  });

  it('are not made of passwords that bcrypt would cut', async () => {
    await expect(hasher.hash('ä'.repeat(37))).rejects.toMatchObject({ code: 'CC_INVALID_INPUT' });
    const longest = 'ä'.repeat(36);
    expect(await hasher.verify(longest, await hasher.hash(longest))).toBe(true);
  });

  it('that are none match nothing', async () => {
    for (const hash of [undefined, '', 'x', '$2a$10$short']) expect(await hasher.verify('x', hash)).toBe(false);
  });
});
