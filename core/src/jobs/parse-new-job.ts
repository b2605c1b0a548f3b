import { MonitoringStatus, SHARING } from '../domain/job.js';
import type { JobResource, NewJob } from '../domain/job.js';
import type { Tag } from '../domain/tag.js';
import { StrictDocument } from './strict-document.js';

/** Largest number of four-byte columns. */
export const largestInteger = 2 ** 31 - 1;

/** What a job document may hold. What a start does not use is accepted all the same, since adapters send it. */
const jobKeys = [
  'cluster',
  'subCluster',
  'partition',
  'project',
  'user',
  'shared',
  'jobState',
  'tags',
  'resources',
  'energyFootprint',
  'footprint',
  'metaData',
  'concurrentJobs',
  'energy',
  'arrayJobId',
  'walltime',
  'requestedMemory',
  'jobId',
  'duration',
  'smt',
  'monitoringStatus',
  'numAcc',
  'numHwthreads',
  'numNodes',
  'statistics',
  'id',
  'submitTime',
  'startTime',
];
const resourceKeys = ['hostname', 'hwthreads', 'accelerators', 'configuration'];
const tagKeys = ['id', 'type', 'name', 'scope'];
const mostThreadsPerCore = 256;

export interface StartedJobDocument {
  /** `subCluster` may still be empty: `StartJob` assigns it. */
  readonly job: NewJob;
  readonly tags: readonly Omit<Tag, 'id'>[];
}

/** Reads the document of a start. Rejects with `InvalidInputError`, which names every field that is wrong and the nearest known one. */
export function parseNewJob(document: unknown): StartedJobDocument {
  return StrictDocument.read(document, jobKeys, (fields) => {
    const resources = readResources(fields);
    const numNodes = fields.whole('numNodes', { from: 1, to: largestInteger });
    if (resources.length !== numNodes)
      fields.problem('resources', `must name as many nodes as numNodes says (${numNodes}), has ${resources.length}`);
    const job: NewJob = {
      jobId: fields.whole('jobId', { from: 1 }),
      startTime: fields.whole('startTime', { from: 1 }),
      cluster: fields.text('cluster', { atLeast: 1 }),
      subCluster: fields.text('subCluster'),
      partition: fields.text('partition'),
      project: fields.text('project'),
      user: fields.text('user', { atLeast: 1 }),
      shared: fields.oneOf('shared', SHARING, 'none'),
      resources,
      metaData: fields.textByKey('metaData'),
      arrayJobId: fields.whole('arrayJobId', { from: 0, absent: 0 }),
      walltime: fields.whole('walltime', { from: 0, absent: 0 }),
      numNodes,
      numHwthreads: fields.whole('numHwthreads', { from: 0, to: largestInteger, absent: 0 }),
      numAcc: fields.whole('numAcc', { from: 0, to: largestInteger, absent: 0 }),
      smt: fields.whole('smt', { from: 0, to: mostThreadsPerCore, absent: 0 }),
      monitoringStatus: readMonitoringStatus(fields),
      duration: fields.whole('duration', { from: 0, to: largestInteger, absent: 0 }),
      submitTime: fields.whole('submitTime', { from: 0, absent: 0 }),
      footprint: fields.numberByKey('footprint'),
      energy: fields.number('energy', 0),
    };
    checkUnused(fields);
    return { job, tags: readTags(fields) };
  });
}

/** What a start has no use for must still be what it is called. */
function checkUnused(fields: StrictDocument): void {
  fields.text('jobState');
  fields.whole('id', { from: 0, absent: 0 });
  fields.whole('requestedMemory', { from: 0, absent: 0 });
  fields.numberByKey('energyFootprint');
  fields.unread('statistics');
  fields.unread('concurrentJobs');
}

function readResources(fields: StrictDocument): readonly JobResource[] {
  const resources = fields.list('resources', resourceKeys, (node) => {
    const hwthreads = node.wholes('hwthreads');
    const accelerators = node.texts('accelerators');
    const configuration = node.text('configuration', { atMost: 65_536 });
    return {
      hostname: node.text('hostname', { atLeast: 1 }),
      ...(hwthreads.length > 0 && { hwthreads }),
      ...(accelerators.length > 0 && { accelerators }),
      ...(configuration !== '' && { configuration }),
    };
  });
  if (resources.length === 0) fields.problem('resources', 'must not be empty');
  const seen = new Set<string>();
  for (const { hostname } of resources) {
    if (seen.has(hostname)) fields.problem('resources', `has the host ${JSON.stringify(hostname)} twice`);
    seen.add(hostname);
  }
  return resources;
}

function readMonitoringStatus(fields: StrictDocument): MonitoringStatus {
  const { disabled, archived, runningOrArchiving } = MonitoringStatus;
  const number = fields.whole('monitoringStatus', { from: disabled, to: archived, absent: runningOrArchiving });
  return Object.values(MonitoringStatus).find((status) => status === number) ?? runningOrArchiving;
}

function readTags(fields: StrictDocument): readonly Omit<Tag, 'id'>[] {
  return fields.list('tags', tagKeys, (tag) => ({
    type: tag.text('type', { atLeast: 1 }),
    name: tag.text('name', { atLeast: 1 }),
    scope: tag.text('scope') || 'global',
  }));
}
