import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { epochAt, epochSeconds } from '../schedule/epoch.js';
import { Site, type SiteOptions } from '../site/simulated-site.js';
import { ArchiveFolder } from './archive-folder.js';
import { ArchiveMaker, type ArchiveCount, type ArchivePlan, type ArchiveTask } from './archive-task.js';
import type { ArchiveDetail } from './job-entry.js';

export interface ArchiveOptions {
  readonly site: SiteOptions;
  /** Made when absent; jobs that it holds already are kept. */
  readonly directory: string;
  /** Jobs that start earlier are left out, unix seconds. Without it, `jobs` decides how far back to go. */
  readonly from?: number;
  /** Jobs that end later are left out. */
  readonly to: number;
  /** At most so many, the latest. */
  readonly jobs?: number;
  /** `full` when left out. */
  readonly detail?: ArchiveDetail;
  /** Threads; as many as the machine runs at once when left out. 0: work in this thread. */
  readonly workers?: number;
  readonly onProgress?: (progress: ArchiveProgress) => void;
  /** Stops the work; what is written stays, and is whole. */
  readonly signal?: AbortSignal;
}

export interface ArchiveProgress extends ArchiveCount {
  readonly total: number;
}

const jobsPerTask = 16;

/** Writes finished jobs with their samples as a job archive. The same options give the same bytes. */
export async function writeArchive(options: ArchiveOptions): Promise<ArchiveProgress> {
  const { directory, detail = 'full', onProgress, signal } = options;
  const site = new Site(options.site);
  const tasks = tasksOf(site, options);
  new ArchiveFolder(directory).prepare(site.clusters);
  const total = tasks.reduce((sum, { places }) => sum + places.length, 0);
  let count: ArchiveProgress = { jobs: 0, skipped: 0, bytes: 0, samples: 0, total };
  const done = (more: ArchiveCount): void => {
    count = {
      jobs: count.jobs + more.jobs,
      skipped: count.skipped + more.skipped,
      bytes: count.bytes + more.bytes,
      samples: count.samples + more.samples,
      total,
    };
    onProgress?.(count);
  };
  onProgress?.(count);
  const plan: ArchivePlan = { site: options.site, directory, detail };
  const threads = Math.min(tasks.length, options.workers ?? availableParallelism());
  const script = fileURLToPath(new URL('./archive-worker.js', import.meta.url));
  const canThread = extname(fileURLToPath(import.meta.url)) === '.js'; // threads run built code only
  if (threads === 0 || !canThread) await inThisThread(plan, tasks, done, signal);
  else await Promise.all(Array.from({ length: threads }, () => inWorker(script, plan, tasks, done, signal)));
  signal?.throwIfAborted();
  return count;
}

async function inThisThread(
  plan: ArchivePlan,
  tasks: ArchiveTask[],
  done: (count: ArchiveCount) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const maker = new ArchiveMaker(plan);
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    signal?.throwIfAborted();
    done(maker.run(task));
    await new Promise(setImmediate);
  }
}

/** One thread that takes tasks from the common list until it is empty. */
async function inWorker(
  script: string,
  plan: ArchivePlan,
  tasks: ArchiveTask[],
  done: (count: ArchiveCount) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const worker = new Worker(script, { workerData: plan });
  try {
    await new Promise<void>((resolve, reject) => {
      const next = (): void => {
        const task = signal?.aborted === true ? undefined : tasks.shift();
        if (task === undefined) resolve();
        else worker.postMessage(task);
      };
      worker.on('message', (count: ArchiveCount) => {
        done(count);
        next();
      });
      worker.on('error', (error) => {
        tasks.length = 0; // the others need not go on
        reject(error);
      });
      next();
    });
  } finally {
    await worker.terminate();
  }
}

/** What is to be written, cut into pieces that belong together. */
function tasksOf(site: Site, { from, to, jobs = Infinity }: ArchiveOptions): ArchiveTask[] {
  if (from === undefined && jobs === Infinity) throw new RangeError('say from when, or how many jobs');
  if (from !== undefined && from >= to) throw new RangeError('the archive would end before it begins');
  let found: { cluster: string; epoch: number; place: number; start: number }[] = [];
  const last = epochAt(to);
  const first = from === undefined ? last - Math.ceil(jobs / 50) - 1 : epochAt(from);
  for (let epoch = last; epoch >= first && found.length < jobs; epoch--) {
    epochAt(epoch * epochSeconds);
    for (const [cluster, model] of site.models) {
      model.jobsOfEpoch(epoch).forEach(({ begin, end }, place) => {
        if (end <= to && begin >= (from ?? 0)) found.push({ cluster, epoch, place, start: begin });
      });
    }
  }
  found.sort((a, b) => a.start - b.start);
  if (found.length > jobs) found = found.slice(-jobs);
  const tasks: ArchiveTask[] = [];
  const open = new Map<string, { cluster: string; epoch: number; places: number[] }>();
  for (const { cluster, epoch, place } of found) {
    const key = `${cluster} ${epoch}`;
    const task = open.get(key) ?? { cluster, epoch, places: [] };
    task.places.push(place);
    if (task.places.length < jobsPerTask) {
      open.set(key, task);
    } else {
      tasks.push(task);
      open.delete(key);
    }
  }
  return [...tasks, ...open.values()];
}
