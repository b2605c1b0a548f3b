import { beforeEach, describe, expect, it } from 'vitest';
import { SyncUser } from '../../src/access/sync-user.js';
import { AuthSource, type User } from '../../src/domain/user.js';
import { MemoryUserStore } from '../../src/testing/memory-user-store.js';
import { listeningLogger } from '../http/http-harness.js';

const dave: User = {
  username: 'dave',
  name: 'Dave',
  email: '',
  roles: ['user'],
  projects: [],
  authSource: AuthSource.token,
};
let users: MemoryUserStore;
let log: ReturnType<typeof listeningLogger>;
let sync: SyncUser;
beforeEach(() => {
  users = new MemoryUserStore();
  log = listeningLogger();
  sync = new SyncUser(users, log);
});

describe('a user from elsewhere', () => {
  it('is added only when told, and updated only when told', async () => {
    await sync.run(dave, { add: false, update: true });
    expect(await users.list()).toEqual([]);
    await sync.run(dave, { add: true, update: false });
    expect(await users.list()).toEqual([dave]);
    await sync.run({ ...dave, roles: ['support'] }, { add: true, update: false });
    expect(await users.list()).toEqual([dave]);
  });

  it.each([
    ['gets the new name', {}, { name: 'David' }, { name: 'David' }],
    ['becomes manager', {}, { roles: ['manager'], projects: ['p1'] }, { roles: ['manager'], projects: ['p1'] }],
    [
      'changes projects',
      { roles: ['manager'], projects: ['p1'] },
      { roles: ['manager'], projects: ['p2'] },
      { projects: ['p2'] },
    ],
    [
      'is manager no longer',
      { roles: ['manager'], projects: ['p1'] },
      { roles: ['user'] },
      { roles: ['user'], projects: [] },
    ],
    ['becomes administrator', { roles: ['manager'], projects: ['p1'] }, { roles: ['admin'] }, { roles: ['admin'] }],
    ['stays', { roles: ['user', 'api'] }, { roles: ['api', 'user'] }, { roles: ['user', 'api'] }],
  ])('%s', async (_, before, now, after) => {
    await users.add({ ...dave, ...before }, undefined);
    await sync.run({ ...dave, ...now }, { add: false, update: true });
    expect(await users.find('dave')).toEqual({ ...dave, ...before, ...after });
  });

  it('does not change one of the same name from another source', async () => {
    const local = { ...dave, roles: ['admin'], authSource: AuthSource.local };
    await users.add(local, 'hash');
    await sync.run(dave, { add: true, update: true });
    expect(await users.find('dave')).toEqual(local);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
  });

  it('logs in although the table cannot be written', async () => {
    users.add = () => Promise.reject(new Error('disk full'));
    await sync.run(dave, { add: true, update: true });
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
  });
});
