import { fixed2, jsonText } from '@cc-kernel/core/plugin';
import type { MetricQuery, QueryAnswer, QueryResult } from '@cc-kernel/core/use-cases';

/**
 * The text, piece by piece: samples with three decimals, statistics with two, like the original; `NaN` is null. Results of a row that lacks
 * some of its units say of which unit they are, which the original does not.
 */
export function* queryAnswerPieces({ queries, results }: QueryAnswer): Generator<string> {
  yield '{';
  if (queries.length > 0) {
    yield '"queries":[';
    for (const [at, query] of queries.entries()) yield `${at > 0 ? ',' : ''}${jsonText(queryDocument(query))}`;
    yield '],';
  }
  yield '"results":[';
  for (const [at, row] of results.entries()) {
    yield at > 0 ? ',[' : '[';
    for (const [place, result] of row.entries()) yield `${place > 0 ? ',' : ''}${resultText(result)}`;
    yield ']';
  }
  yield ']}';
}

function queryDocument({ metric, host }: MetricQuery): Record<string, unknown> {
  return { metric, host, resolution: 0, aggreg: false };
}

function resultText({ error, data, from, to, resolution, avg, min, max, unit }: QueryResult): string {
  const parts = [
    ...(error === undefined ? [] : [`"error":${jsonText(error)}`]),
    ...(data === undefined || data.length === 0 ? [] : [`"data":[${Array.from(data, sampleText).join(',')}]`]),
    `"from":${from},"to":${to},"resolution":${resolution}`,
    `"avg":${statisticText(avg)},"min":${statisticText(min)},"max":${statisticText(max)}`,
    ...(unit === undefined ? [] : [`"type-id":${jsonText(unit.typeId)}`]),
    ...(unit?.subTypeId === undefined ? [] : [`"subtype-id":${jsonText(unit.subTypeId)}`]),
  ];
  return `{${parts.join(',')}}`;
}

function statisticText(value: number): string {
  return Number.isFinite(value) ? fixed2(value) : 'null';
}

/** Three decimals, ties to even, of the exact binary value. */
function sampleText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (size >= 1e21) return `${sign}${BigInt(size)}.000`; // toFixed would switch to exponents
  // A tie is an odd number of sixteenths; toFixed would round it up.
  const sixteenths = (size % 1) * 16;
  const isTie = sixteenths % 2 === 1;
  const text = size.toFixed(3);
  if (!isTie || Number(text.at(-1)) % 2 === 0) return sign + text;
  return `${sign}${text.slice(0, -1)}${Number(text.at(-1)) - 1}`;
}
