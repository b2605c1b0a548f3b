import { CorruptDataError } from '../errors/index.js';
import { DocumentFields } from './document-fields.js';
import type { DocumentProblem } from './document-fields.js';
import { JOB_STATES, MonitoringStatus, SHARING, isJobState } from './job.js';
import type { ArchivedJob, JobResource, JobState, JobStatistics, Sharing } from './job.js';
import type { Tag } from './tag.js';
import type { Unit } from './unit.js';

/**
 * The document of a job as `meta.json` and the REST answers write it: fields and their order as in
 * docs/formats/job-archive.md. `undefined` maps become null; of the rest, what is marked there is left out when empty.
 * Print it with `jsonText`.
 */
export function jobDocument(job: ArchivedJob): Readonly<Record<string, unknown>> {
  return {
    cluster: job.cluster,
    subCluster: job.subCluster,
    ...(job.partition !== '' && { partition: job.partition }),
    project: job.project,
    user: job.user,
    shared: job.shared,
    jobState: job.jobState,
    ...(job.tags.length > 0 && { tags: job.tags.map(tagDocument) }),
    resources: job.resources.map(resourceDocument),
    energyFootprint: byKey(job.energyFootprint),
    footprint: byKey(job.footprint),
    metaData: byKey(job.metaData),
    concurrentJobs: { items: null, count: 0 },
    energy: job.energy,
    ...nonZero('arrayJobId', job.arrayJobId),
    ...nonZero('walltime', job.walltime),
    ...nonZero('requestedMemory', job.requestedMemory),
    jobId: job.jobId,
    duration: job.duration,
    ...nonZero('smt', job.smt),
    ...nonZero('monitoringStatus', job.monitoringStatus),
    ...nonZero('numAcc', job.numAcc),
    ...nonZero('numHwthreads', job.numHwthreads),
    numNodes: job.numNodes,
    statistics: byKey(job.statistics, statisticsDocument),
    ...nonZero('id', job.id),
    ...nonZero('submitTime', job.submitTime),
    startTime: job.startTime,
  };
}

function tagDocument({ type, name, scope, id }: Tag) {
  return { type, name, scope, id };
}

function resourceDocument({ hostname, configuration, hwthreads, accelerators }: JobResource) {
  return {
    hostname,
    ...(configuration && { configuration }),
    ...(hwthreads?.length && { hwthreads }),
    ...(accelerators?.length && { accelerators }),
  };
}

function statisticsDocument({ unit, avg, min, max }: JobStatistics) {
  return { unit: unitDocument(unit), avg, min, max };
}

export function unitDocument({ base, prefix }: Unit): Unit {
  return prefix ? { base, prefix } : { base };
}

function nonZero(key: string, value: number | undefined): Readonly<Record<string, number>> {
  return value ? { [key]: value } : {};
}

/** Maps are written in ascending order of their keys. */
function byKey<T>(map: Readonly<Record<string, T>> | undefined, document: (value: T) => unknown = (value) => value) {
  if (!map) return null;
  // From entries with a plain object's own keys, so that `__proto__` is a key like any other.
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, document(map[key]!)]),
  );
}

/**
 * Reads the document of an archived job, whoever wrote it: unknown fields are ignored, absent and null ones have their
 * defaults, the old integer `exclusive` is understood. Rejects with `CorruptDataError`, which names `place` and fields.
 */
