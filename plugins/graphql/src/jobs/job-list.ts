import { InvalidInputError, type JobFilter, type JobOrder, type Page } from '@cc-kernel/core/plugin';
import type { CountJobs, JobView, ListJobs, WantedParts } from '@cc-kernel/core/use-cases';
import type { RequestScope } from '../gate/request-scope.js';
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
    private readonly scope: RequestScope,
    private readonly query: JobListQuery,
    private readonly useCases: { readonly list: UseCase<ListJobs>; readonly count: UseCase<CountJobs> },
  ) {}

  items(): Promise<readonly JobView[]> {
    return (this.loaded ??= this.load());
  }

  /** Of all jobs that the filters let pass, whatever the page. */
  count(): Promise<number> {
    return this.scope.queue.run(() => this.useCases.count.run(this.scope.principal, this.query.filters));
  }

  /** Is there a row behind the page? */
  async hasNextPage(): Promise<boolean> {
    const { rows } = this.query;
    if (rows === 'all') return false;
    if (this.loaded && (await this.loaded).length < rows.itemsPerPage) return false;
    const behind = rows.page * rows.itemsPerPage + 1;
    return Number.isSafeInteger(behind) && (await this.read({ itemsPerPage: 1, page: behind }, {})).length > 0;
  }

  private load(): Promise<readonly JobView[]> {
    const { rows, parts } = this.query;
    return this.read(rows === 'all' ? this.first(Infinity) : this.capped(rows), parts);
  }

  private capped(page: Page): Page {
    if (page.page === 1) return this.first(page.itemsPerPage);
    if (page.itemsPerPage <= this.scope.rows.limit) return page;
    throw new InvalidInputError(`invalid items-per-page value: ${page.itemsPerPage}, at most ${this.scope.rows.limit}`);
  }

  /** The first rows: one more than allowed is enough to tell a full list from one that was cut. */
  private first(rows: number): Page {
    return { itemsPerPage: Math.min(rows, this.scope.rows.limit + 1), page: 1 };
  }

  private read(page: Page, parts: WantedParts): Promise<readonly JobView[]> {
    const { filters, order } = this.query;
    return this.scope.queue.run(async () => {
      this.scope.rows.check();
      const jobs = await this.useCases.list.run(this.scope.principal, {
        filters,
        page,
        with: parts,
        ...(order && { order }),
      });
      this.scope.rows.charge(jobs.length);
      return jobs;
    });
  }
}
