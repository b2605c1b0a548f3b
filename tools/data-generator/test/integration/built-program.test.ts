import { spawnSync } from 'node:child_process';
import { openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeArchive } from '@cc-kernel/data-generator';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../sample-site.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const { folder, remove } = temporaryFolder();
afterAll(remove);

describe('the built program', () => {
  it('writes with two threads the same bytes as with none', async () => {
    const to = 1_772_541_000;
    const [threads, none] = [join(folder, 'threads'), join(folder, 'none')];
    const { status, stderr } = spawnSync(process.execPath, [
      main,
      ...`archive --seed 7 --jobs 150 --workers 2 --to ${to} --directory ${threads}`.split(' '),
    ]);
    expect([status, stderr.toString()]).toEqual([0, expect.stringContaining('150 jobs, ')]);
    await writeArchive({ site: { seed: 7 }, jobs: 150, workers: 0, to, directory: none });
    expect(allFiles(threads)).toEqual(allFiles(none));
    for (const file of allFiles(none)) {
      expect(readFileSync(join(threads, file)).equals(readFileSync(join(none, file))), file).toBe(true);
    }
  });

  it('delivers ten million samples a second', () => {
    const { stderr } = spawnSync(process.execPath, [main, 'lines', '--samples', '50_000_000'], {
      stdio: ['ignore', openSync('/dev/null', 'w'), 'pipe'],
    });
    const rate = /: ([\d.]+) million samples\/s/.exec(stderr.toString())?.[1];
    expect(Number(rate)).toBeGreaterThan(10);
  });

  it('ends when its reader does', () => {
    const { stdout, status } = spawnSync('sh', ['-c', `"${process.execPath}" "${main}" lines | head -n 3`]);
    expect(status).toBe(0);
    expect(stdout.toString().trimEnd().split('\n')).toHaveLength(3);
  });

  it('fails with a sentence', () => {
    const { status, stderr } = spawnSync(process.execPath, [main, 'archive', '--jobs', '3']);
    expect([status, stderr.toString()]).toEqual([1, 'data-generator: say where to: --directory or --site\n']);
  });
});

function allFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(directory, file)).isFile())
    .toSorted();
}
