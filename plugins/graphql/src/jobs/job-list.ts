import { InvalidInputError, type JobFilter, type JobOrder, type Page, type Principal } from '@cc-kernel/core/plugin';
import type { CountJobs, JobView, ListJobs, WantedParts } from '@cc-kernel/core/use-cases';
import type { UseCase } from '../gate/use-case.js';
import type { WantedRows } from './job-page.js';

export interface JobListQuery {
  readonly filters: readonly JobFilter[];
  readonly order: JobOrder | undefined;
  readonly rows: WantedRows;
  readonly parts: WantedParts;
}

/** One job list of one request. Each part is read only when asked for, and once. */
export class JobList {
  private loaded: Promise<readonly JobView[]> | undefined;

  constructor(
    private readonly who: Principal,
    private readonly query: JobListQuery,
    private readonly useCases: { readonly list: UseCase<ListJobs>; readonly count: UseCase<CountJobs> },
    /** More rows than this are refused. */
    private readonly mostRows: number,
  ) {}

  items(): Promise<readonly JobView[]> {
    return (this.loaded ??= this.load());
  }

  /** Of all jobs that the filters let pass, whatever the page. */
  count(): Promise<number> {
    return this.useCases.count.run(this.who, this.query.filters);
  }

  /** Is there a row behind the page? */
  async hasNextPage(): Promise<boolean> {
    const { rows } = this.query;
    if (rows === 'all') return false;
    if (this.loaded && (await this.loaded).length < rows.itemsPerPage) return false;
    const behind = rows.page * rows.itemsPerPage + 1;
    return Number.isSafeInteger(behind) && (await this.read({ itemsPerPage: 1, page: behind }, {})).length > 0;
  }

  private async load(): Promise<readonly JobView[]> {
    const { rows, parts } = this.query;
    // One more than allowed, to tell a full list from one that was cut.
    const page =
      rows === 'all' || rows.itemsPerPage > this.mostRows ? { itemsPerPage: this.mostRows + 1, page: 1 } : rows;
    const jobs = await this.read(page, parts);
    if (jobs.length <= this.mostRows) return jobs;
    throw new InvalidInputError(`the list would hold more than ${this.mostRows} jobs: ask for a page, or filter more`);
  }

  private read(page: Page, parts: WantedParts): Promise<readonly JobView[]> {
    const { filters, order } = this.query;
    return this.useCases.list.run(this.who, { filters, page, with: parts, ...(order && { order }) });
  }
}
