import { DeleteUser } from '@cc-kernel/core/use-cases';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemPrincipal } from '../../../core/src/access/principal.js';
import { cookieOf, openAuthSite, type AuthSite } from './auth-site.js';

let site: AuthSite;
beforeEach(async () => {
  site = await openAuthSite();
  await site.add('carol', 'user');
});
afterEach(() => site.close());
const LOGIN_FAILED = 'Login failed - ClusterCockpit';

describe('logging in', () => {
  it('sets a cookie with the attributes of cc-backend and leads to the start page', async () => {
    const answer = await site.form('/login', { username: 'carol', password: 'carol-pw' });
    expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([302, '/', '']);
    const [cookie, ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie?.replace(/Expires=[^;]+ GMT/, 'Expires=<time>')).toMatch(
      /^session=[\w-]{43}\.[\w-]{43}; Path=\/; Expires=<time>; Max-Age=604800; HttpOnly; SameSite=Lax$/,
    );
    expect(await site.whoAmI({ cookie: cookieOf(answer) })).toEqual(['carol', 'user']);
  });

  it('sets a secure cookie behind an encrypting proxy', async () => {
    const fields = { username: 'carol', password: 'carol-pw' };
    const answer = await site.form('/login', fields, { 'x-forwarded-proto': 'https' });
    expect(answer.headers.getSetCookie()[0]).toContain('; HttpOnly; Secure; SameSite=Lax');
  });

  it('takes the fields as multipart and from the query; the body wins', async () => {
    const multipart = new FormData();
    for (const [name, value] of [
      ['username', 'carol'],
      ['password', 'carol-pw'],
      ['redirect', '/m'],
    ] as const) {
      multipart.set(name, value);
    }
    const answer = await site.fetch('/login', { method: 'POST', body: multipart });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/m']);
    const query = '?username=carol&password=carol-pw&redirect=/q';
    expect((await site.fetch(`/login${query}`, { method: 'POST' })).headers.get('location')).toBe('/q');
    const wrong = await site.form(`/login${query}`, { password: 'other' });
    expect(wrong.status).toBe(401);
  });

  it('answers every failure with the same page, and keeps where one wanted to go', async () => {
    const pages = await Promise.all(
      [
        { username: 'carol', password: 'wrong' },
        { username: 'carol', password: '' },
        { username: 'carol', password: 'x'.repeat(80) },
        { username: 'Carol', password: 'carol-pw' },
        { username: ' carol ', password: 'carol-pw' },
        { username: 'nobody', password: 'x' },
        { password: 'x' },
      ].map(async (fields) => {
        const answer = await site.form('/login', { ...(fields as Record<string, string>), redirect: '/a"b' });
        expect(answer.status).toBe(401);
        expect(answer.headers.getSetCookie()).toEqual([]);
        return answer.text();
      }),
    );
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toContain(`<title>${LOGIN_FAILED}</title>`);
    expect(pages[0]).toContain('alert-warning');
    expect(pages[0]).toContain('Authentication failed');
    expect(pages[0]).toContain('name="redirect" value="/a&#34;b"');
  });

  it('does not take a JSON document, nor an API token, for a login', async () => {
    const json = await site.fetch('/login', {
      method: 'POST',
      body: JSON.stringify({ username: 'carol', password: 'carol-pw' }),
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(401);
    const token = await site.sign({ sub: 'carol', roles: ['user'] });
    expect((await site.form('/login', {}, { authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it('is not disturbed by credentials of a proxy or by a cookie that is not ours', async () => {
    const fields = { username: 'carol', password: 'carol-pw' };
    for (const headers of [{ authorization: 'Basic eDp5' }, { cookie: 'session=garbage' }, { cookie: '%zz=;;=' }]) {
      const answer = await site.form('/login', fields, headers as Record<string, string>);
      expect(answer.status).toBe(302);
    }
  });

  it('after too many failures says when to come again', async () => {
    for (let i = 0; i < 5; i++) await site.form('/login', { username: 'carol', password: 'x' });
    const answer = await site.form('/login', { username: 'carol', password: 'carol-pw', redirect: '/x' });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await answer.text()).toContain('too many login attempts');
  });

  it('ends the session that the browser had before', async () => {
    const first = await site.logIn('carol');
    const again = await site.form('/login', { username: 'carol', password: 'carol-pw' }, { cookie: first });
    expect(again.headers.getSetCookie()).toHaveLength(1);
    expect(cookieOf(again)).not.toBe(first);
    expect(await site.whoAmI({ cookie: first })).toBe('unauthorized (please login first)');
    expect(await site.whoAmI({ cookie: cookieOf(again) })).toEqual(['carol', 'user']);
  });

  it('does not adopt an id that somebody planted', async () => {
    const planted = await site.logIn('carol');
    await site.fetch('/logout', { method: 'POST', headers: { cookie: planted } });
    const answer = await site.form('/login', { username: 'carol', password: 'carol-pw' }, { cookie: planted });
    expect(cookieOf(answer)).not.toBe(planted);
    expect(await site.whoAmI({ cookie: planted })).toBe('unauthorized (please login first)');
  });
});

describe('a session', () => {
  it('is not known by another cookie', async () => {
    const cookie = await site.logIn('carol');
    const [id = '', signature = ''] = cookie.slice('session='.length).split('.');
    for (const other of [`${id}.${signature}x`, `${id}x.${signature}`, id, `${id}.`, `.${signature}`, '', '%%%']) {
      expect(await site.whoAmI({ cookie: `session=${other}` }), other).toBe('unauthorized (please login first)');
    }
    expect(await site.whoAmI({ cookie: `a=b; ${cookie}; c=d` })).toEqual(['carol', 'user']);
  });

  it('ends at its age, which the server keeps', async () => {
    const cookie = await site.logIn('carol');
    site.clock.seconds += 604_700;
    expect(await site.whoAmI({ cookie })).toEqual(['carol', 'user']);
    site.clock.seconds += 120;
    expect(await site.whoAmI({ cookie })).toBe('unauthorized (please login first)');
  });

  it('ends at logout, on the server too', async () => {
    const cookie = await site.logIn('carol');
    const answer = await site.fetch('/logout', { method: 'POST', headers: { cookie } });
    expect(answer.headers.getSetCookie()).toEqual([
      'session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; SameSite=Lax',
    ]);
    const page = await answer.text();
    expect([answer.status, page.includes('<title>Bye - ClusterCockpit</title>')]).toEqual([200, true]);
    expect(page).toContain('Logout successful');
    expect(await site.whoAmI({ cookie })).toBe('unauthorized (please login first)');
  });

  it('needs not be there to log out', async () => {
    const none = await site.fetch('/logout', { method: 'POST' });
    expect([none.status, none.headers.getSetCookie()]).toEqual([200, []]);
    const garbage = await site.fetch('/logout', { method: 'POST', headers: { cookie: 'session=garbage' } });
    expect([garbage.status, garbage.headers.getSetCookie().length]).toEqual([200, 1]);
  });

  it('ends when its user is deleted', async () => {
    const cookie = await site.logIn('carol');
    await site.kernel.get(DeleteUser).run(systemPrincipal(), 'carol');
    expect(await site.whoAmI({ cookie })).toBe('unauthorized (please login first)');
  });

  it('ends when its user is gone from the table by other means, within seconds', async () => {
    const cookie = await site.logIn('carol');
    await site.users.delete('carol');
    site.clock.seconds += 4;
    expect(await site.whoAmI({ cookie })).toBe('unauthorized (please login first)');
    await site.add('carol', 'admin');
    site.clock.seconds += 4;
    expect(await site.whoAmI({ cookie })).toBe('unauthorized (please login first)');
  });

  it('has the roles that its user has now', async () => {
    const cookie = await site.logIn('carol');
    const config = async (): Promise<number> => (await site.fetch('/config/whoami', { headers: { cookie } })).status;
    expect(await config()).toBe(401);
    await site.users.addRole('carol', 'admin');
    site.clock.seconds += 4;
    expect(await config()).toBe(200);
    await site.users.removeRole('carol', 'admin');
    site.clock.seconds += 4;
    expect(await config()).toBe(401);
  });

  it('does not open the token API', async () => {
    await site.add('robot', 'api');
    const cookie = await site.logIn('robot');
    expect((await site.fetch('/api/whoami', { headers: { cookie } })).status).toBe(401);
  });
});

describe('a page that needs a login', () => {
  it('shows the form and remembers the address', async () => {
    const answer = await site.fetch('/whoami?a=1&b=<x>', { headers: { accept: 'text/html' } });
    const page = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
    expect(page).toContain('<title>Authentication failed - ClusterCockpit</title>');
    expect(page).toContain('unauthorized (please login first)');
    expect(page).toContain('name="redirect" value="/whoami?a=1&#38;b=%3Cx%3E"');
  });

  it('has a form with labels, and asks password managers', async () => {
    const answer = await site.fetch('/login?redirect=/x');
    const page = await answer.text();
    expect(answer.status).toBe(200);
    for (const part of [
      '<title>Login</title>',
      '<html lang="en">',
      '<label for="username">',
      '<label for="password">',
      'autocomplete="current-password"',
      'name="redirect" value="/x"',
      '<form method="post" action="/login">',
    ]) {
      expect(page).toContain(part);
    }
  });
});
