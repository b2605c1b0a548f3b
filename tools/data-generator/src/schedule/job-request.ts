import { Dice, mix } from '../random.js';
import type { SimulatedCluster } from '../site/cluster-document.js';
import { applications, type Application } from './application.js';
import { kindWeights, type JobKind } from './job-kind.js';
import type { SimulatedUser } from './people.js';
import { users } from './people.js';

/** What a user wants from the scheduler. */
export interface JobRequest {
  readonly key: number;
  readonly kind: JobKind;
  readonly user: SimulatedUser;
  readonly application: Application;
  readonly nodes: number;
  /** Parts of a node, for jobs that share. */
  readonly slots: number;
  /** Seconds that it will really run. */
  readonly duration: number;
  /** How many of the same follow as one array. */
  readonly repeat: number;
  readonly name: string;
}

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;

/** The n-th wish of a stream; `lane` tells whole nodes from shared ones. */
export function drawRequest(cluster: SimulatedCluster, lane: 'exclusive' | 'shared', key: number): JobRequest {
  const dice = new Dice(key);
  const user = dice.weighted(users.map((candidate) => [candidate, candidate.share[cluster.kind]] as const));
  const kind = drawKind(cluster, lane, user, dice);
  const application = drawApplication(cluster, kind, user, dice);
  const repeat = kind === 'array' ? dice.whole(3, 10) : 1;
  return {
    key: mix(key, 0x10b),
    kind,
    user,
    application,
    nodes: drawNodes(cluster, kind, user, dice),
    slots: dice.weighted([
      [1, 5],
      [2, 3],
      [4, 2],
    ] as const),
    duration: drawDuration(kind, user, dice),
    repeat,
    name: `${application.name}-${user.username.slice(0, 2)}${dice.whole(1, 24)}${repeat > 1 ? '-sweep' : ''}`,
  };
}

function drawKind(cluster: SimulatedCluster, lane: 'exclusive' | 'shared', user: SimulatedUser, dice: Dice): JobKind {
  if (lane === 'shared') return dice.chance(0.35) ? 'interactive' : 'shared-node';
  return dice.weighted(
    kindWeights[cluster.kind].map(([kind, weight]) => [kind, weight * (user.leanings[kind] ?? 1)] as const),
  );
}

function drawApplication(cluster: SimulatedCluster, kind: JobKind, user: SimulatedUser, dice: Dice): Application {
  if (kind === 'interactive') return applications.notebook;
  const usable = user.applications.filter(
    ([name]) => name !== 'notebook' && (cluster.kind === 'cpu' || applications[name].accelerator > 0),
  );
  const fallback = cluster.kind === 'gpu' ? 'inference' : 'fluid';
  return applications[usable.length === 0 ? fallback : dice.weighted(usable)];
}

function drawNodes(cluster: SimulatedCluster, kind: JobKind, user: SimulatedUser, dice: Dice): number {
  if (kind === 'array' || kind === 'one-core') return 1;
  const [usual, most] = user.nodes;
  const growth = cluster.hosts.length / (cluster.kind === 'cpu' ? 8 : 4); // larger clusters attract larger jobs
  const wanted = dice.chance(0.65) ? dice.whole(1, usual) : dice.whole(1, most);
  const spread = wanted * (1 + (Math.sqrt(growth) - 1) * dice.fraction());
  const least = kind === 'load-imbalance' ? 2 : 1;
  return Math.max(least, Math.round(spread / (cluster.kind === 'gpu' ? 1.6 : 1)));
}

function drawDuration(kind: JobKind, user: SimulatedUser, dice: Dice): number {
  const skew = dice.fraction();
  const typical = kind === 'array' ? Math.min(user.minutes, 20) : kind === 'interactive' ? 30 : user.minutes;
  let duration = typical * minute * (0.25 + 1.2 * skew + 2 * skew * skew * skew * skew * skew * skew);
  if (kind === 'failed') duration *= dice.between(0.05, 0.6);
  if (kind === 'cancelled') duration *= dice.between(0.15, 0.9);
  if (kind === 'timed-out') duration = Math.ceil(duration / (10 * minute)) * 10 * minute;
  const pathological = kind === 'memory-leak' || kind === 'throttled' || kind === 'idle-gpus' || kind === 'one-core';
  return Math.round(Math.min(24 * hour, Math.max(pathological ? 12 * minute : 3 * minute, duration)));
}
