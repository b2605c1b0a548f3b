import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArchiveTarget, StoredObject } from '../contracts/archive-target.js';

export interface ArchiveTargetHarness {
  /** Opens a target on the same place every time: that is what a restart looks like. */
  open(): Promise<ArchiveTarget>;
  /** From now on writes fail half way, as on a full disk, until the returned function is called. Left out: skipped. */
  failWrites?(): Promise<() => void>;
  /** Leaves what a crash in the middle of `put(name, …)` leaves. Left out: skipped. */
  leaveUnfinishedWrite?(name: string): Promise<void>;
  dispose(): Promise<void>;
}

/** Holds a driver to the promises of `ArchiveTarget`. */
export function describeArchiveTarget(name: string, makeHarness: () => Promise<ArchiveTargetHarness>): void {
  describe(`${name} is an ArchiveTarget`, () => {
    let harness: ArchiveTargetHarness;
    let target: ArchiveTarget;
    beforeEach(async () => {
      harness = await makeHarness();
      target = await harness.open();
    });
    afterEach(async () => {
      await target.close();
      await harness.dispose();
    });

    it.each([
      ['text', Buffer.from('{"a":1}\n')],
      ['nothing', Buffer.alloc(0)],
      ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
      ['five mebibytes', Buffer.alloc(5 * 2 ** 20, 'abcdefg')],
    ])('gives back %s as it was put', async (_, bytes) => {
      await target.put('alpha/0/007/1700000000/data.json', bytes);
      expect(bytesOf(await target.get('alpha/0/007/1700000000/data.json')).equals(bytes)).toBe(true);
    });

    it('has nothing under a name that was never put, nor under that of a folder', async () => {
      await target.put('alpha/cluster.json', Buffer.from('x'));
      expect(await target.get('alpha')).toBeUndefined();
      expect(await target.get('alpha/other.json')).toBeUndefined();
      expect(await target.get('beta/cluster.json')).toBeUndefined();
      expect(await target.get('alpha/cluster.json/deeper')).toBeUndefined();
    });

    it('replaces an object, by a longer and by a shorter one', async () => {
      for (const text of ['first', 'the second is longer', '3']) {
        await target.put('version.txt', Buffer.from(text));
        expect(await textAt(target, 'version.txt')).toBe(text);
      }
    });

    it('keeps what was put when the caller changes his bytes afterwards', async () => {
      const bytes = Buffer.from('kept');
      await target.put('a', bytes);
      bytes.fill(0);
      const got = await target.get('a');
      expect(bytesOf(got).toString()).toBe('kept');
      got!.fill(0);
      expect(await textAt(target, 'a')).toBe('kept');
    });

    it('takes names beyond ASCII and with blanks', async () => {
      await target.put('größe/a b/ß.json', Buffer.from('x'));
      expect(await collect(target.list('größe'))).toEqual([{ name: 'größe/a b/ß.json', sizeBytes: 1 }]);
    });

    it('lists all below a folder by bytes, with sizes, and nothing beside it', async () => {
      const names = ['a/b/2', 'a/b.txt', 'a/b/10', 'a/b-c/x', 'ab/c', 'a/B', 'version.txt', 'a/ä'];
      for (const [size, each] of names.entries()) await target.put(each, Buffer.alloc(size));
      const sorted = ['a/B', 'a/b-c/x', 'a/b.txt', 'a/b/10', 'a/b/2', 'a/ä', 'ab/c', 'version.txt'];
      const all = sorted.map((each) => ({ name: each, sizeBytes: names.indexOf(each) }));
      expect(await collect(target.list(''))).toEqual(all);
      expect(await collect(target.list('a'))).toEqual(all.slice(0, 6));
      expect(await collect(target.list('a/b'))).toEqual(all.slice(3, 5));
      expect(await collect(target.list('nowhere'))).toEqual([]);
    });

    it('names the folders directly below a folder', async () => {
      for (const each of ['b/x/1', 'a/y/2', 'a/c', '.hidden/z', 'top']) await target.put(each, Buffer.from('.'));
      expect(await target.folders('')).toEqual(['.hidden', 'a', 'b']);
      expect(await target.folders('a')).toEqual(['y']);
      expect(await target.folders('a/y')).toEqual([]);
      expect(await target.folders('nowhere')).toEqual([]);
    });

    it('deletes an object and the folders that it leaves empty', async () => {
      await target.put('a/b/c/1', Buffer.from('1'));
      await target.put('a/2', Buffer.from('2'));
      await target.delete('a/b/c/1');
      expect(await target.get('a/b/c/1')).toBeUndefined();
      expect(await target.folders('a')).toEqual([]);
      await target.delete('a/2');
      expect(await target.folders('')).toEqual([]);
      await target.put('a/2', Buffer.from('again'));
      expect(await textAt(target, 'a/2')).toBe('again');
    });

    it('finds no fault in deleting what is not there', async () => {
      await target.put('a/1', Buffer.from('1'));
      await target.delete('a/2');
      await target.delete('b/c/3');
      await target.delete('a/1/x');
      expect(await textAt(target, 'a/1')).toBe('1');
    });

    it('has everything after a restart', async () => {
      await target.put('alpha/cluster.json', Buffer.from('x'));
      await target.close();
      target = await harness.open();
      expect(await collect(target.list(''))).toEqual([{ name: 'alpha/cluster.json', sizeBytes: 1 }]);
    });

    it.each(['', '/', '/etc/passwd', 'a//b', 'a/', '.', '..', '../x', 'a/../b', 'a/..', './a', 'a\0b'])(
      'refuses the name %j everywhere',
      async (bad) => {
        const refusal = expect.objectContaining({ code: 'CC_INVALID_INPUT' });
        await expect(target.put(bad, Buffer.from('x'))).rejects.toEqual(refusal);
        await expect(target.get(bad)).rejects.toEqual(refusal);
        await expect(target.delete(bad)).rejects.toEqual(refusal);
        if (bad === '') return;
        await expect(target.folders(bad)).rejects.toEqual(refusal);
        await expect(collect(target.list(bad))).rejects.toEqual(refusal);
      },
    );

    it('refuses work after close, and closes twice quietly', async () => {
      await target.close();
      await target.close();
      const refusal = expect.objectContaining({ code: 'CC_NOT_OPEN' });
      await expect(target.get('a')).rejects.toEqual(refusal);
      await expect(target.put('a', Buffer.from('x'))).rejects.toEqual(refusal);
      await expect(target.delete('a')).rejects.toEqual(refusal);
      await expect(target.folders('')).rejects.toEqual(refusal);
      await expect(collect(target.list(''))).rejects.toEqual(refusal);
    });

    it('leaves one of two concurrent writes, whole', async () => {
      const texts = Array.from({ length: 12 }, (_, i) => String(i).repeat(100_000));
      await Promise.all(texts.map((text) => target.put('same', Buffer.from(text))));
      expect(texts).toContain(await textAt(target, 'same'));
      expect(await collect(target.list(''))).toHaveLength(1);
    });

    it('keeps what is put beside concurrent deletes', async () => {
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          await target.put(`a/b/go-${i}`, Buffer.from('x'));
          await Promise.all([target.delete(`a/b/go-${i}`), target.put(`a/b/stay-${i}`, Buffer.from('x'))]);
        }),
      );
      expect(
        (await collect(target.list(''))).map(({ name: each }) => each).every((each) => each.startsWith('a/b/stay-')),
      ).toBe(true);
      expect(await collect(target.list('a/b'))).toHaveLength(20);
    });

    it('keeps the earlier object and shows no part of the new one when a write fails', async (context) => {
      if (!harness.failWrites) return context.skip('the harness cannot make writes fail');
      await target.put('a/1', Buffer.from('good'));
      const recover = await harness.failWrites();
      await expect(target.put('a/1', Buffer.from('bad'))).rejects.toThrow();
      await expect(target.put('b/2', Buffer.from('bad'))).rejects.toThrow();
      expect(await textAt(target, 'a/1')).toBe('good');
      expect(await target.get('b/2')).toBeUndefined();
      expect(await collect(target.list(''))).toEqual([{ name: 'a/1', sizeBytes: 4 }]);
      recover();
      await target.put('b/2', Buffer.from('now'));
      expect(await textAt(target, 'b/2')).toBe('now');
    });

    it('does not show what a crash left half written, and writes over it', async (context) => {
      if (!harness.leaveUnfinishedWrite) return context.skip('the harness cannot leave an unfinished write');
      await target.put('a/1', Buffer.from('good'));
      await harness.leaveUnfinishedWrite('a/1');
      await harness.leaveUnfinishedWrite('a/2');
      await target.close();
      target = await harness.open();
      expect(await collect(target.list(''))).toEqual([{ name: 'a/1', sizeBytes: 4 }]);
      expect(await textAt(target, 'a/1')).toBe('good');
      expect(await target.get('a/2')).toBeUndefined();
      await target.put('a/2', Buffer.from('new'));
      expect(await textAt(target, 'a/2')).toBe('new');
      await target.delete('a/1');
      await target.delete('a/2');
      expect(await target.folders('')).toEqual([]);
    });
  });
}

async function collect(objects: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const all: StoredObject[] = [];
  for await (const object of objects) all.push(object);
  return all;
}

async function textAt(target: ArchiveTarget, name: string): Promise<string> {
  return bytesOf(await target.get(name)).toString();
}

function bytesOf(bytes: Uint8Array | undefined): Buffer {
  if (!bytes) throw new Error('there is no such object');
  return Buffer.from(bytes);
}
