import { LineRenderer } from '../model/line-renderer.js';
import type { SampleBatch, Site } from '../site/simulated-site.js';

export interface LoadOptions {
  readonly site: Site;
  readonly cluster: string;
  /** Time of the first batch, unix seconds. */
  readonly from: number;
  /** How many moments are rendered beforehand; after them the same values come again with new times. */
  readonly moments?: number;
  /** Hosts of one batch; all when left out. */
  readonly hostsPerBatch?: number;
}

const defaultMoments = 16;
const stampDigits = 10;
const newline = 10;

/** Lines that were rendered once and need only a new time to be sent again. */
interface Prepared {
  readonly lines: Buffer;
  /** Where each line ends; its time stands before that. */
  readonly ends: Uint32Array;
  time: number;
}

/**
 * Batches of samples for benchmarks, without end: rendered beforehand, so that the generator is never what one measures.
 * A batch is valid until the same moment comes round again, `moments` steps later.
 */
export class PreparedLoad implements Iterable<SampleBatch> {
  private readonly prepared: readonly Prepared[];
  readonly batchesPerMoment: number;
  private readonly step: number;
  private next = 0;

  constructor(options: LoadOptions) {
    const { site, cluster, from, moments = defaultMoments } = options;
    const model = site.model(cluster);
    const renderer = new LineRenderer(model);
    const hosts = model.cluster.hosts.length;
    const hostsPerBatch = options.hostsPerBatch ?? hosts;
    if (!(moments >= 1) || !(hostsPerBatch >= 1)) throw new RangeError('a load needs at least one moment and one host');
    this.step = site.timestep;
    const first = Math.ceil(from / this.step) * this.step;
    const prepared: Prepared[] = [];
    for (let moment = 0; moment < moments; moment++) {
      const time = first + moment * this.step;
      for (let host = 0; host < hosts; host += hostsPerBatch) {
        const lines = renderer.render(time, host, Math.min(hosts, host + hostsPerBatch));
        prepared.push({ lines, ends: lineEnds(lines), time });
      }
    }
    this.prepared = prepared;
    this.batchesPerMoment = prepared.length / moments;
  }

  *[Symbol.iterator](): Generator<SampleBatch> {
    for (;;) yield this.batch();
  }

  batch(): SampleBatch {
    const round = Math.floor(this.next / this.prepared.length);
    const prepared = this.prepared[this.next % this.prepared.length];
    if (prepared === undefined) throw new RangeError('the site has no hosts');
    this.next++;
    if (round > 0) stamp(prepared, prepared.time + (this.prepared.length / this.batchesPerMoment) * this.step);
    return { time: prepared.time, samples: prepared.ends.length, lines: prepared.lines };
  }
}

/** Writes a new time into all lines, only the digits that differ. */
function stamp(prepared: Prepared, time: number): void {
  const { lines, ends } = prepared;
  const before = String(prepared.time);
  const after = Buffer.from(String(time));
  if (after.length !== stampDigits) throw new RangeError(`${time} is not a time of this age`);
  let first = 0;
  while (first < stampDigits && before.charCodeAt(first) === after[first]) first++;
  for (let digit = first; digit < stampDigits; digit++) {
    const character = after[digit] ?? newline;
    if (before.charCodeAt(digit) === character) continue;
    const distance = stampDigits - digit;
    for (let line = 0; line < ends.length; line++) lines[(ends[line] ?? 0) - distance] = character;
  }
  prepared.time = time;
}

function lineEnds(lines: Buffer): Uint32Array {
  const ends: number[] = [];
  for (let at = lines.indexOf(newline); at >= 0; at = lines.indexOf(newline, at + 1)) ends.push(at);
  return Uint32Array.from(ends);
}
