import type { Job, JobFilter, OrderByInput, PageRequest } from '../../api/schema.js';

/** The person's name is left out: asking for that of somebody else is refused to users, and with it the whole list. */
export const JOB_LIST_QUERY = `query JobList($filter: [JobFilter!], $page: PageRequest, $order: OrderByInput) {
  jobs(filter: $filter, page: $page, order: $order) {
    count
    items {
      id jobId user project cluster subCluster partition startTime duration walltime numNodes numHWThreads numAcc energy
      shared arrayJobId monitoringStatus state metaData
      tags { id type name scope }
      footprint { name stat value }
      resources { hostname }
    }
  }
}`;

export interface JobListVariables {
  readonly filter: readonly JobFilter[];
  readonly page: PageRequest;
  readonly order: OrderByInput;
  readonly [name: string]: unknown;
}

export type ListedJob = Pick<
  Job,
  | 'id'
  | 'jobId'
  | 'user'
  | 'project'
  | 'cluster'
  | 'subCluster'
  | 'partition'
  | 'startTime'
  | 'duration'
  | 'walltime'
  | 'numNodes'
  | 'numHWThreads'
  | 'numAcc'
  | 'energy'
  | 'shared'
  | 'arrayJobId'
  | 'monitoringStatus'
  | 'state'
  | 'metaData'
  | 'tags'
  | 'footprint'
> & { readonly resources: readonly { readonly hostname: string }[] };

export interface JobListAnswer {
  readonly jobs: { readonly count: number; readonly items: readonly ListedJob[] };
}
