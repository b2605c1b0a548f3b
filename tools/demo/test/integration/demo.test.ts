import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { freePort } from '../../../setup/site.mjs';

const script = fileURLToPath(new URL('../../demo.mjs', import.meta.url));
const folder = mkdtempSync(`${tmpdir()}/cc-kernel-demo-`);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function demo(...options: string[]) {
  return spawnSync(process.execPath, [script, '--folder', folder, ...options], { encoding: 'utf8' });
}

it('fills a site, greets with lines that work as printed, and ends in good order', async () => {
  const port = await freePort();
  const running = spawn(process.execPath, [script, '--folder', folder, '--port', String(port), '--days', '0.5']);
  let printed = '';
  const ended = new Promise<number | null>((resolve) => running.once('exit', resolve));
  const greeted = new Promise<void>((resolve) => {
    for (const stream of [running.stdout, running.stderr])
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes('/query\n')) resolve();
      });
  });
  await Promise.race([greeted, ended]);

  const lines = printed.split('\n').filter((line) => line.trim().startsWith('curl '));
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    const answer = JSON.parse(stdout) as object;
    expect(answer).not.toHaveProperty('errors');
    expect(Object.keys(answer)).toEqual([expect.stringMatching(/^(jobs|data)$/), ...Object.keys(answer).slice(1)]);
  }
  running.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(printed).toContain('manager-pw');
});

it('says in a sentence that the port is taken', async () => {
  const squatter = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
  const { status, stderr } = demo('--port', String(port));
  squatter.close();
  expect(status).toBe(1);
  expect(stderr).toContain(`another program listens on 127.0.0.1:${port}`);
  expect(stderr).not.toMatch(/\n\s+at /);
});

it('explains its options, and what is wrong with one', () => {
  expect(demo('--help').stdout).toContain('--speed N');
  const wrong = demo('--days', 'many');
  expect([wrong.status, wrong.stderr.trim()]).toEqual([
    1,
    'The demo stopped: --days takes a number above 0 and up to 365, not «many»',
  ]);
  expect(demo('--wat').status).toBe(2);
});
