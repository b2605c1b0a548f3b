import fc from 'fast-check';
import type { JobData, JobMetric, JobSeries } from '../../src/domain/job-data.js';
import { JOB_STATES, SHARING } from '../../src/domain/job.js';
import type { ArchivedJob } from '../../src/domain/job.js';
import { METRIC_SCOPES } from '../../src/domain/scope.js';
import type { MetricScope } from '../../src/domain/scope.js';

/** The minimal job of docs/formats/job-archive.md, with everything optional absent. */
export const minimalJob: ArchivedJob = {
  cluster: 'alpha',
  subCluster: 'main',
  partition: '',
  project: 'p1',
  user: 'u1',
  shared: 'none',
  jobState: 'completed',
  tags: [],
  resources: [{ hostname: 'n01' }],
  energyFootprint: undefined,
  footprint: undefined,
  metaData: undefined,
  energy: 0,
  arrayJobId: 0,
  walltime: 0,
  jobId: 7,
  duration: 120,
  smt: 0,
  monitoringStatus: 0,
  numAcc: 0,
  numHwthreads: 0,
  numNodes: 1,
  statistics: undefined,
  submitTime: 0,
  startTime: 1700000000,
};

/** A series of samples with their true statistics. */
export function series(hostname: string, values: readonly number[], id?: string): JobSeries {
  const present = values.filter((value) => !Number.isNaN(value));
  const statistics = {
    avg: present.reduce((sum, value) => sum + value, 0) / present.length,
    min: Math.min(...present),
    max: Math.max(...present),
  };
  return { hostname, ...(id !== undefined && { id }), statistics, data: Float64Array.from(values) };
}

export function metricOf(...all: readonly JobSeries[]): JobMetric {
  return { unit: { base: '' }, timestep: 60, series: all };
}

export function dataOf(metrics: Readonly<Record<string, Partial<Record<MetricScope, JobMetric>>>>): JobData {
  return new Map(
    Object.entries(metrics).map(([name, scopes]) => [
      name,
      new Map(METRIC_SCOPES.flatMap((scope) => (scopes[scope] ? [[scope, scopes[scope]] as const] : []))),
    ]),
  );
}

const count = fc.nat(2 ** 31 - 1);
const text = fc.string({ unit: 'binary', maxLength: 12 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0 || 0); // JSON has no -0
const numbers = fc.dictionary(text, number, { noNullPrototype: true });
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,7}$/);
const unit = fc.oneof(fc.record({ base: text }), fc.record({ base: text, prefix: fc.constantFrom('K', 'M', 'Gi') }));

/** Any job that an archive can hold. */
export const anyJob: fc.Arbitrary<ArchivedJob> = fc.record<ArchivedJob>(
  {
    cluster: name,
    subCluster: text,
    partition: text,
    project: text,
    user: text,
    shared: fc.constantFrom(...SHARING),
    jobState: fc.constantFrom(...JOB_STATES),
    tags: fc.array(
      fc.record({ type: text, name: text, scope: fc.constantFrom('global', 'admin', 'alice'), id: count }),
    ),
    resources: fc.array(
      fc.record(
        {
          hostname: text,
          hwthreads: fc.array(count, { minLength: 1 }),
          accelerators: fc.array(text, { minLength: 1 }),
          configuration: fc.string({ minLength: 1 }),
        },
        { requiredKeys: ['hostname'], noNullPrototype: true },
      ),
    ),
    energyFootprint: fc.option(numbers, { nil: undefined }),
    footprint: fc.option(numbers, { nil: undefined }),
    metaData: fc.option(fc.dictionary(text, text, { noNullPrototype: true }), { nil: undefined }),
    energy: number,
    arrayJobId: count,
    walltime: count,
    jobId: count,
    duration: count,
    smt: fc.nat(8),
    monitoringStatus: fc.constantFrom(0, 1, 2, 3),
    numAcc: count,
    numHwthreads: count,
    numNodes: count,
    statistics: fc.option(
      fc.dictionary(text, fc.record({ unit, avg: number, min: number, max: number }), { noNullPrototype: true }),
      { nil: undefined },
    ),
    submitTime: count,
    startTime: count,
    id: fc.integer({ min: 1, max: 2 ** 40 }),
    requestedMemory: fc.integer({ min: 1, max: 2 ** 40 }),
  },
  {
    requiredKeys: Object.keys(minimalJob) as (keyof ArchivedJob)[],
    noNullPrototype: true,
  },
);

/** Numbers that two decimals hold exactly enough: cents up to a million, and gaps. */
const sample = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 8) },
  fc.constant(NaN),
);
const samples = fc.array(sample, { maxLength: 8 }).map((values) => Float64Array.from(values));
const statistic = fc.integer({ min: -1e8, max: 1e8 }).map((cents) => cents / 100);
const anySeries: fc.Arbitrary<JobSeries> = fc.record<JobSeries>(
  {
    hostname: text,
    id: text,
    statistics: fc.record({ avg: statistic, min: statistic, max: statistic }),
    data: samples,
  },
  { requiredKeys: ['hostname', 'statistics', 'data'], noNullPrototype: true },
);
const anyMetric: fc.Arbitrary<JobMetric> = fc.record<JobMetric>(
  {
    unit,
    timestep: fc.integer({ min: 1, max: 3600 }),
    series: fc.array(anySeries, { maxLength: 3 }),
    statisticsSeries: fc.record(
      {
        mean: samples,
        median: samples,
        min: samples,
        max: samples,
        percentiles: fc.dictionary(fc.constantFrom('10', '50', '90'), samples, { minKeys: 1, noNullPrototype: true }),
      },
      { requiredKeys: ['median', 'min', 'max'], noNullPrototype: true },
    ),
  },
  { requiredKeys: ['unit', 'timestep', 'series'], noNullPrototype: true },
);

/** Any samples that an archive can hold. */
export const anyData: fc.Arbitrary<JobData> = fc
  .dictionary(
    name,
    fc.dictionary(fc.constantFrom(...METRIC_SCOPES), anyMetric, { maxKeys: 3, noNullPrototype: true }),
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  )
  .map(dataOf);
