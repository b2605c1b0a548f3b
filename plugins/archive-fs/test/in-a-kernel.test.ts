import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveTarget } from '@cc-kernel/core/plugin';
import { startTestKernel } from '@cc-kernel/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import archiveFs from '../src/index.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'archive-fs-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const start = (config: object) => startTestKernel({ root, plugins: [{ definition: archiveFs, config }] });

it('starts on a folder relative to the site, and ends with the kernel', async () => {
  const kernel = await start({ directory: '.' });
  const target = kernel.get(ArchiveTarget);
  await target.put('version.txt', Buffer.from('3\n'));
  expect(await readFile(join(root, 'version.txt'), 'utf8')).toBe('3\n');
  await kernel.stop();
  await expect(target.get('version.txt')).rejects.toMatchObject({ code: 'CC_NOT_OPEN' });
});

it('keeps the server from starting without its folder, and names it', async () => {
  await expect(start({ directory: 'var/job-archive' })).rejects.toThrow(join(root, 'var/job-archive'));
});
