import { createHmac, generateKeyPairSync } from 'node:crypto';
import { IssueToken } from '@cc-kernel/core/use-cases';
import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemPrincipal } from '../../../core/src/access/principal.js';
import { makeKeys, openAuthSite, type AuthSite } from './auth-site.js';

let site: AuthSite;
beforeAll(async () => {
  site = await openAuthSite({ config: { jwts: { 'max-age': '2000h' } } });
  await site.add('carol', 'user', 'api');
});
afterAll(() => site.close());
const now = (): number => site.clock.now();
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe('an issued token', () => {
  it('is what cc-backend would issue', async () => {
    const token = await site.kernel.get(IssueToken).run(systemPrincipal(), 'carol');
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'JWT' });
    const claims = decodeJwt(token);
    expect(claims).toEqual({ sub: 'carol', roles: ['user', 'api'], iat: now(), exp: now() + 2000 * 3600 });
    expect(Object.keys(claims)).toEqual(['sub', 'roles', 'iat', 'exp']);
    expect(await site.whoAmI(bearer(token))).toEqual(['carol', 'user', 'api']);
  });

  it('is fetched by its owner with a session, and not kept by caches', async () => {
    const cookie = await site.logIn('carol');
    for (const path of ['/frontend/jwt/?username=carol', '/frontend/jwt/']) {
      const answer = await site.fetch(path, { headers: { cookie } });
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
        200,
        'text/plain',
        'no-store',
      ]);
      expect(await site.whoAmI(bearer(await answer.text()))).toEqual(['carol', 'user', 'api']);
    }
    expect((await site.fetch('/frontend/jwt/?username=bob', { headers: { cookie } })).status).toBe(403);
    expect((await site.fetch('/frontend/jwt/?username=carol')).status).toBe(401);
  });

  it('of somebody unknown is for administrators to be told about', async () => {
    await site.add('root', 'admin');
    const cookie = await site.logIn('root');
    expect((await site.fetch('/frontend/jwt/?username=nobody', { headers: { cookie } })).status).toBe(404);
    expect((await site.fetch('/frontend/jwt/?username=carol', { headers: { cookie } })).status).toBe(200);
  });

  it('without max-age, or with 0, has no end', async () => {
    for (const jwts of [{}, { 'max-age': '0' }]) {
      const other = await openAuthSite({ config: { jwts } });
      await other.add('carol', 'user');
      const token = await other.kernel.get(IssueToken).run(systemPrincipal(), 'carol');
      expect(decodeJwt(token)).not.toHaveProperty('exp');
      await other.close();
    }
  });

  it('needs a private key', async () => {
    const { JWT_PRIVATE_KEY: _, ...env } = makeKeys().env;
    const other = await openAuthSite({ env });
    await other.add('carol', 'user');
    await expect(other.kernel.get(IssueToken).run(systemPrincipal(), 'carol')).rejects.toMatchObject({
      code: 'CC_UNAVAILABLE',
      message: expect.stringContaining('JWT_PRIVATE_KEY'),
    });
    await other.close();
  });
});

describe('where the token stands', () => {
  it('is X-Auth-Token, else Authorization with or without the exact prefix', async () => {
    const token = await site.sign({ sub: 'robot', roles: ['api'] });
    const robot = ['robot', 'api'];
    expect(await site.whoAmI({ 'x-auth-token': token })).toEqual(robot);
    expect(await site.whoAmI({ authorization: `Bearer ${token}` })).toEqual(robot);
    expect(await site.whoAmI({ authorization: token })).toEqual(robot);
    expect(await site.whoAmI({ 'x-auth-token': token, authorization: 'Bearer garbage' })).toEqual(robot);
    expect(await site.whoAmI({ 'x-auth-token': '', authorization: `Bearer ${token}` })).toEqual(robot);
    expect(await site.whoAmI({ 'x-auth-token': 'garbage', authorization: `Bearer ${token}` })).toBe(
      'token is malformed',
    );
    for (const headers of [
      { authorization: `bearer ${token}` },
      { authorization: `Bearer  ${token}` },
      { 'x-auth-token': `Bearer ${token}` },
    ] as Record<string, string>[]) {
      expect(await site.whoAmI(headers)).toBe('token is malformed');
    }
    const inQuery = await site.fetch(`/api/whoami?login-token=${token}&access_token=${token}`);
    expect(inQuery.status).toBe(401);
  });

  it('wins over a session, even when it is bad', async () => {
    const cookie = await site.logIn('carol');
    const token = await site.sign({ sub: 'robot', roles: ['api'] });
    expect(await site.whoAmI({ cookie, ...bearer(token) })).toEqual(['robot', 'api']);
    expect(await site.whoAmI({ cookie, ...bearer('garbage') })).toBe('token is malformed');
  });
});

