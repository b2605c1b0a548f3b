import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { play } from '../play/play.js';
import { simulatedSite } from '../site/simulated-site.js';
import { parseDuration, parseSpeed, parseTime, parseWhole } from './parse-values.js';
import { count, megabytes, ProgressLine } from './progress-line.js';
import { addSiteFlags, siteOptions } from './site-flags.js';
import type { Surroundings } from './surroundings.js';

interface LiveFlags {
  readonly seed: number;
  readonly cpuNodes: number;
  readonly gpuNodes: number;
  readonly timestep: number;
  readonly url: string;
  readonly tokenFile?: string;
  readonly from?: string;
  readonly to?: string;
  readonly history: number;
  readonly speed: number;
  readonly replay?: boolean;
  readonly connections: number;
}

const tokenVariable = 'DATA_GENERATOR_TOKEN';

export function addLiveCommand(program: Command, surroundings: Surroundings): void {
  addSiteFlags(program.command('live'))
    .description('keep a running server busy over REST, until Ctrl-C: jobs begin and end, samples flow')
    .option('--url <url>', 'where the server listens', 'http://localhost:8080')
    .option(
      '--token-file <file>',
      `file with an API token of role api; without it the variable ${tokenVariable} holds it`,
    )
    .option('--history <duration>', 'samples of the time before now are sent first, e.g. 6h', parseDuration, 0)
    .option('--speed <factor>', 'simulated seconds a second, or max', parseSpeed, 1)
    .option(
      '--replay',
      'keep simulated times instead of stamping everything with the wall clock; needs --from and --to',
    )
    .option('--from <time>', 'with --replay: now, unix seconds, a date, or a time before now like -6h')
    .option('--to <time>', 'the end; none when left out')
    .option('--connections <number>', 'requests at the same time', parseWhole(1), 4)
    .action((flags: LiveFlags) => run(flags, surroundings));
}

async function run(flags: LiveFlags, surroundings: Surroundings): Promise<void> {
  const begin = surroundings.now();
  const replay = flags.replay === true;
  if (replay && (flags.from === undefined || flags.to === undefined))
    throw new RangeError('--replay needs --from and --to');
  if (!replay && flags.from !== undefined) throw new RangeError('--from belongs to --replay; say --history instead');
  if (!replay && flags.speed === Infinity) throw new RangeError('--speed max belongs to --replay');
  const from = replay ? parseTime(flags.from ?? 'now', begin) : begin - flags.history;
  const token = readToken(flags.tokenFile, surroundings);
  const line = new ProgressLine(surroundings);
  const result = await play({
    url: flags.url,
    token,
    site: simulatedSite(siteOptions(flags)),
    from,
    jobsFrom: replay ? from : begin,
    ...(flags.to !== undefined && { to: parseTime(flags.to, begin) }),
    mode: replay ? 'replay' : 'live',
    speed: flags.speed,
    connections: flags.connections,
    signal: surroundings.signal,
    now: surroundings.now,
    onProgress: ({ time, started, stopped, samples, bytes }) =>
      line.show(
        `${new Date(time * 1000).toISOString().slice(0, 19)}Z  ${started} jobs started, ${stopped} stopped, ` +
          `${count(samples)} samples, ${megabytes(bytes)}`,
      ),
  });
  const known = result.alreadyKnown > 0 ? `; ${result.alreadyKnown} job events were known to the server already` : '';
  line.end(`${result.started} jobs started, ${result.stopped} stopped, ${count(result.samples)} samples${known}`);
}

function readToken(file: string | undefined, { env }: Surroundings): string {
  const token = file === undefined ? env[tokenVariable] : readFileSync(file, 'utf8').trim();
  if (token) return token;
  throw new RangeError(`no API token: say --token-file, or set ${tokenVariable}`);
}
