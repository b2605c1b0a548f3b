import { describe, expect, it } from 'vitest';
import { LogDesk } from '../src/log/log-desk.js';
import type { LogDisk } from '../src/log/log-disk.js';
import type { Durability } from '../src/config.js';

function deskAt(durability: Durability) {
  let now = 5000;
  let syncs = 0;
  let failing = false;
  const disk: LogDisk = {
    create: () => 3,
    write: () => {},
    sync: () => {
      if (failing) throw new Error('EIO');
      syncs++;
    },
    close: () => {},
    remove: () => {},
    syncFolder: () => {},
  };
  const options = { folder: '/log', durability, firstSegment: 1, segmentSize: 1e9 };
  const desk = new LogDesk(options, disk, () => now);
  const one = { count: 1, series: Int32Array.of(0), times: Float64Array.of(60), values: Float32Array.of(1) };
  const declared = [{ number: 0, cluster: 'alpha', host: 'n1', levels: [], metric: 'load' }];
  return {
    desk,
    commit: () => desk.answer({ kind: 'commit', declared, columns: one }),
    wait: (milliseconds: number) => (now += milliseconds),
    fail: () => (failing = true),
    syncs: () => syncs,
  };
}

describe('at level os, what was written last is synced though nobody writes any more', () => {
  it('a second after the last sync, once', () => {
    const { desk, commit, wait, syncs } = deskAt('os');
    expect(desk.syncIsDueIn).toBeUndefined();
    commit();
    const before = syncs();
    wait(400);
    expect(desk.syncIsDueIn).toBe(600);
    expect(desk.syncWhenDue()).toBeUndefined();
    expect(syncs()).toBe(before);
    wait(600);
    expect(desk.syncIsDueIn).toBe(0);
    desk.syncWhenDue();
    expect(syncs()).toBe(before + 1);
    wait(5000);
    expect(desk.syncIsDueIn).toBeUndefined();
    desk.syncWhenDue();
    expect(syncs()).toBe(before + 1);
  });

  it('and says how long samples waited for that, at most', () => {
    const { desk, commit, wait } = deskAt('os');
    commit();
    wait(400);
    commit();
    wait(650);
    desk.syncWhenDue();
    expect(commit()).toMatchObject({ longestUnsynced: 1050 });
    wait(1000);
    desk.syncWhenDue();
    expect(commit()).toMatchObject({ longestUnsynced: 1050 });
  });

  it('and says so where that fails, without trying again', () => {
    const { desk, commit, wait, fail } = deskAt('os');
    commit();
    fail();
    wait(1000);
    expect(desk.syncWhenDue()).toEqual({ failure: expect.stringContaining('EIO') as string });
    expect(desk.syncIsDueIn).toBeUndefined();
  });

  it('at level disk nothing is left to be synced', () => {
    const { desk, commit } = deskAt('disk');
    commit();
    expect(desk.syncIsDueIn).toBeUndefined();
  });
});
