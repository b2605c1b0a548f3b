import type { Command } from 'commander';
import { PreparedLoad } from '../load/prepared-load.js';
import { simulatedSite, type SampleBatch, type Site } from '../site/simulated-site.js';
import { openSink } from './byte-sink.js';
import { parseTime, parseWhole } from './parse-values.js';
import { count, megabytes } from './progress-line.js';
import { addSiteFlags, siteOptions } from './site-flags.js';
import type { Surroundings } from './surroundings.js';

interface LinesFlags {
  readonly seed: number;
  readonly cpuNodes: number;
  readonly gpuNodes: number;
  readonly timestep: number;
  readonly from: string;
  readonly samples: number;
  readonly moments: number;
  readonly hostsPerBatch?: number;
  readonly output: string;
}

export function addLinesCommand(program: Command, surroundings: Surroundings): void {
  addSiteFlags(program.command('lines'))
    .description(
      'write samples as line protocol, for benchmarks: rendered beforehand, faster than anything that reads them',
    )
    .option('--samples <number>', 'end after the batch that reaches so many', parseWhole(1), 10_000_000)
    .option(
      '--from <time>',
      'time of the first samples: now, unix seconds, a date, or a time before now like -6h',
      'now',
    )
    .option(
      '--moments <number>',
      'moments that differ; then values come again with new times. 0: all differ, slower',
      parseWhole(0),
      16,
    )
    .option('--hosts-per-batch <number>', 'hosts of one piece; all of a cluster when left out', parseWhole(1))
    .option('--output <file>', 'a file, or - for standard output', '-')
    .action((flags: LinesFlags) => run(flags, surroundings));
}

async function run(flags: LinesFlags, surroundings: Surroundings): Promise<void> {
  const site = simulatedSite(siteOptions(flags));
  const from = parseTime(flags.from, surroundings.now());
  const batches = flags.moments === 0 ? everDifferent(site, from) : prepared(site, from, flags);
  const sink = openSink(flags.output);
  let samples = 0;
  let bytes = 0;
  const ready = surroundings.now();
  for (const batch of batches) {
    if (surroundings.signal.aborted || !(await sink.write(batch.lines))) break;
    samples += batch.samples;
    bytes += batch.lines.length;
    if (samples >= flags.samples) break;
  }
  sink.close();
  const seconds = Math.max(1e-3, surroundings.now() - ready);
  surroundings.report.write(
    `${count(samples)} samples, ${megabytes(bytes)} in ${seconds.toFixed(2)} s: ${count(Math.round(samples / seconds))} samples/s\n`,
  );
}

/** All clusters in turn, without end. */
function* prepared(site: Site, from: number, { moments, hostsPerBatch }: LinesFlags): Generator<SampleBatch> {
  const loads = [...site.models.keys()].map(
    (cluster) =>
      new PreparedLoad({ site, cluster, from, moments, ...(hostsPerBatch !== undefined && { hostsPerBatch }) }),
  );
  for (;;) {
    for (const load of loads) for (let piece = 0; piece < load.batchesPerMoment; piece++) yield load.batch();
  }
}

function* everDifferent(site: Site, from: number): Generator<SampleBatch> {
  const streams = [...site.models.keys()].map((cluster) => site.samples({ cluster, from, to: Infinity }));
  for (;;) {
    for (const stream of streams) {
      const next = stream.next();
      if (next.done !== true) yield next.value;
    }
  }
}
