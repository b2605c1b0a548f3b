import { AuthSource, SessionStore } from '@cc-kernel/core/plugin';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SessionContent } from '../src/session/session-content.js';
import { cookieOf, openAuthSite, type AuthSite } from './auth-site.js';

let site: AuthSite;
beforeEach(async () => {
  site = await openAuthSite();
  await site.add('carol', 'user');
});
afterEach(() => site.close());

const user = { username: 'carol', name: '', email: '', roles: ['user'], projects: [] };

/** What the seed changed in cc-backend about sessions, each as this server does it. */
describe('behaviours of the seed', () => {
  it('seed behaviour 8, SameSite: the session cookie is Lax, so that it comes along when another site leads back here', async () => {
    const cookies = await Promise.all(
      [{}, { 'x-forwarded-proto': 'https' }].map(async (headers) => {
        const fields = { username: 'carol', password: 'carol-pw' };
        return (await site.form('/login', fields, headers as Record<string, string>)).headers.getSetCookie();
      }),
    );
    expect(cookies.flat().map((cookie) => /SameSite=\w+/.exec(cookie)?.[0])).toEqual(['SameSite=Lax', 'SameSite=Lax']);
    const gone = await site.fetch('/logout', { method: 'POST', headers: { cookie: await site.logIn('carol') } });
    expect(gone.headers.getSetCookie()[0]).toContain('; SameSite=Lax');
  });

  it('seed behaviour 9, session auth source: the session keeps the number of who vouched for the user', () => {
    for (const authSource of Object.values(AuthSource)) {
      const kept = SessionContent.of({ ...user, authSource }, 7).toJSON();
      expect(kept).toMatchObject({ authSource });
      expect(SessionContent.parse(JSON.parse(JSON.stringify(kept)) as typeof kept)?.authSource).toBe(authSource);
    }
    expect([AuthSource.local, AuthSource.ldap, AuthSource.token, AuthSource.oidc]).toEqual([0, 1, 2, 3]);
    const { authSource: _, ...without } = SessionContent.of({ ...user, authSource: AuthSource.oidc }, 7).toJSON();
    expect(SessionContent.parse(without)?.authSource).toBe(0);
    for (const wrong of [-1, 5, '0', null, 1.5]) {
      expect(SessionContent.parse({ username: 'carol', authSource: wrong })).toBeUndefined();
    }
  });

  it('seed behaviour 9, session auth source: the user of a session reports it, and 0 where the session has none', async () => {
    const vouched = async (cookie: string): Promise<unknown> =>
      (await site.fetch('/vouched', { headers: { cookie } })).json();
    const local = await site.logIn('carol');
    expect(await vouched(local)).toBe(0);

    const claims = { sub: 'erin', roles: ['user'], exp: site.clock.now() + 60 };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(site.keys.portal);
    expect(await vouched(cookieOf(await site.fetch(`/jwt-login?login-token=${token}`)))).toBe(2);

    const store = site.kernel.get(SessionStore);
    const id = local.slice('session='.length).split('.')[0] ?? '';
    const kept = await store.get(id);
    expect(kept).toMatchObject({ username: 'carol', authSource: 0 });
    await store.set(id, { ...kept, authSource: 1 }, 60_000);
    expect(await vouched(local)).toBe(1);
    const { authSource: _, ...without } = kept ?? {};
    await store.set(id, without, 60_000);
    expect(await vouched(local)).toBe(0);
  });
});