export function readJobDocument(document: unknown, place: string): ArchivedJob {
  const problems: DocumentProblem[] = [];
  const fields = DocumentFields.of(document, '', problems);
  const id = fields.integer('id');
  const requestedMemory = fields.integer('requestedMemory');
  const job: ArchivedJob = {
    cluster: fields.string('cluster'),
    subCluster: fields.string('subCluster'),
    partition: fields.string('partition'),
    project: fields.string('project'),
    user: fields.string('user'),
    shared: readSharing(fields),
    jobState: readState(fields),
    tags: fields.list('tags').map(readTag),
    resources: fields.list('resources').map(readResource),
    energyFootprint: readMap(fields, 'energyFootprint', 'number'),
    footprint: readMap(fields, 'footprint', 'number'),
    metaData: readMap(fields, 'metaData', 'string'),
    energy: fields.number('energy'),
    arrayJobId: fields.integer('arrayJobId'),
    walltime: fields.integer('walltime'),
    ...(requestedMemory !== 0 && { requestedMemory }),
    jobId: fields.integer('jobId'),
    duration: fields.integer('duration'),
    smt: fields.integer('smt'),
    monitoringStatus: readMonitoringStatus(fields),
    numAcc: fields.integer('numAcc'),
    numHwthreads: fields.integer('numHwthreads'),
    numNodes: fields.integer('numNodes'),
    statistics: fields.has('statistics') ? Object.fromEntries(readStatistics(fields)) : undefined,
    ...(id !== 0 && { id }),
    submitTime: fields.integer('submitTime'),
    startTime: fields.integer('startTime'),
  };
  if (problems.length === 0) return job;
  throw new CorruptDataError(`${place}: ${problems.map(({ path, text }) => `${path} ${text}`).join('; ')}`);
}

const exclusive: readonly Sharing[] = ['multi_user', 'none', 'single_user'];

function readSharing(fields: DocumentFields): Sharing {
  const text = fields.string('shared');
  const known = SHARING.find((sharing) => sharing === text);
  if (known !== undefined) return known;
  if (text !== '') fields.problem('shared', `must be one of ${SHARING.join(', ')}, is ${JSON.stringify(text)}`);
  else if (fields.has('exclusive')) {
    const old = exclusive[fields.integer('exclusive')];
    if (old) return old;
    fields.problem('exclusive', 'must be 0, 1 or 2');
  }
  return 'none';
}

function readState(fields: DocumentFields): JobState {
  const state = fields.string('jobState');
  if (isJobState(state)) return state;
  fields.problem('jobState', `must be one of ${JOB_STATES.join(', ')}, is ${JSON.stringify(state)}`);
  return 'failed';
}

/** What an archive says about it means nothing, so an unknown number is no reason to refuse a job. */
function readMonitoringStatus(fields: DocumentFields): MonitoringStatus {
  const status = fields.integer('monitoringStatus');
  return Object.values(MonitoringStatus).find((known) => known === status) ?? MonitoringStatus.archived;
}

function readTag(fields: DocumentFields): Tag {
  return {
    type: fields.string('type'),
    name: fields.string('name'),
    scope: fields.string('scope') || 'global',
    id: fields.integer('id'),
  };
}

function readResource(fields: DocumentFields): JobResource {
  const hwthreads = fields.integers('hwthreads');
  const accelerators = fields.strings('accelerators');
  const configuration = fields.string('configuration');
  return {
    hostname: fields.string('hostname'),
    ...(hwthreads.length > 0 && { hwthreads }),
    ...(accelerators.length > 0 && { accelerators }),
    ...(configuration !== '' && { configuration }),
  };
}

function* readStatistics(fields: DocumentFields): Generator<[string, JobStatistics]> {
  for (const [metric, of] of fields.members('statistics')) {
    const [avg, min, max] = [of.number('avg'), of.number('min'), of.number('max')];
    yield [metric, { unit: readUnit(of.object('unit')), avg, min, max }];
  }
}

export function readUnit(fields: DocumentFields | undefined): Unit {
  const prefix = fields?.string('prefix') ?? '';
  return { base: fields?.string('base') ?? '', ...(prefix !== '' && { prefix }) };
}

function readMap(fields: DocumentFields, key: string, type: 'number'): Readonly<Record<string, number>> | undefined;
function readMap(fields: DocumentFields, key: string, type: 'string'): Readonly<Record<string, string>> | undefined;
function readMap(fields: DocumentFields, key: string, type: 'number' | 'string') {
  const map = fields.object(key);
  if (!map) return undefined;
  return Object.fromEntries(map.keys.map((name) => [name, type === 'number' ? map.number(name) : map.string(name)]));
}
