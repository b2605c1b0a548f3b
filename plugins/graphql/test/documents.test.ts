import { buildSchema, getOperationAST, type GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Documents, type CheckedDocument } from '../src/gate/documents.js';

const schema = buildSchema('type Query { a: Int, b: Query, c(x: Int): Int }');
const limits = { kept: 3, keptLength: 1000, tokens: 2000 };
const documents = (introspection = false) => new Documents(schema, introspection, limits);

const costOf = (source: string, name?: string) => {
  const checked = documents().find(source);
  if ('errors' in checked) throw checked.errors[0];
  return checked.costs.get(getOperationAST(checked.document, name)!);
};
const errorsOf = (checked: CheckedDocument): readonly GraphQLError[] => ('errors' in checked ? checked.errors : []);

describe('costs', () => {
  it('counts every selected field, at each use of a fragment', () => {
    expect(costOf('{a b{a c} ...F ...F} fragment F on Query{a b{a}}')).toEqual({ complexity: 10, depth: 2 });
  });

  it('counts no more than the operation that is asked for', () => {
    expect(costOf('query A{a} query B{a c b{b{a}}}', 'A')).toEqual({ complexity: 1, depth: 1 });
  });

  it('measures fragments that multiply each other without expanding them', () => {
    const chain = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Query{x:b{...F${i + 1}} y:b{...F${i + 1}}}`,
    ).join(' ');
    const cost = costOf(`{...F0} ${chain} fragment F60 on Query{a}`);
    expect(cost?.depth).toBe(61);
    expect(cost?.complexity).toBeGreaterThan(2 ** 60);
  });
});

describe('refusals', () => {
  it('names code and place', () => {
    const [broken, unknown, empty] = ['{a b{a}', '{a nosuch}', 'fragment F on Query{a}'].map((source) =>
      documents().find(source),
    );
    expect(errorsOf(broken!).map((error) => error.toJSON())).toEqual([
      {
        message: 'Syntax Error: Expected Name, found <EOF>.',
        locations: [{ line: 1, column: 8 }],
        extensions: { code: 'GRAPHQL_PARSE_FAILED' },
      },
    ]);
    expect(errorsOf(unknown!).map((error) => error.toJSON())).toEqual([
      {
        message: 'Cannot query field "nosuch" on type "Query".',
        locations: [{ line: 1, column: 4 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
    expect(errorsOf(empty!)[0]?.message).toContain('never used');
  });

  it('refuses more words than allowed', () => {
    expect(errorsOf(documents().find(`{${'a '.repeat(2000)}}`))[0]?.extensions['code']).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('refuses what would overflow the stack', () => {
    const deep = new Documents(schema, false, { ...limits, tokens: 1_000_000 });
    const source = `{${'b{'.repeat(100_000)}a${'}'.repeat(100_000)}}`;
    expect(errorsOf(deep.find(source))[0]?.message).toBe('the query is nested too deeply');
  });

  it('gives up soon on fields that repeat without end', () => {
    const many = new Documents(schema, false, { ...limits, tokens: 100_000 });
    const [error] = errorsOf(many.find(`{${'b{a} '.repeat(10_000)}}`));
    expect(error?.message).toBe('the query repeats fields or fragments too often to be checked');
  });

  it('hides the schema, except in development', () => {
    expect(errorsOf(documents().find('{__schema{types{name}} a}')).map(({ message }) => message)).toContain(
      'introspection disabled',
    );
    expect(errorsOf(documents().find('{__type(name:"Query"){name}}'))[0]?.message).toBe('introspection disabled');
    expect(errorsOf(documents().find('{__typename}'))).toEqual([]);
    expect(errorsOf(documents(true).find('{__schema{types{name}} a}'))).toEqual([]);
  });
});

describe('the cache', () => {
  it('keeps the youngest, also among the refused', () => {
    const cache = documents();
    const [a, b] = ['{a}', '{b{a}}'].map((source) => cache.find(source));
    const refused = cache.find('{x}');
    expect(cache.find('{a}')).toBe(a); // youngest now
    cache.find('{c}');
    expect([cache.find('{a}'), cache.find('{x}')]).toEqual([a, refused]);
    expect(cache.find('{b{a}}')).not.toBe(b);
  });

  it('does not keep long texts', () => {
    const cache = documents();
    const long = `{a # ${'x'.repeat(1000)}\n}`;
    expect(cache.find(long)).not.toBe(cache.find(long));
  });
});
