import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Knex } from 'knex';
import type { UserStore } from '../../src/contracts/user-store.js';
import { AuthSource, type User } from '../../src/domain/user.js';
import { SqlUserStore } from '../../src/access/sql-user-store.js';
import { MemoryUserStore } from '../../src/testing/memory-user-store.js';
import { accessDatabase } from './access-database.js';

const carol: User = {
  username: 'carol',
  name: 'Carol Jones',
  email: 'carol@site.example',
  roles: ['user'],
  projects: [],
  authSource: AuthSource.local,
};
const codes = { conflict: 'CC_CONFLICT', invalid: 'CC_INVALID_INPUT', absent: 'CC_NOT_FOUND' };

function describeUserStore(name: string, open: () => Promise<{ store: UserStore; close: () => Promise<void> }>): void {
  describe(`${name} is a UserStore`, () => {
    let store: UserStore;
    let close: () => Promise<void>;
    beforeEach(async () => ({ store, close } = await open()));
    afterEach(() => close());
    const code = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => 'resolved',
        (error: { code?: string }) => error.code,
      );

    it('gives back what was added, and keeps the hash apart', async () => {
      await store.add(carol, '$2a$hash');
      expect(await store.find('carol')).toEqual(carol);
      expect(await store.passwordHashOf('carol')).toBe('$2a$hash');
      expect(await store.list()).toEqual([carol]);
    });

    it('knows nobody else, and names with other case are others', async () => {
      await store.add(carol, undefined);
      expect(await store.find('Carol')).toBeUndefined();
      expect(await store.passwordHashOf('carol')).toBeUndefined();
      expect(await store.passwordHashOf('nobody')).toBeUndefined();
    });

    it('refuses a second of the same name and one without a name', async () => {
      await store.add(carol, 'first');
      expect(await code(store.add({ ...carol, name: 'other' }, 'second'))).toBe(codes.conflict);
      expect(await code(store.add({ ...carol, username: '' }, undefined))).toBe(codes.invalid);
      expect(await store.passwordHashOf('carol')).toBe('first');
    });

    it('replaces what is given and leaves the rest', async () => {
      await store.add({ ...carol, roles: ['manager'] }, 'hash');
      await store.update('carol', { name: 'C. Jones', projects: ['p1'] });
      await store.update('carol', {});
      expect(await store.find('carol')).toEqual({ ...carol, roles: ['manager'], name: 'C. Jones', projects: ['p1'] });
      expect(await store.passwordHashOf('carol')).toBe('hash');
      expect(await code(store.update('nobody', { name: 'x' }))).toBe(codes.absent);
    });

    it('deletes whom it is told and says whether there was one', async () => {
      await store.add(carol, undefined);
      expect(await store.delete('carol')).toBe(true);
      expect(await store.delete('carol')).toBe(false);
      expect(await store.find('carol')).toBeUndefined();
    });

    it('adds and removes roles, in any case of letters, each once', async () => {
      await store.add(carol, 'hash');
      await store.addRole('carol', 'Support');
      expect((await store.find('carol'))?.roles).toEqual(['user', 'support']);
      expect(await code(store.addRole('carol', 'support'))).toBe(codes.conflict);
      expect(await code(store.addRole('carol', 'emperor'))).toBe(codes.invalid);
      expect(await code(store.addRole('carol', 'anonymous'))).toBe(codes.invalid);
      expect(await code(store.addRole('nobody', 'user'))).toBe(codes.absent);
      await store.removeRole('carol', 'support');
      await store.removeRole('carol', 'user');
      expect((await store.find('carol'))?.roles).toEqual([]);
      expect(await code(store.removeRole('carol', 'user'))).toBe(codes.conflict);
      expect(await store.passwordHashOf('carol')).toBe('hash');
    });

    it('gives projects to managers only, and keeps the role while there are some', async () => {
      await store.add(carol, undefined);
      expect(await code(store.addProject('carol', 'phys01'))).toBe(codes.conflict);
      await store.addRole('carol', 'manager');
      await store.addProject('carol', 'phys01');
      await store.addProject('carol', 'chem, 02');
      expect((await store.find('carol'))?.projects).toEqual(['phys01', 'chem, 02']);
      expect(await code(store.addProject('carol', 'phys01'))).toBe(codes.conflict);
      expect(await code(store.addProject('carol', ''))).toBe(codes.invalid);
      expect(await code(store.removeRole('carol', 'manager'))).toBe(codes.conflict);
      await store.removeProject('carol', 'phys01');
      await store.removeProject('carol', 'chem, 02');
      expect(await code(store.removeProject('carol', 'phys01'))).toBe(codes.conflict);
      await store.removeRole('carol', 'manager');
      expect((await store.find('carol'))?.roles).toEqual(['user']);
    });

    it('loses none of two changes at once', async () => {
      await store.add({ ...carol, roles: ['manager'] }, undefined);
      await Promise.all(['a', 'b', 'c', 'd'].map((project) => store.addProject('carol', project)));
      expect((await store.find('carol'))?.projects.toSorted()).toEqual(['a', 'b', 'c', 'd']);
    });
  });
}

describeUserStore('SqlUserStore', async () => {
  const { driver } = await accessDatabase();
  return { store: new SqlUserStore(driver), close: () => driver.close() };
});
describeUserStore('MemoryUserStore', async () => ({ store: new MemoryUserStore(), close: () => Promise.resolve() }));

describe('rows that cc-backend wrote', () => {
  let knex: Knex;
  let store: SqlUserStore;
  beforeEach(async () => {
    const database = await accessDatabase();
    knex = database.knex;
    store = new SqlUserStore(database.driver);
  });
  afterEach(() => knex.destroy());
  const insert = (row: object): Promise<unknown> => knex('hpc_user').insert({ username: 'x', ldap: 0, ...row });

  it('reads lists that are BLOBs, null, empty, or hold an empty text', async () => {
    await insert({ username: 'a', roles: Buffer.from('["admin","user"]'), projects: Buffer.from('["p1"]') });
    await insert({ username: 'b', roles: 'null', projects: '[""]', ldap: 1 });
    await insert({ username: 'c', roles: '', projects: '[]', ldap: 3 });
    const users = await store.list();
    expect(users.map(({ username, roles, projects, authSource }) => [username, roles, projects, authSource])).toEqual([
      ['a', ['admin', 'user'], ['p1'], AuthSource.local],
      ['b', [], [], AuthSource.ldap],
      ['c', [], [], AuthSource.oidc],
    ]);
  });

  it('writes TEXT where it found BLOB', async () => {
    await insert({ username: 'a', roles: Buffer.from('["user"]') });
    await store.addRole('a', 'api');
    expect(await knex('hpc_user').first(knex.raw('typeof(roles) as type'), 'roles')).toEqual({
      type: 'text',
      roles: '["user","api"]',
    });
  });

  it('names the user whose row is damaged', async () => {
    await insert({ username: 'a', roles: '[user' });
    await expect(store.find('a')).rejects.toMatchObject({
      code: 'CC_CORRUPT_DATA',
      message: expect.stringContaining('a'),
    });
  });
});
