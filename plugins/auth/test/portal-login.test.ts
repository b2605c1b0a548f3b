import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, makeKeys, openAuthSite, type AuthSite } from './auth-site.js';

let site: AuthSite;
beforeAll(async () => {
  site = await openAuthSite();
});
afterAll(() => site.close());

const tokenOf = (claims: JWTPayload, alg = 'HS512', key: Uint8Array = site.keys.portal): Promise<string> =>
  new SignJWT({ exp: site.clock.now() + 60, ...claims }).setProtectedHeader({ alg }).sign(key);
const logIn = (headers: Record<string, string>, path = '/jwt-login'): Promise<Response> =>
  site.fetch(path, { method: 'POST', headers });
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe('login with the token of a portal', () => {
  it('opens a session with the roles and projects that the token grants', async () => {
    const token = await tokenOf({
      sub: 'dave',
      roles: ['manager', 'user', 'emperor', 'admin', 'api'],
      projects: ['p1', 7],
      name: 'Dave',
    });
    const answer = await logIn(bearer(token), '/jwt-login?redirect=/monitoring/jobs/');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/monitoring/jobs/']);
    expect(await site.whoAmI({ cookie: cookieOf(answer) })).toEqual(['dave', 'manager', 'user']);
  });

  it('takes HS256, Authorization without prefix, GET, and the token in the query', async () => {
    const token = await tokenOf({ sub: 'dave', roles: ['user'] }, 'HS256');
    expect((await logIn({ authorization: token })).status).toBe(302);
    const answer = await site.fetch(`/jwt-login?login-token=${token}`);
    expect(answer.status).toBe(302);
    expect(await site.whoAmI({ cookie: cookieOf(answer) })).toEqual(['dave', 'user']);
  });

  it('ignores Basic credentials that a proxy adds', async () => {
    const token = await tokenOf({ sub: 'dave', roles: ['user'] });
    expect((await logIn({ authorization: 'Basic eDp5' }, `/jwt-login?login-token=${token}`)).status).toBe(302);
  });

  it('refuses tokens that are expired, endless, foreign, unsigned, empty-handed or grant nothing', async () => {
    const good = { sub: 'dave', roles: ['user'] };
    const { exp: _, ...endless } = { ...good, exp: 0 };
    const refused = {
      expired: await tokenOf({ ...good, exp: site.clock.now() - 1 }),
      endless: await new SignJWT(endless).setProtectedHeader({ alg: 'HS512' }).sign(site.keys.portal),
      foreign: await tokenOf(good, 'HS512', randomBytes(64)),
      'API token': await site.sign({ ...good, exp: site.clock.now() + 60 }),
      HS384: await tokenOf(good, 'HS384'),
      'no subject': await tokenOf({ roles: ['user'] }),
      'no roles': await tokenOf({ sub: 'dave' }),
      'only administrator': await tokenOf({ sub: 'dave', roles: ['admin', 'api'] }),
      garbage: 'garbage',
    };
    for (const [why, token] of Object.entries(refused)) {
      const answer = await logIn(bearer(token));
      expect([answer.status, answer.headers.getSetCookie()], why).toEqual([401, []]);
      expect(await answer.text(), why).toContain('Login failed - ClusterCockpit');
    }
    expect((await logIn({})).status).toBe(401);
  });

  it('is for /jwt-login only', async () => {
    const token = await tokenOf({ sub: 'dave', roles: ['user'] });
    expect((await logIn(bearer(token), '/login')).status).toBe(401);
  });

  it('is possible from a page of the portal', async () => {
    const token = await tokenOf({ sub: 'dave', roles: ['user'] });
    const answer = await logIn({ 'sec-fetch-site': 'cross-site' }, `/jwt-login?login-token=${token}`);
    expect(answer.status).toBe(302);
  });

  it('does not make somebody what a local user of the same name is', async () => {
    await site.add('erin', 'admin');
    const answer = await logIn(bearer(await tokenOf({ sub: 'erin', roles: ['user'] })));
    expect(await site.whoAmI({ cookie: cookieOf(answer) })).toEqual(['erin', 'user']);
    expect((await site.users.find('erin'))?.roles).toEqual(['admin']);
  });
});

it('with validate-user takes known users only', async () => {
  const other = await openAuthSite({ config: { jwts: { 'validate-user': true } } });
  await other.add('erin', 'user');
  for (const [sub, status] of [
    ['erin', 302],
    ['dave', 401],
  ] as const) {
    const token = await new SignJWT({ sub, exp: other.clock.now() + 60 })
      .setProtectedHeader({ alg: 'HS512' })
      .sign(other.keys.portal);
    expect((await other.fetch('/jwt-login', { headers: bearer(token) })).status).toBe(status);
  }
  await other.close();
});

it('with synchronisation keeps the user table up to date', async () => {
  const jwts = { 'sync-user-on-login': true, 'update-user-on-login': true };
  const other = await openAuthSite({ config: { jwts } });
  const enter = async (roles: string[]): Promise<void> => {
    const token = await new SignJWT({ sub: 'dave', name: 'Dave', roles, exp: other.clock.now() + 60 })
      .setProtectedHeader({ alg: 'HS512' })
      .sign(other.keys.portal);
    expect((await other.fetch('/jwt-login', { headers: bearer(token) })).status).toBe(302);
  };
  await enter(['user']);
  expect(await other.users.find('dave')).toMatchObject({ name: 'Dave', roles: ['user'], authSource: 2 });
  await enter(['support']);
  expect(await other.users.find('dave')).toMatchObject({ roles: ['support'] });
  await other.close();
});

it('with the cookie of a portal opens a session and removes the cookie', async () => {
  const portal = generateKeyPairSync('ed25519');
  const { x = '' } = portal.publicKey.export({ format: 'jwk' });
  const keys = makeKeys();
  const env = { ...keys.env, CROSS_LOGIN_JWT_PUBLIC_KEY: Buffer.from(x, 'base64url').toString('base64') };
  const other = await openAuthSite({
    keys,
    env,
    config: { jwts: { 'cookie-name': 'portal', 'trusted-issuer': 'p.example' } },
  });
  const token = await other.sign({ sub: 'jan', roles: ['user'], iss: 'p.example' }, portal.privateKey);
  for (const init of [{}, { method: 'POST' }]) {
    const path = 'method' in init ? '/login' : '/jwt-login';
    const answer = await other.fetch(path, { ...init, headers: { cookie: `portal=${token}` } });
    const [removed, session = ''] = answer.headers.getSetCookie();
    expect([answer.status, removed]).toEqual([302, 'portal=; Path=/; Max-Age=0; HttpOnly']);
    expect(await other.whoAmI({ cookie: session.split(';')[0] ?? '' })).toEqual(['jan', 'user']);
  }
  expect(await other.whoAmI({ cookie: `portal=${token}` })).toBe('unauthorized (please login first)');
  await other.close();
});
