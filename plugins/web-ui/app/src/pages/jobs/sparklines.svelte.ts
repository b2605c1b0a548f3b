import { SvelteMap } from 'svelte/reactivity';
import type { Graphql } from '../../api/graphql.js';
import { loadSparklines, type JobSparklines, type SparklineJob } from './sparkline-batch.js';

export type SparklineState = { readonly lines: JobSparklines } | { readonly error: unknown };

// Rows come into view one after the other while one scrolls: wait for the rest of them.
const GATHER_MS = 80;
// A request must stay readable for the server.
const MOST_AT_ONCE = 50;

/** The small plots of the rows that were looked at. */
export class Sparklines {
  readonly states = new SvelteMap<string, SparklineState>();
  private readonly asked = new Map<string, SparklineJob>();
  private readonly under = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly controller = new AbortController();

  constructor(private readonly graphql: Graphql) {}

  /** @param fresh also when they are there already, as those of running jobs grow */
  want(job: SparklineJob, { fresh = false } = {}): void {
    if (this.under.has(job.id) || (!fresh && this.states.has(job.id))) return;
    this.asked.set(job.id, job);
    this.timer ??= setTimeout(() => void this.load(), GATHER_MS);
  }

  /** Scrolled away before it was asked for. */
  leave(id: string): void {
    this.asked.delete(id);
  }

  /** Other metrics are shown: all are asked for anew. */
  forget(): void {
    this.states.clear();
    this.asked.clear();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }

  private async load(): Promise<void> {
    this.timer = undefined;
    const jobs = [...this.asked.values()].slice(0, MOST_AT_ONCE);
    for (const { id } of jobs) {
      this.asked.delete(id);
      this.under.add(id);
    }
    if (this.asked.size > 0) this.timer = setTimeout(() => void this.load(), GATHER_MS);
    try {
      const loaded = await loadSparklines(this.graphql, jobs, this.controller.signal);
      for (const [id, lines] of loaded) this.states.set(id, { lines });
    } catch (error) {
      if (this.controller.signal.aborted) return;
      // What was there before stays in sight.
      for (const { id } of jobs) if (!this.states.has(id)) this.states.set(id, { error });
    } finally {
      for (const { id } of jobs) this.under.delete(id);
    }
  }
}
