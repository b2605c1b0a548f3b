import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import type { ArchiveDetail } from '../archive/job-entry.js';
import { writeArchive } from '../archive/write-archive.js';
import { parseDuration, parseTime, parseWhole } from './parse-values.js';
import { count, megabytes, ProgressLine } from './progress-line.js';
import { addSiteFlags, siteOptions } from './site-flags.js';
import type { Surroundings } from './surroundings.js';

interface ArchiveFlags {
  readonly seed: number;
  readonly cpuNodes: number;
  readonly gpuNodes: number;
  readonly timestep: number;
  readonly directory?: string;
  readonly site?: string;
  readonly server: string;
  readonly jobs?: number;
  readonly history?: number;
  readonly to: string;
  readonly detail: ArchiveDetail;
  readonly workers?: number;
}

const builtServer = fileURLToPath(new URL('../../../../core/dist/main.js', import.meta.url));

export function addArchiveCommand(program: Command, surroundings: Surroundings): void {
  addSiteFlags(program.command('archive'))
    .description('write finished jobs as a job archive, and fill the database of a server from it')
    .option('--directory <folder>', 'the job archive; made when absent, jobs that it holds are kept')
    .option(
      '--site <folder>',
      'a server folder: the archive is its ./var/job-archive, and its database is filled anew from it',
    )
    .option('--server <file>', 'program of the server, for --site', builtServer)
    .option('--jobs <number>', 'so many jobs, the latest', parseWhole(1))
    .option('--history <duration>', 'only jobs that start so long before the end, e.g. 30d', parseDuration)
    .option('--to <time>', 'the end: now, unix seconds, a date, or a time before now like -6h', 'now')
    .addOption(
      new Option('--detail <level>', 'series of cores and sockets too, or of nodes and accelerators only')
        .choices(['full', 'node'])
        .default('full'),
    )
    .option('--workers <number>', 'threads; as many as the machine has when left out', parseWhole(0))
    .action((flags: ArchiveFlags) => run(flags, surroundings));
}

async function run(flags: ArchiveFlags, surroundings: Surroundings): Promise<void> {
  const { jobs, history, workers, detail, site } = flags;
  const directory = flags.directory ?? (site === undefined ? undefined : join(site, 'var/job-archive'));
  if (directory === undefined) throw new RangeError('say where to: --directory or --site');
  if (jobs === undefined && history === undefined) throw new RangeError('say how much: --jobs or --history');
  const to = parseTime(flags.to, surroundings.now());
  if (site !== undefined) await prepareSite(site, flags.server, surroundings);
  const line = new ProgressLine(surroundings);
  const begin = surroundings.now();
  const result = await writeArchive({
    site: siteOptions(flags),
    directory: resolve(directory),
    to,
    detail,
    ...(history !== undefined && { from: to - history }),
    ...(jobs !== undefined && { jobs }),
    ...(workers !== undefined && { workers }),
    signal: surroundings.signal,
    onProgress: ({ jobs: done, skipped, total, bytes }) =>
      line.show(`${done + skipped} of ${total} jobs, ${megabytes(bytes)}`, total === 0 ? 1 : (done + skipped) / total),
  });
  const seconds = (surroundings.now() - begin).toFixed(1);
  const kept = result.skipped > 0 ? `, ${result.skipped} were there already` : '';
  line.end(`${result.jobs} jobs, ${count(result.samples)} samples, ${megabytes(result.bytes)} in ${seconds} s${kept}`);
  if (site !== undefined) await serverRun(site, flags.server, ['-init-db'], surroundings);
}

async function prepareSite(site: string, server: string, surroundings: Surroundings): Promise<void> {
  if (!existsSync(server))
    throw new Error(`there is no server program at ${server}; build it, or name it with --server`);
  mkdirSync(site, { recursive: true });
  if (!existsSync(join(site, 'config.json'))) await serverRun(site, server, ['-init'], surroundings);
}

/** The server's own command line is the public way to its database. */
async function serverRun(
  site: string,
  server: string,
  flags: readonly string[],
  { report, signal }: Surroundings,
): Promise<void> {
  report.write(`server ${flags.join(' ')} in ${site}\n`);
  const child = spawn(process.execPath, [server, ...flags], { cwd: site, stdio: ['ignore', 'pipe', 'pipe'], signal });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  if (code !== 0) throw new Error(`the server ended with ${code ?? 'a signal'}: ${output.trim()}`);
}
