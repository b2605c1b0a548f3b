import { appendFile, mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArchiveTarget } from '@cc-kernel/core/plugin';
import { describeArchiveTarget, startTestKernel } from '@cc-kernel/core/testing';
import type { ArchiveTargetHarness } from '@cc-kernel/core/testing';
import { describe, expect, it } from 'vitest';

const plugin = fileURLToPath(new URL('..', import.meta.url));

/** Each target comes out of a kernel that loads the plugin by path, as a site would. */
async function singleFileHarness(): Promise<ArchiveTargetHarness> {
  const folder = await mkdtemp(path.join(tmpdir(), 'single-file-'));
  const file = path.join(folder, 'archive.log');
  return {
    async open() {
      const kernel = await startTestKernel({
        root: folder,
        config: { main: {}, plugins: [{ use: plugin, config: { file, sync: false } }] },
      });
      return kernel.get(ArchiveTarget);
    },
    leaveUnfinishedWrite: (name) => appendFile(file, `{"name":${JSON.stringify(name)},"size":100,"hash":"x"}\nhalf`),
    dispose: () => rm(folder, { recursive: true }),
  };
}

describeArchiveTarget('archive-single-file', singleFileHarness);

describe('archive-single-file', () => {
  it('stands beside the built-in archive under a name of its own', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'single-file-'));
    const config = {
      main: {},
      plugins: [{ use: plugin, as: 'archive.cold', config: { file: path.join(folder, 'cold') }, required: false }],
    };
    const kernel = await startTestKernel({ root: folder, config });
    expect(kernel.plugins()).toMatchObject([
      {
        name: 'archive.cold',
        id: 'archive-single-file',
        version: '1.0.0',
        state: 'running',
        provides: ['archive.ArchiveTarget@archive.cold'],
      },
    ]);
    await kernel.stop();
    await rm(folder, { recursive: true });
  });

  it('is refused with a wrong config before it runs', async () => {
    const config = { main: {}, plugins: [{ use: plugin, config: { fiel: 'x' } }] };
    await expect(startTestKernel({ config })).rejects.toMatchObject({
      mistakes: [
        'plugins[0].config.file: is missing, expected text: The archive file; made when absent',
        'plugins[0].config.fiel: unknown key, did you mean "file"?',
      ],
    });
  });

  it('keeps all before a torn tail, wherever it tore', async () => {
    const harness = await singleFileHarness();
    const first = await harness.open();
    await first.put('a', Buffer.from('kept'));
    await first.put('b', Buffer.from('torn'));
    await first.close();
    const file = first.place;
    for (let cut = 1; cut < 60; cut += 7) {
      await truncate(file, (await stat(file)).size - Math.min(cut, 4));
      const again = await harness.open();
      expect(Buffer.from((await again.get('a')) ?? []).toString()).toBe('kept');
      expect(await again.get('b')).toBeUndefined();
      await again.put('b', Buffer.from('torn'));
      await again.close();
    }
    await harness.dispose();
  });
});
