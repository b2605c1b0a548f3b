import { CorruptDataError } from '../errors/index.js';
import { DocumentFields } from './document-fields.js';
import type { DocumentProblem } from './document-fields.js';
import { fixed2 } from './fixed2.js';
import { floatListText } from './float-list-text.js';
import type { JobData, JobMetric, JobSeries, SeriesStatistics, StatisticsSeries } from './job-data.js';
import { readUnit, unitDocument } from './job-document.js';
import { jsonText } from './json-text.js';
import { isMetricScope } from './scope.js';
import type { MetricScope } from './scope.js';

/** The text of `data.json` without its final newline: metrics and scopes ascending, numbers with two decimals. */
export function jobDataText(data: JobData): Buffer {
  return Buffer.concat([...jobDataChunks(data)]);
}

/** The same in pieces, one for each metric at one scope, so that the writer of a large job can let others run in between. */
export function* jobDataChunks(data: JobData): Generator<Buffer> {
  let before = '{';
  for (const [metric, scopes] of ascending(data)) {
    let within = `${before}${jsonText(metric)}:{`;
    for (const [scope, jobMetric] of ascending(scopes)) {
      yield Buffer.concat([Buffer.from(`${within}${jsonText(scope)}:`), jobMetricText(jobMetric)]);
      within = ',';
    }
    yield Buffer.from(within === ',' ? '}' : `${within}}`);
    before = ',';
  }
  yield Buffer.from(before === ',' ? '}' : '{}');
}

/** One metric at one scope, as REST answers and `data.json` write it. */
export function jobMetricText(metric: JobMetric): Buffer {
  const pieces: Buffer[] = [Buffer.from('{')];
  if (metric.statisticsSeries) pieces.push(...statisticsSeriesText(metric.statisticsSeries), Buffer.from(','));
  pieces.push(Buffer.from(`"unit":${jsonText(unitDocument(metric.unit))},"series":[`));
  metric.series.forEach((series, i) =>
    pieces.push(Buffer.from(`${i > 0 ? ',' : ''}${headOf(series)}`), ...samples(series)),
  );
  pieces.push(Buffer.from(`],"timestep":${metric.timestep}}`));
  return Buffer.concat(pieces);
}

function headOf({ hostname, id, statistics: { min, avg, max } }: JobSeries): string {
  const unit = id === undefined ? '' : `"id":${jsonText(id)},`;
  const statistics = `{"min":${decimal(min)},"avg":${decimal(avg)},"max":${decimal(max)}}`;
  return `{"hostname":${jsonText(hostname)},${unit}"statistics":${statistics},"data":[`;
}

/** Samples have single precision before they have two decimals. */
function samples({ data }: JobSeries): readonly Buffer[] {
  return [floatListText(data instanceof Float32Array ? data : Float32Array.from(data)), Buffer.from(']}')];
}

/** JSON has no word for what is not finite, and one such number must not cost the whole job. */
function decimal(value: number): string {
  return fixed2(Number.isFinite(value) ? value : 0);
}

function* statisticsSeriesText({ percentiles, mean, median, min, max }: StatisticsSeries): Generator<Buffer> {
  yield Buffer.from('"statisticsSeries":{');
  if (percentiles) {
    const names = Object.keys(percentiles).sort();
    for (const [i, name] of names.entries()) {
      yield Buffer.from(`${i === 0 ? '"percentiles":{' : ','}${jsonText(name)}:`);
      yield* list(percentiles[name]);
    }
    yield Buffer.from(names.length > 0 ? '},' : '');
  }
  yield Buffer.from('"mean":');
  yield* list(mean);
  yield Buffer.from(',"median":');
  yield* list(median);
  yield Buffer.from(',"min":');
  yield* list(min);
  yield Buffer.from(',"max":');
  yield* list(max);
  yield Buffer.from('}');
}

function list(values: Float64Array | undefined): readonly Buffer[] {
  return values ? [Buffer.from('['), floatListText(values), Buffer.from(']')] : [Buffer.from('null')];
}

function ascending<K extends string, V>(map: ReadonlyMap<K, V>): readonly (readonly [K, V])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Reads a parsed `data.json`, whoever wrote it: a document that is null as a whole has no metrics, absent statistics are
 * zeros, absent lists empty. Rejects with `CorruptDataError`, which names `place` and the first problems.
 *
 * @param notice hears of scopes that are not known and are left out
 */
export function readJobData(document: unknown, place: string, notice: (text: string) => void = () => {}): JobData {
  const problems: DocumentProblem[] = [];
  const data = new Map<string, ReadonlyMap<MetricScope, JobMetric>>();
  const fields = DocumentFields.of(document, '', problems);
  for (const metric of fields.keys) {
    const scopes = new Map<MetricScope, JobMetric>();
    for (const [scope, jobMetric] of fields.members(metric)) {
      if (isMetricScope(scope)) scopes.set(scope, readJobMetric(jobMetric));
      else notice(`${place}: ${metric} has the unknown scope ${JSON.stringify(scope)}, which is left out`);
    }
    data.set(metric, scopes);
  }
  if (problems.length === 0) return data;
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more problems)` : '';
  throw new CorruptDataError(`${place}: ${first?.path || 'the document'} ${first?.text}${more}`);
}

function readJobMetric(fields: DocumentFields): JobMetric {
  const statisticsSeries = fields.object('statisticsSeries');
  return {
    unit: readUnit(fields.object('unit')),
    timestep: fields.integer('timestep'),
    series: fields.list('series').map(readSeries),
    ...(statisticsSeries && { statisticsSeries: readStatisticsSeries(statisticsSeries) }),
  };
}

function readSeries(fields: DocumentFields): JobSeries {
  return {
    hostname: fields.string('hostname'),
    ...(fields.has('id') && { id: fields.string('id') }),
    statistics: readSeriesStatistics(fields.object('statistics')),
    data: numbers(fields, 'data'),
  };
}

function readSeriesStatistics(fields: DocumentFields | undefined): SeriesStatistics {
  if (!fields) return { avg: 0, min: 0, max: 0 };
  return { avg: fields.number('avg'), min: fields.number('min'), max: fields.number('max') };
}

function readStatisticsSeries(fields: DocumentFields): StatisticsSeries {
  const percentiles = fields.object('percentiles');
  return {
    ...(fields.has('mean') && { mean: numbers(fields, 'mean') }),
    median: numbers(fields, 'median'),
    min: numbers(fields, 'min'),
    max: numbers(fields, 'max'),
    ...(percentiles && {
      percentiles: Object.fromEntries(percentiles.keys.map((key) => [key, numbers(percentiles, key)])),
    }),
  };
}

/** Shape (n,); null is no measurement. */
function numbers(fields: DocumentFields, key: string): Float64Array {
  const items = fields.array(key);
  const values = new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item !== 'number' && item !== null) fields.problem(`${key}[${i}]`, 'must be a number or null');
    values[i] = typeof item === 'number' ? item : NaN;
  }
  return values;
}
