import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { inject, injectable } from 'tsyringe';
import { ArchiveTarget } from '../contracts/archive-target.js';
import type { JobArchive } from '../contracts/job-archive.js';
import { Logger } from '../contracts/logger.js';
import type { JobData } from '../domain/job-data.js';
import { jobDataChunks, readJobData } from '../domain/job-data-text.js';
import { jobDocument, readJobDocument } from '../domain/job-document.js';
import { describeJob } from '../domain/job.js';
import type { ArchivedJob, JobIdentity } from '../domain/job.js';
import { jsonText } from '../domain/json-text.js';
import { CorruptDataError, NotFoundError } from '../errors/index.js';
import { JobDataCache } from './job-data-cache.js';
import { identityOf, jobFolder } from './job-path.js';
import { gunzipStored, gzipped, parseStored } from './stored-json.js';
import { Turns } from './turns.js';

const metaName = 'meta.json';
const plainName = 'data.json';
const packedName = 'data.json.gz';
/** Texts above this many bytes are compressed. */
const plainLimit = 2000;

/**
 * Jobs as documents in folders, see docs/formats/job-archive.md. A job is there once its `meta.json` is: data are written
 * first, meta last. Work on one job happens one after the other.
 */
@injectable()
export class DocumentJobArchive implements JobArchive {
  private readonly cache = new JobDataCache();
  private readonly turns = new Turns();

  constructor(
    @inject(ArchiveTarget) private readonly target: ArchiveTarget,
    @inject(Logger) private readonly log: Logger,
  ) {}

  async publish(job: ArchivedJob, data: JobData): Promise<void> {
    const folder = jobFolder(job);
    const text = await textOf(data);
    const [name, sibling, bytes] =
      text.length > plainLimit ? [packedName, plainName, await gzipped(text)] : [plainName, packedName, text];
    await this.turns.take(folder, async () => {
      this.cache.forget(folder);
      await this.target.put(`${folder}/${name}`, bytes);
      await this.target.delete(`${folder}/${sibling}`); // an old compressed one would hide the new plain one
      await this.target.put(`${folder}/${metaName}`, metaText(job));
    });
  }

  async loadMeta(job: JobIdentity): Promise<ArchivedJob | undefined> {
    return this.readMeta(jobFolder(job), job);
  }

  async loadData(job: JobIdentity): Promise<JobData | undefined> {
    const folder = jobFolder(job);
    // In turn, so that several who ask at once read it once. The small meta document is read each time: another process may have
    // deleted the job, archived or imported it anew, and writes it last.
    return this.turns.take(folder, async () => {
      const meta = await this.target.get(`${folder}/${metaName}`);
      if (!meta) {
        this.cache.forget(folder);
        return undefined;
      }
      const version = createHash('sha1').update(meta).digest('base64');
      const cached = this.cache.get(folder, version);
      if (cached) return cached;
      const data = await this.readData(folder);
      this.cache.set(folder, version, data);
      return data;
    });
  }

  async storeMeta(job: ArchivedJob): Promise<void> {
    const folder = jobFolder(job);
    await this.turns.take(folder, async () => {
      if (!(await this.target.get(`${folder}/${metaName}`)))
        throw new NotFoundError(`${describeJob(job)} is not archived`);
      await this.target.put(`${folder}/${metaName}`, metaText(job));
    });
  }

  async delete(job: JobIdentity): Promise<void> {
    const folder = jobFolder(job);
    await this.turns.take(folder, async () => {
      this.cache.forget(folder);
      // Meta first: without it the job is gone, and what remains after a crash is nobody's.
      for (const name of [metaName, plainName, packedName]) await this.target.delete(`${folder}/${name}`);
    });
  }

  async *jobs(): AsyncIterable<ArchivedJob | Error> {
    for await (const { name } of this.target.list('')) {
      if (!name.endsWith(`/${metaName}`) || name.startsWith('.')) continue;
      const folder = name.slice(0, -metaName.length - 1);
      const identity = identityOf(folder);
      yield identity
        ? await this.metaOrError(folder, identity)
        : new CorruptDataError(`${name} is not where a job belongs`);
    }
  }

  private async metaOrError(folder: string, identity: JobIdentity): Promise<ArchivedJob | Error> {
    try {
      return (await this.readMeta(folder, identity)) ?? new CorruptDataError(`${folder}/${metaName} has just gone`);
    } catch (error) {
      if (error instanceof CorruptDataError) return error;
      throw error;
    }
  }

  private async readMeta(folder: string, expected: JobIdentity): Promise<ArchivedJob | undefined> {
    const place = `${folder}/${metaName}`;
    const bytes = await this.target.get(place);
    if (!bytes) return undefined;
    const job = readJobDocument(parseStored(bytes, place), place);
    if (job.cluster === expected.cluster && job.jobId === expected.jobId && job.startTime === expected.startTime)
      return job;
    throw new CorruptDataError(`${place} is about another job: ${describeJob(job)}`);
  }

  private async readData(folder: string): Promise<JobData> {
    const notice = (text: string): void => this.log.warn({ folder }, text);
    const packed = await this.target.get(`${folder}/${packedName}`);
    if (packed) {
      const place = `${folder}/${packedName}`;
      return readJobData(parseStored(await gunzipStored(packed, place), place), place, notice);
    }
    const place = `${folder}/${plainName}`;
    const plain = await this.target.get(place);
    if (plain) return readJobData(parseStored(plain, place), place, notice);
    throw new CorruptDataError(`${folder} has ${metaName}, but no data`);
  }
}

function metaText(job: ArchivedJob): Buffer {
  return Buffer.from(`${jsonText(jobDocument(job))}\n`);
}

async function textOf(data: JobData): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const piece of jobDataChunks(data)) {
    pieces.push(piece);
    await setImmediate(); // a large job must not hold up the server
  }
  pieces.push(Buffer.from('\n'));
  return Buffer.concat(pieces);
}
