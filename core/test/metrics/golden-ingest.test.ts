import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Aggregation } from '../../src/domain/cluster.js';
import { golden } from '../golden.js';
import { storeUnderTest } from './store-under-test.js';

interface Stored {
  readonly path: readonly string[];
  readonly metric: string;
  readonly samples: readonly [number | 'now', number | string][];
}

interface Vector {
  readonly id: string;
  readonly body?: string;
  readonly body64?: string;
  readonly query?: string;
  readonly status: number;
  readonly stored: readonly Stored[];
  readonly copy: boolean;
  readonly better?: { readonly status?: number; readonly stored?: readonly Stored[] };
}

interface Vectors {
  readonly metrics: Readonly<Record<string, { frequency: number; aggregation: Aggregation }>>;
  readonly vectors: readonly Vector[];
}

/** Where we do neither what the original does, which is marked not to be copied, nor what the recording proposes instead. */
const otherwise: Readonly<Record<string, string>> = {
  'cr-cr-lf':
    'W-4: a line with a malformed time is refused; the proposal takes the time without its stray control byte',
  'leading-tab': 'W-5: all good lines are stored, and this one is bad; the proposal stores the rest of it',
  'cache-default-differs': 'a line without cluster belongs to the default cluster; the proposal loses it',
};

const now = 1_795_531_213;

describe.skipIf(!golden)('line protocol as recorded from the original', () => {
  const { metrics, vectors } = golden
    ? (JSON.parse(readFileSync(`${golden}/metricstore/ingest-vectors.json`, 'utf8')) as Vectors)
    : { metrics: {}, vectors: [] };
  const table = Object.entries(metrics).map(([name, { frequency, aggregation }]) => ({
    name,
    step: frequency,
    aggregation,
  }));

  it('goes its own way only where the original is marked not to be copied', () => {
    const others = vectors.filter(({ id }) => id in otherwise);
    expect(others.map(({ id, copy }) => [id, copy])).toEqual(Object.keys(otherwise).map((id) => [id, false]));
  });

  const cases = vectors.filter(({ id }) => !(id in otherwise));
  it.each(cases.map((vector) => [vector.id, vector] as const))('%s', async (_, vector) => {
    const bytes = bodyOf(vector);
    for (const chunk of [bytes.length || 1, 1, 7]) {
      const store = storeUnderTest(table, { now });
      const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (__, at) =>
        bytes.subarray(at * chunk, (at + 1) * chunk),
      );
      const report = await store.write(chunks, new URLSearchParams(vector.query ?? '').get('cluster') ?? '');
      const wanted = vector.copy ? vector : vector.better;
      if (wanted?.stored) expect(store.samples()).toEqual(expected(wanted.stored));
      if (wanted?.status !== undefined) expect(report.fatal === undefined ? 200 : 400).toBe(wanted.status);
      expect(report.received).toBe(report.stored + report.rejected + report.tooOld);
      if (bytes.length > 5000) break;
    }
  });
});

function bodyOf({ body, body64 }: Vector): Buffer {
  if (body === undefined) return Buffer.from(body64 ?? '', 'base64');
  return Buffer.from(
    body
      .replace(/\{repeat:(.):(\d+)\}/g, (_, character: string, count: string) => character.repeat(Number(count)))
      .replace(/\{now\+(\d+)\}/g, (_, seconds: string) => String(now + Number(seconds))),
  );
}

function expected(stored: readonly Stored[]): Record<string, [number, number][]> {
  const repeated = (text: string) =>
    text.replace(/\{repeat:(.):(\d+)\}/g, (_, character: string, count: string) => character.repeat(Number(count)));
  return Object.fromEntries(
    stored.map(({ path, metric, samples }) => [
      [...path, metric].map(repeated).join('/'),
      samples.map(([time, value]): [number, number] => [time === 'now' ? now : time, Math.fround(Number(value))]),
    ]),
  );
}
