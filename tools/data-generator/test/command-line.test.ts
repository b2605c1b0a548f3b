import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_KINDS } from '@cc-kernel/data-generator';
import type { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { dataGenerator } from '../src/cli/program.js';
import { FakeServer } from './fake-server.js';
import { temporaryFolder } from './sample-site.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);

async function run(args: string, env: Record<string, string> = {}, isTTY = false): Promise<string> {
  let output = '';
  const program = dataGenerator({
    env,
    report: { write: (text: string) => Boolean((output += text)), isTTY },
    signal: new AbortController().signal,
    now: () => 1_772_541_000,
  });
  const strict = (command: Command): void => {
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => (output += text), writeErr: (text) => (output += text) });
    command.commands.forEach(strict);
  };
  strict(program);
  await program.parseAsync(args.split(' '), { from: 'user' });
  return output;
}

describe('the command line', () => {
  it('explains itself', async () => {
    for (const args of ['--help', 'archive --help', 'live --help', 'lines --help', 'pictures --help']) {
      await expect(run(args)).rejects.toMatchObject({ code: 'commander.helpDisplayed' });
    }
  });

  it('writes an archive and shows how far it is', async () => {
    const directory = join(folder, 'archive');
    const output = await run(`archive --directory ${directory} --jobs 30 --workers 0 --detail node --gpu-nodes 0`);
    expect(output).toMatch(/100 % 30 of 30 jobs/);
    expect(output).toMatch(/30 jobs, \d+ samples, \d\.\d MB in/);
    expect(readdirSync(directory).toSorted()).toEqual(['alder', 'version.txt']);
    const again = await run(
      `archive --directory ${directory} --jobs 30 --workers 0 --detail node --gpu-nodes 0`,
      {},
      true,
    );
    expect(again).toContain('[████████████████████████] 100 % 30 of 30 jobs');
    expect(again).toContain('30 were there already');
  });

  it('writes lines to a file', async () => {
    const output = join(folder, 'lines.txt');
    expect(await run(`lines --samples 20000 --cpu-nodes 2 --gpu-nodes 1 --output ${output}`)).toMatch(
      /2\d{4} samples, 1\.\d MB/,
    );
    const text = readFileSync(output, 'utf8');
    expect(text.split('\n').length - 1).toBeGreaterThanOrEqual(20_000);
    expect(text).toContain('cluster=onyx');
    const exact = join(folder, 'exact.txt');
    await run(`lines --samples 20000 --cpu-nodes 2 --gpu-nodes 1 --moments 0 --output ${exact}`);
    expect(readFileSync(exact, 'utf8') === text).toBe(true);
  });

  it('draws one job of each kind', async () => {
    const directory = join(folder, 'pictures');
    await run(`pictures --directory ${directory}`);
    expect(readdirSync(directory).toSorted()).toEqual(JOB_KINDS.map((kind) => `${kind}.svg`).toSorted());
    for (const file of readdirSync(directory)) {
      const svg = readFileSync(join(directory, file), 'utf8');
      expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
      expect(svg).not.toContain('NaN');
      expect(svg.length).toBeLessThan(80_000);
    }
  });

  it('plays to a server', async () => {
    const server = await FakeServer.start();
    try {
      const output = await run(`live --url ${server.url} --replay --from -2h --to -1h --speed max`, {
        DATA_GENERATOR_TOKEN: 'abc',
      });
      expect(output).toMatch(/\d+ jobs started, \d+ stopped, \d+ samples/);
      expect(server.calls[0]?.token).toBe('Bearer abc');
    } finally {
      await server.stop();
    }
  });

  it('says what is missing or wrong', async () => {
    await expect(run('archive --jobs 3')).rejects.toThrow('--directory or --site');
    await expect(run(`archive --directory ${folder}/x`)).rejects.toThrow('--jobs or --history');
    await expect(run(`archive --directory ${folder}/x --jobs 1 --cpu-nodes 0 --gpu-nodes 0`)).rejects.toThrow(
      'without nodes',
    );
    await expect(run(`archive --site ${folder}/y --jobs 1 --server ${folder}/none.js`)).rejects.toThrow(
      'no server program',
    );
    await expect(run('archive --jobs many')).rejects.toThrow('whole number');
    await expect(run('archive --history 3w')).rejects.toThrow('expected a number with s, m, h or d');
    await expect(run('lines --from yesterday')).rejects.toThrow('expected now, unix seconds');
    await expect(run('live')).rejects.toThrow('no API token');
    await expect(run('live --replay', { DATA_GENERATOR_TOKEN: 'x' })).rejects.toThrow('needs --from and --to');
    await expect(run('live --from -1h', { DATA_GENERATOR_TOKEN: 'x' })).rejects.toThrow('belongs to --replay');
    await expect(run('live --speed max', { DATA_GENERATOR_TOKEN: 'x' })).rejects.toThrow('belongs to --replay');
    await expect(run('live --speed -2')).rejects.toThrow('positive number');
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});
