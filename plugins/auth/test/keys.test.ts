import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeKeys, openAuthSite } from './auth-site.js';

const { env } = makeKeys();
const reasonOf = async (changes: Record<string, string | undefined>): Promise<string> => {
  const changed = Object.fromEntries(Object.entries({ ...env, ...changes }).filter(([, value]) => value !== undefined));
  try {
    await (await openAuthSite({ env: changed as Record<string, string> })).close();
    return 'started';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('keys in the environment', () => {
  it.each([
    [{ SESSION_KEY: undefined }, 'SESSION_KEY is not set'],
    [{ SESSION_KEY: 'not base64!' }, 'SESSION_KEY is not base64'],
    [
      { JWT_PUBLIC_KEY: randomBytes(31).toString('base64') },
      'JWT_PUBLIC_KEY must hold 32 bytes in base64, it holds 31',
    ],
    [
      { JWT_PRIVATE_KEY: randomBytes(32).toString('base64') },
      'JWT_PRIVATE_KEY must hold 64 bytes in base64, it holds 32',
    ],
    [{ JWT_PRIVATE_KEY: randomBytes(64).toString('base64') }, 'JWT_PUBLIC_KEY does not belong to JWT_PRIVATE_KEY'],
    [{ CROSS_LOGIN_JWT_HS512_KEY: 'x' }, 'CROSS_LOGIN_JWT_HS512_KEY is not base64'],
  ])('%o stops the start: %s', async (changes, why) => {
    const reason = await reasonOf(changes);
    expect(reason).toContain(why);
    for (const value of Object.values({ ...env, ...changes })) {
      if (value && value.length > 5) expect(reason).not.toContain(value);
    }
  });

  it('may be absent where nothing needs them', async () => {
    expect(await reasonOf({ JWT_PUBLIC_KEY: undefined, JWT_PRIVATE_KEY: '', CROSS_LOGIN_JWT_HS512_KEY: '' })).toBe(
      'started',
    );
  });
});

describe('with authentication disabled', () => {
  it('everybody is an administrator, nobody needs keys, and there is no login', async () => {
    const site = await openAuthSite({ env: {}, main: { 'disable-authentication': true } });
    expect(await site.whoAmI({})).toEqual(['admin', 'admin', 'api']);
    for (const path of ['/api/whoami', '/config/whoami', '/frontend/whoami']) {
      expect((await site.fetch(path)).status, path).toBe(200);
    }
    for (const path of ['/login', '/logout', '/jwt-login']) {
      expect((await site.fetch(path, { method: 'POST' })).status, path).toBe(404);
    }
    expect(site.kernel.logLines.join('\n')).toContain('authentication is disabled');
    await site.close();
  });
});

describe('without section auth', () => {
  it('nobody can log in, and the log says so', async () => {
    const site = await openAuthSite({ config: {} });
    await site.add('carol', 'user');
    expect((await site.form('/login', { username: 'carol', password: 'carol-pw' })).status).toBe(401);
    expect(site.kernel.logLines.join('\n')).toContain('nobody can log in');
    await site.close();
  });
});
