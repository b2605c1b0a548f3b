import { parseNewJob, parseStopJob } from '@cc-kernel/core/use-cases';
import { JOB_KINDS, simulatedSite, type JobKind, type SimulatedJob } from '@cc-kernel/data-generator';
import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../src/schedule/epoch.js';
import { day, hour, sampleSite, someDay } from './sample-site.js';

const fourWeeks = [...sampleSite().jobs({ from: someDay, to: someDay + 28 * day })];

describe('the jobs of a site', () => {
  it('never want more of a host than it has', () => {
    const plans = [
      { kind: 'cpu', nodes: 1 },
      { kind: 'gpu', nodes: 24 },
    ] as const;
    for (const site of [sampleSite(3), simulatedSite({ seed: 4, clusters: plans })]) {
      const uses = new Map<string, { from: number; to: number }[]>();
      for (const job of site.jobs({ from: someDay - 8 * day, to: someDay + 8 * day })) {
        for (const unit of unitsOf(job)) {
          const taken = uses.get(unit) ?? [];
          taken.push({ from: job.stop.startTime, to: job.stop.stopTime });
          uses.set(unit, taken);
        }
      }
      expect([...uses].flatMap(([unit, taken]) => overlaps(taken).map((time) => `${unit} twice at ${time}`))).toEqual(
        [],
      );
    }
  });

  it('are documents that the server accepts as start and as stop', () => {
    for (const { start, stop } of fourWeeks.filter((_, index) => index % 20 === 0)) {
      expect(parseNewJob(JSON.parse(JSON.stringify(start))).job).toMatchObject({
        jobId: start.jobId,
        user: start.user,
      });
      expect(parseStopJob(JSON.parse(JSON.stringify(stop)))).toMatchObject({
        jobId: start.jobId,
        jobState: stop.jobState,
      });
    }
  });

  it('agree with themselves', () => {
    for (const { start, stop, kind, cluster } of fourWeeks.filter((_, index) => index % 7 === 0)) {
      expect([start.cluster, stop.cluster, stop.jobId, stop.startTime]).toEqual([
        cluster,
        cluster,
        start.jobId,
        start.startTime,
      ]);
      expect(start.resources).toHaveLength(start.numNodes);
      expect(new Set(start.resources.map(({ hostname }) => hostname)).size).toBe(start.numNodes);
      expect(stop.stopTime - start.startTime).toBeGreaterThanOrEqual(180);
      expect(stop.stopTime - start.startTime).toBeLessThanOrEqual(start.walltime);
      expect(start.submitTime).toBeLessThanOrEqual(start.startTime);
      expect(start.numAcc).toBe(
        start.resources.reduce((sum, { accelerators }) => sum + (accelerators?.length ?? 0), 0),
      );
      expect(start.shared === 'none').toBe(start.resources[0]?.hwthreads === undefined);
      if (kind === 'timed-out') expect(stop.stopTime - start.startTime).toBe(start.walltime);
    }
  });

  it('are of every kind, and end as their kind does', () => {
    const states = new Map<JobKind, Set<string>>();
    for (const { kind, stop } of fourWeeks) states.set(kind, (states.get(kind) ?? new Set()).add(stop.jobState));
    expect(new Set(states.keys())).toEqual(new Set(JOB_KINDS));
    const endings = Object.fromEntries([...states].map(([kind, set]) => [kind, [...set]]));
    expect(endings).toMatchObject({
      'memory-leak': ['out_of_memory'],
      'timed-out': ['timeout'],
      cancelled: ['cancelled'],
      failed: ['failed'],
      mpi: ['completed'],
      'idle-gpus': ['completed'],
    });
  });

  it('come by start, with numbers that rise and are unique in a cluster', () => {
    expect(fourWeeks.map(({ start }) => start.startTime)).toEqual(
      fourWeeks.map(({ start }) => start.startTime).toSorted((a, b) => a - b),
    );
    for (const name of ['alder', 'onyx']) {
      const ids = fourWeeks.filter(({ cluster }) => cluster === name).map(({ start }) => start.jobId);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('are the same whatever part of time one asks for', () => {
    const parts: SimulatedJob[] = [];
    const site = sampleSite();
    for (let from = someDay; from < someDay + 28 * day; from += 5 * hour) {
      parts.push(...site.jobs({ from, to: Math.min(someDay + 28 * day, from + 5 * hour) }));
    }
    expect(JSON.stringify(parts)).toBe(JSON.stringify(fourWeeks));
  });

  it('differ from seed to seed', () => {
    const other = [...sampleSite(8).jobs({ from: someDay, to: someDay + day })];
    expect(JSON.stringify(other)).not.toBe(
      JSON.stringify(fourWeeks.filter(({ start }) => start.startTime < someDay + day)),
    );
  });

  it('keep most hosts busy most of the time', () => {
    const used = { alder: 0, onyx: 0 };
    for (const { cluster, start, stop } of fourWeeks) {
      if (start.shared === 'none')
        used[cluster as keyof typeof used] += start.numNodes * (stop.stopTime - stop.startTime);
    }
    expect(used.alder / (7 * 28 * day)).toBeGreaterThan(0.7);
    expect(used.onyx / (3 * 28 * day)).toBeGreaterThan(0.7);
    expect(used.onyx / (3 * 28 * day)).toBeLessThanOrEqual(1);
  });

  it('belong to users with habits', () => {
    const site = sampleSite();
    const projects = new Map(site.users.map(({ username, project }) => [username, project]));
    for (const { start } of fourWeeks) expect(projects.get(start.user)).toBe(start.project);
    const share = (user: string, kind: JobKind): number => {
      const own = fourWeeks.filter(({ start }) => start.user === user);
      return own.filter((job) => job.kind === kind).length / own.length;
    };
    expect(share('mhaddad', 'idle-gpus')).toBeGreaterThan(share('ltanaka', 'idle-gpus'));
    expect(site.projects.map(({ name }) => name)).toEqual(expect.arrayContaining([...new Set(projects.values())]));
  });

  it('have arrays whose members name their first', () => {
    const arrays = new Map<string, SimulatedJob[]>();
    for (const job of fourWeeks) {
      if (job.start.arrayJobId === undefined) continue;
      const key = `${job.cluster} ${job.start.arrayJobId}`;
      arrays.set(key, [...(arrays.get(key) ?? []), job]);
    }
    expect(arrays.size).toBeGreaterThan(50);
    const whole = [...arrays.values()].filter((members) =>
      members.some(({ start }) => start.jobId === start.arrayJobId),
    );
    expect(whole.length).toBeGreaterThan(0.9 * arrays.size); // the first ones began before the window
    for (const members of whole) expect(new Set(members.map(({ start }) => start.user)).size).toBe(1);
  });

  it('do not cross the border of an epoch', () => {
    const epoch = (time: number): number => Math.floor(time / epochSeconds);
    expect(fourWeeks.filter(({ stop }) => epoch(stop.startTime) !== epoch(stop.stopTime))).toEqual([]);
  });

  it('know what runs at a moment', () => {
    const at = someDay + 12 * hour;
    const running = sampleSite().runningJobs({ at });
    const expected = [...sampleSite().jobs({ from: at - 2 * day, to: at + 1 })].filter(
      ({ stop }) => stop.stopTime > at,
    );
    expect(numbers(running)).toEqual(numbers(expected));
    expect(running.length).toBeGreaterThan(5);
  });
});

/** What a job holds for itself: each eighth of a host and its accelerators. */
function unitsOf({ cluster, start }: SimulatedJob): string[] {
  const cores = start.numAcc > 0 ? 128 : 72;
  return start.resources.flatMap(({ hostname, hwthreads, accelerators = [] }) => {
    const parts = new Set(
      (hwthreads ?? Array.from({ length: cores }, (_, core) => core)).map((thread) =>
        Math.floor(((thread % cores) * 8) / cores),
      ),
    );
    return [
      ...[...parts].map((part) => `${cluster} ${hostname} ${part}`),
      ...accelerators.map((id) => `${hostname} ${id}`),
    ];
  });
}

function overlaps(uses: { from: number; to: number }[]): number[] {
  uses.sort((a, b) => a.from - b.from);
  return uses.filter(({ from }, index) => from < (uses[index - 1]?.to ?? 0)).map(({ from }) => from);
}

function numbers(jobs: readonly SimulatedJob[]): number[] {
  return jobs.map(({ start }) => start.jobId).toSorted((a, b) => a - b);
}
