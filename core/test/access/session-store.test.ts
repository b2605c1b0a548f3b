import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/contracts/clock.js';
import type { SessionStore } from '../../src/contracts/session-store.js';
import { SqlSessionStore } from '../../src/access/sql-session-store.js';
import { MemorySessionStore } from '../../src/testing/memory-session-store.js';
import { accessDatabase } from './access-database.js';

/** Stands still until told. */
class HandClock implements Clock {
  seconds = 1_700_000_000;
  now = (): number => this.seconds;
  nowMs = (): number => this.seconds * 1000;
}

function describeSessionStore(
  name: string,
  open: (clock: Clock) => Promise<{ store: SessionStore; close: () => Promise<void> }>,
): void {
  describe(`${name} is a SessionStore`, () => {
    let store: SessionStore;
    let close: () => Promise<void>;
    let clock: HandClock;
    beforeEach(async () => {
      clock = new HandClock();
      ({ store, close } = await open(clock));
    });
    afterEach(() => close());

    it('gives back what was set, replaced as a whole', async () => {
      await store.set('one', { username: 'carol', deep: { list: [1, 'ä'] } }, 60_000);
      expect(await store.get('one')).toEqual({ username: 'carol', deep: { list: [1, 'ä'] } });
      await store.set('one', { username: 'bob' }, 60_000);
      expect(await store.get('one')).toEqual({ username: 'bob' });
      expect(await store.get('two')).toBeUndefined();
    });

    it('forgets a session at its end', async () => {
      await store.set('one', { username: 'carol' }, 60_000);
      clock.seconds += 59;
      expect(await store.get('one')).toBeDefined();
      clock.seconds += 1;
      expect(await store.get('one')).toBeUndefined();
    });

    it('ends one, or all of a user', async () => {
      for (const id of ['a', 'b']) await store.set(id, { username: 'carol' }, 60_000);
      await store.set('c', { username: 'bob' }, 60_000);
      await store.destroy('a');
      await store.destroy('never there');
      expect(await store.get('a')).toBeUndefined();
      expect(await store.get('b')).toBeDefined();
      await store.set('d', { username: 'carol' }, 60_000);
      expect(await store.destroyAllOf('carol')).toBe(2);
      expect(await store.get('b')).toBeUndefined();
      expect(await store.get('c')).toEqual({ username: 'bob' });
    });
  });
}

describeSessionStore('SqlSessionStore', async (clock) => {
  const { driver } = await accessDatabase();
  return { store: new SqlSessionStore(driver, clock), close: () => driver.close() };
});
describeSessionStore('MemorySessionStore', async (clock) => ({
  store: new MemorySessionStore(clock),
  close: () => Promise.resolve(),
}));

describe('the table of sessions', () => {
  it('holds no id that a browser could send, and loses what has expired', async () => {
    const { driver, knex } = await accessDatabase();
    const clock = new HandClock();
    const store = new SqlSessionStore(driver, clock);
    await store.set('secret-id', { username: 'carol' }, 1000);
    await store.set('longer', { username: 'carol' }, 10_000);
    expect(JSON.stringify(await knex('cck_session'))).not.toContain('secret-id');
    clock.seconds += 5;
    expect(await store.purge()).toBe(1);
    expect(await store.get('longer')).toBeDefined();
    await driver.close();
  });
});
