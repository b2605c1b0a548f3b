import type { Graphql } from '../../api/graphql.js';
import { JOB_LIST_QUERY, type JobListAnswer, type JobListVariables, type ListedJob } from './job-list.query.js';

/** The page of jobs on display. While the next one is on its way, the present one stays. */
export class JobList {
  jobs = $state.raw<readonly ListedJob[]>();
  count = $state<number>();
  error = $state.raw<unknown>();
  isLoading = $state(false);
  /** When the present page was asked for, in seconds. */
  loadedAt = $state<number>();
  private controller: AbortController | undefined;

  constructor(
    private readonly graphql: Graphql,
    private readonly now: () => number,
  ) {}

  /** The last call wins. Resolves with true once its answer is on display. */
  async load(variables: JobListVariables): Promise<boolean> {
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    this.isLoading = true;
    const asked = this.now();
    try {
      const { jobs } = await this.graphql.query<JobListAnswer>(JOB_LIST_QUERY, variables, {
        signal: controller.signal,
      });
      if (controller.signal.aborted) return false;
      this.jobs = jobs.items;
      this.count = jobs.count;
      this.error = undefined;
      this.loadedAt = asked;
      return true;
    } catch (error) {
      if (controller.signal.aborted) return false;
      this.error = error;
      return false;
    } finally {
      if (this.controller === controller) this.isLoading = false;
    }
  }

  stop(): void {
    this.controller?.abort();
  }
}
