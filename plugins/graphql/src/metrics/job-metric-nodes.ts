import {
  METRIC_SCOPES,
  type JobData,
  type JobMetric,
  type JobSeries,
  type StatisticsSeries,
} from '@cc-kernel/core/plugin';
import { unitNode } from '../clusters/unit-type.js';
import type { AnswerText } from '../gate/float-text.js';
import type { JobMetricType, JobMetricWithNameType, SeriesType, StatsSeriesType } from './metric-types.js';

/** One entry per metric and scope: metrics in the order asked for, else as they came, scopes from coarse to fine. */
export function jobMetricNodes(
  data: JobData,
  asked: readonly string[] | undefined,
  answer: AnswerText,
): readonly JobMetricWithNameType[] {
  const names = asked?.length ? [...new Set(asked)] : [...data.keys()];
  return names.flatMap((name) => {
    const scopes = data.get(name);
    return METRIC_SCOPES.flatMap((scope) => {
      const metric = scopes?.get(scope);
      return metric ? [{ name, scope, metric: jobMetricNode(metric, answer) }] : [];
    });
  });
}

/** How many samples the data hold. */
export function pointsOf(data: JobData): number {
  let points = 0;
  for (const scopes of data.values()) {
    for (const { series } of scopes.values()) for (const { data: values } of series) points += values.length;
  }
  return points;
}

function jobMetricNode({ unit, timestep, series, statisticsSeries }: JobMetric, answer: AnswerText): JobMetricType {
  return {
    unit: unitNode(unit),
    timestep,
    series: series.map((one) => seriesNode(one, answer)),
    statisticsSeries: statisticsSeries && statsSeriesNode(statisticsSeries, answer),
  };
}

function seriesNode({ hostname, id, statistics, data }: JobSeries, answer: AnswerText): SeriesType {
  return { hostname, id, statistics, data: () => answer.floats(data) };
}

function statsSeriesNode({ mean, median, min, max }: StatisticsSeries, answer: AnswerText): StatsSeriesType {
  return {
    mean: () => (mean ? answer.floats(mean) : []),
    median: () => answer.floats(median),
    min: () => answer.floats(min),
    max: () => answer.floats(max),
  };
}
