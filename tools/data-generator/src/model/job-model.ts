import { Dice, mix, smoothNoise } from '../random.js';
import type { Application } from '../schedule/application.js';
import type { JobKind } from '../schedule/job-kind.js';
import type { PlacedJob } from '../schedule/simulated-job.js';
import type { Hardware } from '../site/hardware.js';

/** What a job does on one of its hosts at one moment; shares of what it was given there, unless said. */
export interface Moment {
  cpu: number;
  flops: number;
  memoryBandwidth: number;
  ipc: number;
  vector: number;
  /** Share of the highest clock that this load allows. */
  clock: number;
  network: number;
  read: number;
  write: number;
  /** File operations per second. */
  opens: number;
  /** Share of time in which processors wait for files. */
  waiting: number;
  /** Gigabytes. */
  memory: number;
  accelerator: number;
  acceleratorMemory: number;
  acceleratorClock: number;
}

const checkpointSeconds = 80;
const throttleRamp = 240;

/** Where in its life a job is. */
interface Phase {
  readonly activity: number;
  readonly reading: number;
  readonly writing: number;
  readonly exchanging: number;
  /** How much of its memory it has filled. */
  readonly filled: number;
}

export class JobModel {
  private readonly begin: number;
  private readonly duration: number;
  private readonly startUp: number;
  private readonly tearDown: number;
  private readonly period: number;
  private readonly app: Application;
  private readonly kind: JobKind;
  private readonly key: number;
  private readonly slowHost: number;
  private readonly workingAccelerators: number;
  private readonly moment: Moment = {
    cpu: 0,
    flops: 0,
    memoryBandwidth: 0,
    ipc: 0,
    vector: 0,
    clock: 1,
    network: 0,
    read: 0,
    write: 0,
    opens: 0,
    waiting: 0,
    memory: 0,
    accelerator: 0,
    acceleratorMemory: 0,
    acceleratorClock: 1,
  };

  constructor(
    readonly job: PlacedJob,
    private readonly hardware: Hardware,
  ) {
    const dice = new Dice(mix(job.key, 0x90d));
    const app = job.application;
    const about = (value: number): number => Math.min(0.97, value * dice.between(0.82, 1.12));
    this.key = job.key;
    this.kind = job.kind;
    this.begin = job.begin;
    this.duration = job.end - job.begin;
    this.startUp = Math.min(240, Math.max(30, 0.05 * this.duration));
    this.tearDown = job.state === 'completed' ? Math.min(150, Math.max(20, 0.04 * this.duration)) : 0;
    this.period = app.period * dice.between(0.7, 1.5);
    this.app = {
      ...app,
      cpu: Math.min(1, app.cpu * dice.between(0.95, 1.02)),
      flops: about(app.flops),
      memoryBandwidth: about(app.memoryBandwidth),
      vector: about(app.vector),
      ipc: app.ipc * dice.between(0.9, 1.1),
      network: job.hosts.length > 1 ? about(app.network) : app.network * 0.02,
      memory: about(app.memory),
      accelerator: about(app.accelerator),
      acceleratorMemory: about(app.acceleratorMemory),
    };
    this.slowHost = dice.whole(0, job.hosts.length - 1);
    this.workingAccelerators = job.kind !== 'idle-gpus' ? Infinity : dice.chance(0.6) ? 0 : 1;
  }

  /** Share of the job's own load that one of its cores carries; `core` counts from its first one. */
  coreShare(core: number): number {
    if (this.kind === 'one-core') return core === 0 ? 1 : 0;
    if (this.kind === 'load-imbalance' && this.job.hosts.length === 1) return 1 - (0.85 * core) / this.job.cores.count;
    return 1;
  }

  acceleratorShare(accelerator: number): number {
    return accelerator < this.workingAccelerators ? 1 : 0;
  }

  /** Valid until the next call. */
  at(time: number, rank: number): Moment {
    const { app, moment } = this;
    const age = time - this.begin;
    const phase = this.phaseAt(age);
    const { activity } = phase;
    moment.cpu = app.cpu * (0.2 + 0.8 * activity);
    moment.flops = app.flops * activity;
    moment.memoryBandwidth = app.memoryBandwidth * (0.06 + 0.94 * activity);
    moment.ipc = app.ipc * (0.55 + 0.45 * activity);
    moment.vector = app.vector * (0.7 + 0.3 * activity);
    moment.clock = 1;
    moment.network = app.network * (0.02 + 0.5 * activity + 0.48 * phase.exchanging);
    moment.read = Math.min(1, app.read * activity + 0.5 * phase.reading);
    moment.write = Math.min(1, app.write * activity + 0.55 * phase.writing);
    moment.opens = 0.4 + 28 * phase.reading + 14 * phase.writing;
    moment.waiting = 0.004 + 0.16 * phase.reading + 0.08 * phase.writing;
    moment.memory = this.job.memory * app.memory * phase.filled * (1 + (0.08 * age) / this.duration);
    moment.accelerator = app.accelerator * activity * activity;
    moment.acceleratorMemory = app.acceleratorMemory * phase.filled;
    moment.acceleratorClock = 1;
    this.misbehave(moment, age, rank);
    return moment;
  }

