import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schemaTypes, typesFile } from '../app/print-schema-types.mjs';
import { countQuery } from '../app/src/pages/home/cluster-counts.js';
import { JOB_LIST_QUERY } from '../app/src/pages/jobs/job-list.query.js';
import { sparklineQuery } from '../app/src/pages/jobs/sparkline-batch.js';

const schema = buildSchema(readFileSync(new URL('../../graphql/test/schema.graphql', import.meta.url), 'utf8'));
const mistakes = (text: string): readonly string[] => validate(schema, parse(text)).map(({ message }) => message);

describe('what the pages ask the API', () => {
  it('has the types of the schema (else: node plugins/web-ui/app/print-schema-types.mjs)', () => {
    expect(readFileSync(typesFile, 'utf8')).toBe(schemaTypes());
  });

  it('is valid', () => {
    const jobs = [
      { id: '1', duration: 100, numNodes: 1, metrics: ['a'] },
      { id: '2', duration: 10_000, numNodes: 64, metrics: ['b'] },
    ];
    expect(mistakes(JOB_LIST_QUERY)).toEqual([]);
    expect(mistakes(sparklineQuery(jobs).text)).toEqual([]);
    expect(mistakes(countQuery(['a', 'b']).text)).toEqual([]);
  });
});
