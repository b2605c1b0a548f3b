import type { SimulatedJob, StartJobBody, StopJobBody } from '../schedule/simulated-job.js';
import type { Site } from '../site/simulated-site.js';
import type { Connection } from './connection.js';
import { bytesPerRequest, joined, lanesOf, type Lane } from './lane.js';
import type { PlayEvent } from './play-events.js';
import type { Timeline } from './timeline.js';

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

/** Speaks to the server, and counts what it said. */
export class Player {
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

  async tell(event: PlayEvent): Promise<void> {
    this.time = event.what === 'samples' ? event.stamp : this.line.stamp(event.at);
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

  progress(): PlayProgress {
    const { time, started, stopped, alreadyKnown, samples, bytes } = this;
    return { time, started, stopped, alreadyKnown, samples, bytes };
  }

  /** Reports all jobs that still run as cancelled. */
  async cancelRunning(connection: Connection, time: number): Promise<void> {
    for (const stop of this.running.values()) {
      await this.postStop(connection, { ...stop, stopTime: Math.max(time, stop.startTime + 1), jobState: 'cancelled' });
    }
  }

  private async empty({ cluster, waiting }: Lane): Promise<void> {
    for (const body of joined(waiting.splice(0))) {
      await this.connection.post(`/api/write?cluster=${cluster}`, 'text/plain', body, [200]);
    }
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