  private phaseAt(age: number): Phase {
    const left = this.duration - age;
    if (age < this.startUp) {
      const progress = age / this.startUp;
      const activity = progress < 0.75 ? 0.08 : 0.08 + 3.68 * (progress - 0.75);
      return { activity, reading: 1, writing: 0, exchanging: 0.1, filled: 0.05 + 0.95 * progress };
    }
    if (left < this.tearDown) return { activity: 0.1, reading: 0, writing: 1, exchanging: 0.4, filled: 0.8 };
    const worked = age - this.startUp;
    const saving = worked > this.app.checkpoint / 2 && worked % this.app.checkpoint < checkpointSeconds ? 1 : 0;
    return {
      activity: this.rhythm(worked) * (1 - 0.55 * saving),
      reading: 0,
      writing: saving,
      exchanging: saving === 1 ? 0.2 : 1 - this.rhythm(worked),
      filled: 1,
    };
  }

  private rhythm(worked: number): number {
    if (this.kind === 'interactive') {
      return smoothNoise(mix(this.key, 5), worked / this.period) > 0.05 ? 0.9 : 0.02; // a person thinks, then computes
    }
    const position = (worked / this.period) % 1;
    const fromEdge = Math.min(1, 5 * Math.min(position, 1 - position));
    const smooth = fromEdge * fromEdge * (3 - 2 * fromEdge);
    return 1 - this.app.depth * (1 - smooth);
  }

  private misbehave(moment: Moment, age: number, rank: number): void {
    switch (this.kind) {
      case 'memory-leak':
        moment.memory = this.job.memory * Math.min(1, 0.16 + (0.84 * (age + 30)) / this.duration);
        moment.acceleratorMemory *= 0.6;
        break;
      case 'load-imbalance': {
        const last = this.job.hosts.length - 1;
        const work = last === 0 ? 1 : 1 - (0.82 * rank) / last;
        scale(moment, work);
        moment.cpu *= 0.45 + 0.55 * work; // who has less to do spins while it waits for the others
        break;
      }
      case 'file-system-wait':
        this.waitForFiles(moment, age);
        break;
      case 'throttled':
        this.throttle(moment, age, rank);
        break;
      case 'one-core':
        moment.memory *= 0.15;
        moment.network *= 0.02;
        break;
      case 'mpi':
      case 'gpu':
      case 'shared-node':
      case 'array':
      case 'interactive':
      case 'failed':
      case 'timed-out':
      case 'cancelled':
      case 'idle-gpus':
        break;
    }
  }

  private waitForFiles(moment: Moment, age: number): void {
    const stuck = Math.min(1, Math.max(0, 1.4 + 2 * smoothNoise(mix(this.key, 6), age / 420)));
    scale(moment, 1 - 0.93 * stuck);
    moment.cpu *= 1 - 0.9 * stuck;
    moment.waiting = Math.max(moment.waiting, 0.72 * stuck);
    moment.opens += 950 * stuck;
    moment.read = Math.max(moment.read * (1 - stuck), 0.012 * stuck);
  }

  /** One host gets hot and slow; the others compute on, and wait for it. */
  private throttle(moment: Moment, age: number, rank: number): void {
    const hot = Math.min(1, Math.max(0, (age - 0.15 * this.duration) / throttleRamp));
    const { turbo, throttled } = this.hardware.clock;
    const slowed = 1 - hot * (1 - throttled / turbo);
    if (rank === this.slowHost) {
      moment.clock = slowed;
      moment.flops *= slowed;
      moment.memoryBandwidth *= 0.4 + 0.6 * slowed;
      const accelerators = this.hardware.accelerators;
      if (accelerators)
        moment.acceleratorClock = 1 - hot * (1 - accelerators.clock.throttled / accelerators.clock.boost);
    } else {
      moment.flops *= 0.3 + 0.7 * slowed;
      moment.memoryBandwidth *= 0.3 + 0.7 * slowed;
    }
  }
}

function scale(moment: Moment, work: number): void {
  moment.flops *= work;
  moment.memoryBandwidth *= work;
  moment.ipc *= 0.4 + 0.6 * work;
  moment.network *= work;
  moment.accelerator *= work;
}