describe('a token is refused', () => {
  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: 'root', roles: ['admin', 'api'] };

  it('after its end and before its beginning, to the second', async () => {
    const token = await site.sign({ ...claims, nbf: now() + 10, exp: now() + 20 });
    const at = async (seconds: number): Promise<unknown> => {
      site.clock.seconds += seconds;
      const answer = await site.whoAmI(bearer(token));
      site.clock.seconds -= seconds;
      return answer;
    };
    expect(await at(9)).toBe('token is not valid yet');
    expect(await at(10)).toEqual(['root', 'admin', 'api']);
    expect(await at(19)).toEqual(['root', 'admin', 'api']);
    expect(await at(20)).toBe('token is expired');
    expect(await at(9)).toBe('token is not valid yet');
  });

  it('when somebody else signed it', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    expect(await site.whoAmI(bearer(await site.sign(claims, stranger)))).toBe('token signature is invalid');
  });

  it('when it is signed otherwise, or not at all', async () => {
    const publicKey = Buffer.from(site.keys.env['JWT_PUBLIC_KEY'] ?? '', 'base64');
    const body = (alg: string): string => `${base64({ alg, typ: 'JWT' })}.${base64(claims)}`;
    const hmac = (text: string, key: Buffer | string): string =>
      `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    for (const token of [
      `${body('none')}.`,
      hmac(body('HS256'), publicKey),
      hmac(body('HS256'), publicKey.toString('base64')),
      hmac(body('HS256'), ''),
      hmac(body('EdDSA'), publicKey),
      `${body('EdDSA')}.`,
    ]) {
      expect(await site.whoAmI(bearer(token)), token).toMatch(/^token (is|signature)/);
    }
  });

  it('when a part of it was exchanged', async () => {
    const [header = '', , signature = ''] = (await site.sign({ sub: 'carol', roles: ['user'] })).split('.');
    expect(await site.whoAmI(bearer(`${header}.${base64(claims)}.${signature}`))).toBe('token signature is invalid');
  });

  it('without a subject', async () => {
    for (const sub of [undefined, '', 7]) {
      const token = await site.sign({ roles: ['api'], ...(sub === undefined ? {} : { sub: sub as string }) });
      expect(await site.whoAmI(bearer(token))).toBe("missing 'sub' claim in JWT");
    }
  });

  it('whatever bytes it is made of', async () => {
    const good = await site.sign(claims);
    const mutation = fc
      .tuple(fc.nat(good.length - 1), fc.stringMatching(/^[A-Za-z0-9_.-]$/))
      .map(([at, char]) => good.slice(0, at) + char + good.slice(at + 1))
      .filter((text) => text !== good && sameBytes(text) !== sameBytes(good));
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutation, fc.stringMatching(/^[!-~]{1,200}$/)), async (text) => {
        expect(await site.whoAmI({ 'x-auth-token': text })).toMatch(/^token /);
      }),
      { numRuns: 150 },
    );
  });

  /** The last letter of base64 has bits that mean nothing. */
  function sameBytes(token: string): string {
    return token
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('hex'))
      .join('.');
  }
});

describe('the claims', () => {
  it('of roles are taken as far as they are texts', async () => {
    const rolesOf = async (roles: unknown): Promise<unknown> =>
      site.whoAmI(bearer(await site.sign({ sub: 'x', ...(roles === undefined ? {} : { roles }) })));
    expect(await rolesOf([1, 'api', null, ['admin']])).toEqual(['x', 'api']);
    for (const none of [undefined, null, 'api', [], {}]) expect(await rolesOf(none)).toEqual(['x']);
    expect(await rolesOf(['api', 'api'])).toEqual(['x', 'api']);
  });

  it('of other kinds do not matter', async () => {
    const token = await site.sign({ sub: 'x', roles: ['api'], iss: 'a', aud: 'b', iat: now() + 3600 });
    expect(await site.whoAmI(bearer(token))).toEqual(['x', 'api']);
  });

  it('open the main API to services and to administrators with role api', async () => {
    const statusOf = async (...roles: string[]): Promise<number> =>
      (await site.fetch('/api/whoami', { headers: bearer(await site.sign({ sub: 'x', roles })) })).status;
    expect(await statusOf('api')).toBe(200);
    expect(await statusOf('admin', 'api')).toBe(200);
    for (const roles of [[], ['admin'], ['admin', 'admin'], ['user', 'api'], ['Api']]) {
      expect(await statusOf(...roles), String(roles)).toBe(401);
    }
  });
});

describe('with validate-user', () => {
  it('the database decides who exists and what the roles are', async () => {
    const other = await openAuthSite({ config: { jwts: { 'validate-user': true } } });
    await other.add('carol', 'user');
    const carol = bearer(await other.sign({ sub: 'carol', roles: ['admin', 'api'] }));
    const stranger = bearer(await other.sign({ sub: 'stranger', roles: ['api'] }));
    expect(await other.whoAmI(carol)).toEqual(['carol', 'user']);
    expect(await other.whoAmI(stranger)).toBe('unknown user');
    await other.users.addRole('carol', 'support');
    other.clock.seconds += 4;
    expect(await other.whoAmI(carol)).toEqual(['carol', 'user', 'support']);
    await other.users.delete('carol');
    other.clock.seconds += 4;
    expect(await other.whoAmI(carol)).toBe('unknown user');
    await other.close();
  });
});

describe('without section auth.jwts or without a public key', () => {
  it('tokens are refused, not a breakdown', async () => {
    const { JWT_PUBLIC_KEY: _, ...env } = makeKeys().env;
    for (const options of [{ config: {} }, { env }]) {
      const other = await openAuthSite(options);
      const answer = await other.whoAmI(bearer(await site.sign({ sub: 'x', roles: ['api'] })));
      expect(answer).toBe('API tokens are not set up on this server');
      await other.close();
    }
  });
});
