import type { ArchivedJob, JobIdentity } from '../domain/job.js';
import type { JobData } from '../domain/job-data.js';
import { token } from './token.js';

/** Archived jobs as documents. Implemented in `core/src/archive` on an `ArchiveTarget`. */
export interface JobArchive {
  /** Publishes data and meta; afterwards the job is complete or absent, never half. */
  publish(job: ArchivedJob, data: JobData): Promise<void>;
  /** `undefined`: not archived. Rejects with `CorruptDataError`, which names the object. */
  loadMeta(job: JobIdentity): Promise<ArchivedJob | undefined>;
  /** What comes is shared with others who ask: nobody may change it. A job deleted, or published with another meta document, by any process is read anew. */
  loadData(job: JobIdentity): Promise<JobData | undefined>;
  /** Replaces the meta document of an archived job. */
  storeMeta(job: ArchivedJob): Promise<void>;
  delete(job: JobIdentity): Promise<void>;
  /** All archived jobs by path; an unreadable one is yielded as its error. */
  jobs(): AsyncIterable<ArchivedJob | Error>;
}
export const JobArchive = token<JobArchive>('archive.JobArchive');
