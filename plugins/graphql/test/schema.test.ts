import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType, lexicographicSortSchema, printSchema } from 'graphql';
import { expect, it } from 'vitest';
import { buildGraphqlSchema } from '../src/build-schema.js';

const schema = buildGraphqlSchema({ get: () => undefined });
const listing = buildSchema(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'));

it('is the schema that clients of cc-backend know', () => {
  expect(printSchema(lexicographicSortSchema(schema))).toBe(printSchema(lexicographicSortSchema(listing)));
});

it('keeps fields in the order of cc-backend', () => {
  for (const expected of Object.values(listing.getTypeMap())) {
    const type = schema.getType(expected.name);
    if (!isObjectType(expected) || !isObjectType(type) || expected.name.startsWith('__') || expected.name === 'Query')
      continue;
    expect([type.name, Object.keys(type.getFields())]).toEqual([expected.name, Object.keys(expected.getFields())]);
  }
});
