import { hashText, mix } from '../random.js';
import { epochAt, epochSeconds, scheduleEpoch } from '../schedule/epoch.js';
import type { PlacedJob } from '../schedule/simulated-job.js';
import type { SimulatedCluster } from '../site/cluster-document.js';
import { layoutOf, type ChannelLayout } from './channel.js';
import { HostModel, type Occupant } from './host-model.js';
import { JobModel } from './job-model.js';

const bucketSeconds = 3600;
const keptEpochs = 3;

/** One epoch's jobs, and who is where. */
interface Epoch {
  readonly jobs: readonly PlacedJob[];
  readonly occupancy: Map<number, Occupant[]>;
}

/** A cluster with its past and future. */
export class ClusterModel {
  readonly layout: ChannelLayout;
  private readonly hosts: readonly HostModel[];
  private readonly epochs = new Map<number, Epoch>();

  constructor(
    readonly cluster: SimulatedCluster,
    private readonly seed: number,
    readonly timestep: number,
  ) {
    this.layout = layoutOf(cluster);
    const key = mix(seed, hashText(cluster.name));
    this.hosts = cluster.hosts.map((_, host) => new HostModel(cluster, this.layout, key, host, timestep));
  }

  /** Jobs that start in from ≤ start < to, by start. */
  *jobs(from: number, to: number): Generator<PlacedJob> {
    for (let epoch = epochAt(from); epoch * epochSeconds < to; epoch++) {
      for (const job of this.epoch(epoch).jobs) {
        if (job.begin >= to) return;
        if (job.begin >= from) yield job;
      }
    }
  }

  /** All jobs of one epoch, by start; their places in the list are lasting names. */
  jobsOfEpoch(epoch: number): readonly PlacedJob[] {
    return this.epoch(epoch).jobs;
  }

  /** Jobs that are there at a moment, by start. */
  runningAt(time: number): readonly PlacedJob[] {
    return this.epoch(epochAt(time)).jobs.filter(({ begin, end }) => begin <= time && time < end);
  }

  /** Values of all sensors of a host, as whole numbers, in the order of the layout. */
  fill(host: number, time: number, out: Int32Array, at = 0): void {
    const model = this.hosts[host];
    if (model === undefined) throw new RangeError(`${this.cluster.name} has no host ${host}`);
    model.fill(time, this.occupants(host, time), out, at);
  }

  private occupants(host: number, time: number): readonly Occupant[] {
    const number = epochAt(time);
    const bucket = Math.floor((time - number * epochSeconds) / bucketSeconds);
    const candidates = this.epoch(number).occupancy.get(host * 1000 + bucket) ?? [];
    return candidates.filter(({ model: { job } }) => job.begin <= time && time < job.end);
  }

  private epoch(number: number): Epoch {
    const known = this.epochs.get(number);
    if (known) return known;
    const jobs = scheduleEpoch(this.seed, this.cluster, number);
    const epoch = { jobs, occupancy: occupancyOf(jobs, number * epochSeconds, this.cluster) };
    for (const old of this.epochs.keys()) {
      if (this.epochs.size < keptEpochs) break;
      this.epochs.delete(old); // the first one made
    }
    this.epochs.set(number, epoch);
    return epoch;
  }
}

function occupancyOf(jobs: readonly PlacedJob[], begin: number, cluster: SimulatedCluster): Map<number, Occupant[]> {
  const occupancy = new Map<number, Occupant[]>();
  for (const job of jobs) {
    const model = new JobModel(job, cluster.hardware);
    const first = Math.floor((job.begin - begin) / bucketSeconds);
    const last = Math.floor((job.end - begin) / bucketSeconds);
    job.hosts.forEach((host, rank) => {
      for (let bucket = first; bucket <= last; bucket++) {
        const place = host * 1000 + bucket;
        const there = occupancy.get(place);
        if (there) there.push({ model, rank });
        else occupancy.set(place, [{ model, rank }]);
      }
    });
  }
  return occupancy;
}
