import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterModel } from '../model/cluster-model.js';
import { LineRenderer } from '../model/line-renderer.js';
import type { SimulatedJob, StartJobBody, StopJobBody } from '../schedule/simulated-job.js';
import type { Site } from '../site/simulated-site.js';
import { Connection } from './connection.js';
import { timeline, type PlayMode, type Timeline } from './timeline.js';

export interface PlayOptions {
  /** Where the server listens, e.g. `http://localhost:8080`. */
  readonly url: string;
  /** A JWT with the role `api`. */
  readonly token: string;
  readonly site: Site;
  /** Samples from this moment on, unix seconds. */
  readonly from: number;
  /** Ends before this moment, in times that the server is told. Left out: goes on until `signal`. */
  readonly to?: number;
  /** Jobs that end before are not told; the same as `from` when left out. */
  readonly jobsFrom?: number;
  readonly speed?: number;
  readonly mode?: PlayMode;
  readonly connections?: number;
  /** When playing ends, reports what still runs as cancelled; otherwise it is left running. */
  readonly endJobs?: boolean;
  /** Added to all job ids, for a server that knows the site's jobs from an earlier run. */
  readonly jobIdOffset?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PlayProgress) => void;
  /** Unix seconds. */
  readonly now?: () => number;
}

export interface PlayProgress {
  /** What was told last, unix seconds. */
  readonly time: number;
  /** Jobs started, jobs stopped, and events that the server knew already. */
  readonly started: number;
  readonly stopped: number;
  readonly alreadyKnown: number;
  readonly samples: number;
  readonly bytes: number;
}

type Event =
  | { readonly what: 'start' | 'stop'; readonly at: number; readonly job: SimulatedJob }
  | { readonly what: 'samples'; readonly at: number };

const bytesPerRequest = 2 << 20;
/** Bytes of a line. */
const usualLine = 90;
const defaultConnections = 4;

/**
 * Tells a server about jobs and samples, in order of time: a job's start comes before its samples, its stop after
 * them. Sends no faster than the server takes it. Resolves at `to`, or when the signal fires.
 */
export async function play(options: PlayOptions): Promise<PlayProgress> {
  const now = options.now ?? (() => Date.now() / 1000);
  const { mode = 'live', speed = 1, from, site } = options;
  if (!(speed > 0)) throw new RangeError(`speed ${speed} is not a positive number`);
  const line = timeline(mode, speed, from, now());
  const { connections = defaultConnections, jobIdOffset = 0, signal } = options;
  const connection = new Connection(new URL(options.url), options.token, connections, signal);
  const player = new Player(site, connections, jobIdOffset, connection, line, options.onProgress);
  try {
    for (const event of events(options, line)) {
      const wait = line.due(event.at) - now();
      if (wait > 0.001) {
        await player.flush();
        await sleep(wait * 1000, undefined, options.signal && { signal: options.signal });
      }
      options.signal?.throwIfAborted();
      await player.tell(event);
    }
    await player.flush();
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
  } finally {
    connection.close();
  }
  if (options.endJobs === true) await endJobs(player, options, now());
  return player.progress();
}

/** The signal may have fired already, so this takes connections of its own. */
async function endJobs(player: Player, options: PlayOptions, time: number): Promise<void> {
  const connection = new Connection(
    new URL(options.url),
    options.token,
    options.connections ?? defaultConnections,
    undefined,
  );
  try {
    await player.cancelRunning(connection, Math.floor(Math.min(time, options.to ?? Infinity)));
  } finally {
    connection.close();
  }
}

/** Everything that happens, by simulated time. */
function* events({ site, from, to: end = Infinity, jobsFrom = from }: PlayOptions, line: Timeline): Generator<Event> {
  const to = line.simulated(end);
  const stops: SimulatedJob[] = [];
  const starts = startsOf(site, from, to, jobsFrom);
  let next = starts.next();
  const step = site.timestep;
  for (let stamp = Math.ceil(line.stamp(from) / step) * step; ; stamp += step) {
    const until = Math.min(line.simulated(stamp), to);
    for (;;) {
      const stop = stops[0];
      const start = next.done === true ? undefined : next.value;
      const startAt = start === undefined ? Infinity : Math.max(from, start.start.startTime);
      const stopAt = stop?.stop.stopTime ?? Infinity;
      if (Math.min(startAt, stopAt) > until || Math.min(startAt, stopAt) >= to) break;
      if (stop !== undefined && stopAt <= startAt) {
        stops.shift();
        yield { what: 'stop', at: stopAt, job: stop };
      } else if (start !== undefined) {
        insertByStop(stops, start);
        next = starts.next();
        yield { what: 'start', at: startAt, job: start };
      }
    }
    if (line.simulated(stamp) >= to) return;
    yield { what: 'samples', at: line.simulated(stamp) };
  }
}

function* startsOf(site: Site, from: number, to: number, jobsFrom: number): Generator<SimulatedJob> {
  const longestJob = 86_400;
  for (const job of site.jobs({ from: Math.min(from, jobsFrom) - longestJob, to })) {
    if (job.stop.stopTime > jobsFrom) yield job;
  }
}

function insertByStop(stops: SimulatedJob[], job: SimulatedJob): void {
  let place = stops.length;
  while (place > 0 && (stops[place - 1]?.stop.stopTime ?? 0) > job.stop.stopTime) place--;
  stops.splice(place, 0, job);
}

