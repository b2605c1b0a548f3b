import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { InvalidInputError, UnavailableError } from '../errors/index.js';
import { Slices } from './slices.js';
import type { Level } from './store/level.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';
import type { MetricStore } from './store/metric-store.js';

/** The samples of one chunk: `len` of them from `start` on, each one step. Seconds. */
export interface ChunkDescription {
  readonly start: number;
  readonly len: number;
  readonly end: number;
  /** All of them are in a checkpoint. */
  readonly saved?: true;
}

/** Metrics of a level, oldest chunk first, and the levels below, by name. */
export interface LevelDescription {
  readonly [name: string]: readonly ChunkDescription[] | LevelDescription;
}

/** Says what the store holds, without the samples. */
@injectable()
export class DescribeStore {
  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(path: readonly string[], signal?: AbortSignal): Promise<LevelDescription> {
    const { store } = this.holder;
    if (!store) throw new UnavailableError('there is no metric store: the configuration has no section metric-store');
    await this.holder.loading?.of(path[0], path[1]);
    const level = store.findLevel(path);
    if (!level) throw new InvalidInputError(`[METRICSTORE]> not found: ${path.join(':')}`);
    return describe(store, level, new Slices(this.clock, signal));
  }
}

async function describe(store: MetricStore, level: Level, slices: Slices): Promise<LevelDescription> {
  await slices.next();
  const found: [string, LevelDescription[string]][] = [];
  for (const [metric, series] of level.allSeries()) found.push([store.table.at(metric).name, chunksOf(store, series)]);
  for (const child of level.children.values()) found.push([child.name, await describe(store, child, slices)]);
  return Object.fromEntries(found);
}

function chunksOf({ series: columns }: MetricStore, series: number): readonly ChunkDescription[] {
  const step = columns.stepOf(series);
  const unsaved = columns.unsavedFrom(series);
  return columns.chunksOf(series).map((chunk) => {
    const start = columns.arena.edgeOf(chunk);
    const len = columns.lengthOf(series, chunk);
    const end = start + len * step;
    return end <= unsaved ? { start, len, end, saved: true } : { start, len, end };
  });
}
