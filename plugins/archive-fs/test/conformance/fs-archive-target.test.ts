import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeArchiveTarget, testSettings } from '@cc-kernel/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FsArchiveTarget } from '../../src/fs-archive-target.js';
import type { WriteFile } from '../../src/write-file.js';
import { writeSynced } from '../../src/write-file.js';

/** A disk on which half of a file is written before it is full. */
class Disk {
  isFull = false;

  readonly write: WriteFile = async (path, bytes) => {
    if (!this.isFull) return writeSynced(path, bytes);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  };
}

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'archive-fs-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function targetOn(directory: string, write: WriteFile = writeSynced): FsArchiveTarget {
  return new FsArchiveTarget({ directory }, testSettings({ root }), write);
}

async function openedTarget(write?: WriteFile): Promise<FsArchiveTarget> {
  const target = targetOn('.', write);
  await target.open();
  return target;
}

describeArchiveTarget('archive-fs', async () => {
  const place = await mkdtemp(join(tmpdir(), 'archive-fs-'));
  const disk = new Disk();
  return {
    open: async () => {
      const target = new FsArchiveTarget({ directory: place }, testSettings(), disk.write);
      await target.open();
      return target;
    },
    failWrites: async () => {
      disk.isFull = true;
      return () => {
        disk.isFull = false;
      };
    },
    leaveUnfinishedWrite: async (name) => {
      const folder = join(place, dirname(name));
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, `.cck-${name.split('/').at(-1)}.tmp`), 'half of wh');
    },
    dispose: () => rm(place, { recursive: true, force: true }),
  };
});

it('names a folder that does not exist, and one that is a file', async () => {
  const missing = targetOn('var/job-archive').open();
  await expect(missing).rejects.toMatchObject({ code: 'CC_ARCHIVE_FOLDER', kind: 'setup' });
  await expect(missing).rejects.toThrow(join(root, 'var/job-archive'));
  await writeFile(join(root, 'file'), '');
  await expect(targetOn('file').open()).rejects.toThrow(/is not a folder/);
});

it('says that the disk is full, and leaves no folders or files behind', async () => {
  const disk = new Disk();
  const target = await openedTarget(disk.write);
  disk.isFull = true;
  const full = target.put('alpha/0/007/17/data.json', Buffer.from('12345678'));
  await expect(full).rejects.toMatchObject({ code: 'CC_UNAVAILABLE', kind: 'unavailable' });
  await expect(full).rejects.toThrow(/data\.json: the disk is full/);
  expect(await readdir(root)).toEqual([]);
  await target.close();
});

it('removes what a crash left in a folder when it writes there again', async () => {
  const target = await openedTarget();
  await target.put('alpha/meta.json', Buffer.from('{}'));
  await writeFile(join(root, 'alpha/.cck-data.json.gz.tmp'), 'half');
  await target.put('alpha/data.json', Buffer.from('{}'));
  expect(await readdir(join(root, 'alpha'))).toEqual(['data.json', 'meta.json']);
  await target.close();
});

it('refuses the names of unfinished writes', async () => {
  const target = await openedTarget();
  await expect(target.put('a/.cck-x.tmp', Buffer.from(''))).rejects.toMatchObject({ code: 'CC_INVALID_INPUT' });
  await target.close();
});

it('follows links to folders and files, and passes over dangling ones', async () => {
  const target = await openedTarget();
  await target.put('real/x', Buffer.from('1'));
  await symlink('real', join(root, 'linked'));
  await symlink('nowhere', join(root, 'dangling'));
  await symlink('real/x', join(root, 'file'));
  const names: string[] = [];
  for await (const { name } of target.list('')) names.push(name);
  expect(names).toEqual(['file', 'linked/x', 'real/x']);
  expect(await target.folders('')).toEqual(['linked', 'real']);
  await target.close();
});

it('writes files that anybody may read who could before', async () => {
  const target = await openedTarget();
  await target.put('version.txt', Buffer.from('3\n'));
  expect(await readFile(join(root, 'version.txt'), 'utf8')).toBe('3\n');
  await target.close();
});
