import type { Graphql } from '../../api/graphql.js';
import { GraphqlError } from '../../api/graphql.js';
import { meanOf, sparklineValues } from './sparkline.js';

export interface SparklineJob {
  readonly id: string;
  readonly duration: number;
  readonly numNodes: number;
  /** As measured at this cluster. */
  readonly metrics: readonly string[];
}

export interface Sparkline {
  readonly values: readonly (number | undefined)[];
  /** Over the time of the job, of all its nodes. */
  readonly mean: number | undefined;
}

/** By metric name; `undefined`: the server could not read this job. */
export type JobSparklines = ReadonlyMap<string, Sparkline> | undefined;

// From this many series on the server adds their statistics; they are far less to send.
const MANY_SERIES = 8;
const POINTS = 48;
const RESOLUTIONS = [60, 120, 300, 600, 1200, 3600];

interface MetricAnswer {
  readonly name: string;
  readonly metric: {
    readonly series?: readonly { readonly data: readonly (number | null)[] }[] | null;
    readonly statisticsSeries?: { readonly mean: readonly (number | null)[] } | null;
  };
}

/** One request for all jobs; those that the server cannot read are left out of a second one. */
export async function loadSparklines(
  graphql: Graphql,
  jobs: readonly SparklineJob[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, JobSparklines>> {
  const loaded = new Map<string, JobSparklines>(jobs.map(({ id }) => [id, undefined]));
  let left = jobs.filter(({ metrics }) => metrics.length > 0);
  while (left.length > 0) {
    const { text, variables } = sparklineQuery(left);
    try {
      const answer = await graphql.query<Readonly<Record<string, readonly MetricAnswer[]>>>(
        text,
        variables,
        signal ? { signal } : {},
      );
      for (const job of left) loaded.set(job.id, sparklinesOf(answer[aliasOf(job)] ?? []));
      return loaded;
    } catch (error) {
      const failed = error instanceof GraphqlError ? error.fields : [];
      const readable = left.filter((job) => !failed.includes(aliasOf(job)));
      if (readable.length === left.length) throw error;
      left = readable;
    }
  }
  return loaded;
}

export function sparklineQuery(jobs: readonly SparklineJob[]): {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
} {
  const variables: Record<string, unknown> = {};
  const declarations: string[] = [];
  const fields = jobs.map((job, index) => {
    variables[`id${index}`] = job.id;
    variables[`metrics${index}`] = job.metrics;
    variables[`resolution${index}`] = resolutionFor(job.duration);
    declarations.push(`$id${index}: ID!, $metrics${index}: [String!], $resolution${index}: Int`);
    const wanted = job.numNodes < MANY_SERIES ? 'series { data }' : 'statisticsSeries { mean }';
    return `  ${aliasOf(job)}: jobMetrics(id: $id${index}, metrics: $metrics${index}, scopes: [node], resolution: $resolution${index}) {
    name metric { ${wanted} }
  }`;
  });
  return { text: `query Sparklines(${declarations.join(', ')}) {\n${fields.join('\n')}\n}`, variables };
}

/** The coarsest that still gives enough points. */
function resolutionFor(duration: number): number {
  return RESOLUTIONS.findLast((resolution) => duration / resolution >= POINTS) ?? 0;
}

function aliasOf({ id }: SparklineJob): string {
  return `job${id}`;
}

function sparklinesOf(answer: readonly MetricAnswer[]): ReadonlyMap<string, Sparkline> {
  return new Map(
    answer.map(({ name, metric }) => {
      const series = metric.statisticsSeries
        ? [metric.statisticsSeries.mean]
        : (metric.series ?? []).map(({ data }) => data);
      const values = sparklineValues(series, POINTS);
      return [name, { values, mean: meanOf(values) }];
    }),
  );
}
