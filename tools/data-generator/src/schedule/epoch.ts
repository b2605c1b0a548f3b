import { Dice, hashText, mix } from '../random.js';
import type { SimulatedCluster } from '../site/cluster-document.js';
import { coresOf, systemMemory } from '../site/hardware.js';
import { HostQueue } from './host-queue.js';
import { drawRequest, type JobRequest } from './job-request.js';
import { stateOf } from './job-kind.js';
import type { PlacedJob, Span } from './simulated-job.js';

/**
 * Time is cut into weeks. No job crosses a border, so each epoch is scheduled by itself from the seed,
 * and nobody has to replay history to learn what runs today.
 */
export const epochSeconds = 7 * 86_400;

/** Job numbers count from here. */
const firstEpoch = 2400;

export function epochAt(time: number): number {
  const epoch = Math.floor(time / epochSeconds);
  if (!(epoch >= firstEpoch)) throw new RangeError('simulated time begins in the year 2016');
  return epoch;
}

/** A request with its place in time and space, before it has a number. */
interface Placement {
  readonly request: JobRequest;
  readonly start: number;
  readonly duration: number;
  readonly hosts: readonly number[];
  /** Which parts of its host, for a job that shares it. */
  readonly slot: Span | undefined;
  /** Counts the members of an array. */
  readonly member: number;
  /** Equal for the members of an array. */
  readonly group: number;
}

const shortest = 180;
const slotsPerHost = 8;

/** All jobs of one epoch, by start. */
export function scheduleEpoch(seed: number, cluster: SimulatedCluster, epoch: number): readonly PlacedJob[] {
  const key = mix(mix(seed, hashText(cluster.name)), epoch);
  const begin = epoch * epochSeconds;
  const whole = cluster.hosts.length - cluster.sharedHosts;
  const placements = [
    ...placeWholeNodes(cluster, mix(key, 1), begin, whole),
    ...placeParts(cluster, mix(key, 2), begin, whole),
  ].sort(
    (a, b) => a.start - b.start || (a.hosts[0] ?? 0) - (b.hosts[0] ?? 0) || (a.slot?.first ?? 0) - (b.slot?.first ?? 0),
  );
  const base = (epoch - firstEpoch) * numbersPerEpoch(cluster.hosts.length);
  const arrays = new Map<number, number>();
  return placements.map((placement, index) => {
    const jobId = base + index + 1;
    const first = arrays.get(placement.group) ?? jobId;
    arrays.set(placement.group, first);
    return placedJob(cluster, placement, jobId, placement.request.repeat > 1 ? first : undefined);
  });
}

function placedJob(
  cluster: SimulatedCluster,
  { request, start, duration, hosts, slot, member }: Placement,
  jobId: number,
  arrayJobId: number | undefined,
): PlacedJob {
  const { hardware } = cluster;
  const allCores = coresOf(hardware);
  const part = (whole: number): Span =>
    slot === undefined
      ? { first: 0, count: whole }
      : { first: (slot.first * whole) / slotsPerHost, count: (slot.count * whole) / slotsPerHost };
  const cores = part(allCores);
  return {
    kind: request.kind,
    application: request.application,
    request,
    jobId,
    arrayJobId,
    begin: start,
    end: start + duration,
    state: stateOf[request.kind] ?? 'completed',
    key: mix(request.key, member),
    hosts,
    cores,
    accelerators: part(hardware.accelerators?.addresses.length ?? 0),
    memory: (hardware.memory - systemMemory(hardware)) * (cores.count / allCores),
  };
}

/** A round number that no epoch exceeds, so that job numbers never meet. */
function numbersPerEpoch(hosts: number): number {
  const most = hosts * 7 * 250;
  for (let unit = 1000; ; unit *= 10) for (const step of [1, 2, 5]) if (step * unit >= most) return step * unit;
}

function* placeWholeNodes(cluster: SimulatedCluster, key: number, begin: number, hosts: number): Generator<Placement> {
  const dice = new Dice(key);
  const end = begin + epochSeconds - 60;
  const queue = new HostQueue();
  for (let host = 0; host < hosts; host++) queue.push(host, begin + dice.whole(0, 900));
  for (let wish = 0; queue.size > 0; wish++) {
    const request = drawRequest(cluster, 'exclusive', mix(key, wish));
    for (let member = 0; member < request.repeat && queue.size > 0; member++) {
      const chosen: number[] = [];
      let start = 0;
      while (chosen.length < request.nodes && queue.size > 0) {
        const { host, freeAt } = queue.pop();
        chosen.push(host);
        start = Math.max(start, freeAt);
      }
      start += pause(start, dice);
      const duration = Math.min(request.duration, end - start);
      if (duration < shortest) continue; // these hosts have nothing more to do in this epoch
      for (const host of chosen) queue.push(host, start + duration);
      const placed = chosen.toSorted((a, b) => a - b);
      yield { request, start, duration, hosts: placed, slot: undefined, member, group: wish };
    }
  }
}

function* placeParts(cluster: SimulatedCluster, key: number, begin: number, first: number): Generator<Placement> {
  const dice = new Dice(key);
  const end = begin + epochSeconds - 60;
  for (let host = first; host < cluster.hosts.length; host++) {
    const freeAt = Array.from({ length: slotsPerHost }, () => begin + dice.whole(0, 1800));
    for (let wish = 0; ; wish++) {
      const request = drawRequest(cluster, 'shared', mix(mix(key, host), wish));
      const { slot, free } = earliest(freeAt, request.slots);
      const start = free + 4 * pause(free, dice);
      const duration = Math.min(request.duration, end - start);
      if (duration < shortest) break;
      freeAt.fill(start + duration, slot, slot + request.slots);
      const placed = { first: slot, count: request.slots };
      yield { request, start, duration, hosts: [host], slot: placed, member: 0, group: -1 - wish - host * 1e6 };
    }
  }
}

/** Where `count` neighbouring parts are free first; parts are given out at multiples of their number. */
function earliest(freeAt: readonly number[], count: number): { slot: number; free: number } {
  let best = { slot: 0, free: Infinity };
  for (let slot = 0; slot + count <= freeAt.length; slot += count) {
    const free = Math.max(...freeAt.slice(slot, slot + count));
    if (free < best.free) best = { slot, free };
  }
  return best;
}

/** Seconds for which a host stays empty: a moment by day, longer at night and on week-ends. */
function pause(time: number, dice: Dice): number {
  const hourOfDay = (time % 86_400) / 3600;
  const weekday = (Math.floor(time / 86_400) + 4) % 7; // 1970 began on a Thursday
  const quiet = hourOfDay < 6 || hourOfDay > 21 || weekday === 0 || weekday === 6;
  const draw = dice.fraction();
  return 5 + Math.round((quiet ? 900 : 240) * draw * draw * draw);
}