class Player {
  private readonly lanes: readonly Lane[];
  private time = 0;
  private started = 0;
  private stopped = 0;
  private alreadyKnown = 0;
  private samples = 0;
  private bytes = 0;
  private readonly running = new Map<string, StopJobBody>();
  private waitingBytes = 0;

  constructor(
    site: Site,
    connections: number,
    private readonly jobIdOffset: number,
    private readonly connection: Connection,
    private readonly line: Timeline,
    private readonly onProgress: ((progress: PlayProgress) => void) | undefined,
  ) {
    this.lanes = [...site.models].flatMap(([cluster, model]) => lanesOf(cluster, model, connections));
  }

  async tell(event: Event): Promise<void> {
    this.time = this.line.stamp(event.at);
    if (event.what === 'samples') return this.addSamples(event.at);
    if (event.what === 'start') await this.startJob(event.job);
    else await this.stopJob(event.job);
    this.onProgress?.(this.progress());
  }

  /** Sends what waits, over all connections, and waits for the answers. */
  async flush(): Promise<void> {
    if (this.waitingBytes === 0) return;
    this.bytes += this.waitingBytes;
    this.waitingBytes = 0;
    await Promise.all(this.lanes.map((lane) => this.empty(lane)));
    this.onProgress?.(this.progress());
  }

  private async empty({ cluster, waiting }: Lane): Promise<void> {
    for (const body of joined(waiting.splice(0))) {
      await this.connection.post(`/api/write?cluster=${cluster}`, 'text/plain', body, [200]);
    }
  }

  progress(): PlayProgress {
    const { time, started, stopped, alreadyKnown, samples, bytes } = this;
    return { time, started, stopped, alreadyKnown, samples, bytes };
  }

  private async addSamples(simulated: number): Promise<void> {
    for (const { renderer, first, last, waiting } of this.lanes) {
      const lines = renderer.render(simulated, first, last, this.time);
      waiting.push(lines);
      this.waitingBytes += lines.length;
      this.samples += (last - first) * renderer.linesPerHost;
    }
    if (this.waitingBytes > 4 * bytesPerRequest) await this.flush();
  }

  /** Reports all jobs that still run as cancelled. */
  async cancelRunning(connection: Connection, time: number): Promise<void> {
    for (const stop of this.running.values()) {
      await this.postStop(connection, { ...stop, stopTime: Math.max(time, stop.startTime + 1), jobState: 'cancelled' });
    }
  }

  private async startJob({ start, stop }: SimulatedJob): Promise<void> {
    const startTime = this.line.stamp(start.startTime);
    const jobId = start.jobId + this.jobIdOffset;
    const body: StartJobBody = {
      ...start,
      jobId,
      ...(start.arrayJobId !== undefined && { arrayJobId: start.arrayJobId + this.jobIdOffset }),
      startTime,
      submitTime: startTime - (start.startTime - start.submitTime),
    };
    this.running.set(keyOf(stop), { ...stop, jobId, startTime });
    const { status } = await this.connection.post(
      '/api/jobs/start_job/',
      'application/json',
      JSON.stringify(body),
      [201, 422],
    );
    if (status === 201) this.started++;
    else this.alreadyKnown++;
  }

  private async stopJob({ stop }: SimulatedJob): Promise<void> {
    await this.flush(); // the archiver reads the samples as soon as the job is over
    const running = this.running.get(keyOf(stop));
    if (running === undefined) return;
    await this.postStop(this.connection, { ...running, stopTime: this.line.stamp(stop.stopTime) });
    this.running.delete(keyOf(stop));
  }

  private async postStop(connection: Connection, body: StopJobBody): Promise<void> {
    const accepted = [200, 404, 422]; // it may have been stopped by somebody else
    const { status } = await connection.post('/api/jobs/stop_job/', 'application/json', JSON.stringify(body), accepted);
    if (status === 200) this.stopped++;
    else this.alreadyKnown++;
  }
}

function keyOf({ cluster, jobId, startTime }: StopJobBody): string {
  return `${cluster} ${jobId} ${startTime}`;
}

/** Some hosts whose samples go one after the other: a store may refuse what is older than what it has. */
interface Lane {
  readonly cluster: string;
  readonly renderer: LineRenderer;
  /** Hosts first ≤ host < last. */
  readonly first: number;
  readonly last: number;
  readonly waiting: Buffer[];
}

function lanesOf(cluster: string, model: ClusterModel, connections: number): Lane[] {
  const renderer = new LineRenderer(model);
  const hosts = model.cluster.hosts.length;
  const mostHosts = Math.max(1, Math.floor(bytesPerRequest / (renderer.linesPerHost * usualLine)));
  const size = Math.min(mostHosts, Math.ceil(hosts / connections));
  return Array.from({ length: Math.ceil(hosts / size) }, (_, lane) => ({
    cluster,
    renderer,
    first: lane * size,
    last: Math.min(hosts, (lane + 1) * size),
    waiting: [],
  }));
}

/** Joins small bodies up to the size of a request. */
function joined(batches: readonly Buffer[]): Buffer[] {
  const bodies: Buffer[] = [];
  let group: Buffer[] = [];
  let size = 0;
  for (const batch of batches) {
    if (size > 0 && size + batch.length > bytesPerRequest) {
      bodies.push(Buffer.concat(group));
      group = [];
      size = 0;
    }
    group.push(batch);
    size += batch.length;
  }
  if (size > 0) bodies.push(Buffer.concat(group));
  return bodies;
}
