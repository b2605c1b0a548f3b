import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkVariables } from '../src/gate/variables.js';

const schema = buildSchema(`
  input Text { eq: String, in: [String!] }
  input Page { size: Int!, page: Int! }
  type Query { a(id: ID, text: [Text!], page: Page, flag: Boolean): Int }
`);
const check = (definitions: string, values: Record<string, unknown>) => {
  const operation = getOperationAST(parse(`query(${definitions}){a}`))!;
  const checked = checkVariables(schema, operation, values);
  return 'values' in checked
    ? checked.values
    : checked.errors.map(({ path, message, extensions }) => ({ path, message, ...extensions }));
};

describe('checkVariables', () => {
  it('passes good values on, and surplus ones by', () => {
    expect(check('$p:Page,$t:[Text!]', { p: { size: 1, page: 2 }, t: null, other: 1 })).toEqual({
      p: { size: 1, page: 2 },
      t: null,
    });
  });

  it('takes a number for text, wherever text stands', () => {
    expect(check('$t:[Text!]', { t: { eq: 5, in: [1, 'x', 2.5] } })).toEqual({ t: { eq: '5', in: ['1', 'x', '2.5'] } });
  });

  it('says where each mistake is', () => {
    expect(check('$p:Page!,$i:ID!,$q:Page', { p: null, q: { size: 'many', x: 1 } })).toMatchObject([
      { path: ['variable', 'p'], message: 'variable "$p" cannot be null', code: 'GRAPHQL_VALIDATION_FAILED' },
      { path: ['variable', 'i'], message: 'variable "$i" must be given' },
      { path: ['variable', 'q', 'size'] },
      { path: ['variable', 'q', 'page'], message: 'Field "page" of required type "Int!" was not provided.' },
      { path: ['variable', 'q', 'x'], message: 'Field "x" is not defined by type "Page".' },
    ]);
  });

  it('does not take a boolean or a list for text', () => {
    expect(check('$t:[Text!]', { t: [{ eq: true }, { eq: ['x'] }] })).toMatchObject([
      { path: ['variable', 't', 0, 'eq'] },
      { path: ['variable', 't', 1, 'eq'] },
    ]);
  });

  it('lets a default stand in for what is not given', () => {
    expect(check('$i:ID!="7"', {})).toEqual({});
  });

  it('is not fooled by names of prototypes', () => {
    const values = JSON.parse('{"t":{"__proto__":{"eq":"x"},"constructor":1}}') as Record<string, unknown>;
    expect(check('$t:[Text!]', values)).toMatchObject([
      { path: ['variable', 't', '__proto__'] },
      { path: ['variable', 't', 'constructor'] },
    ]);
    expect(check('$toString:ID!', {})).toMatchObject([{ path: ['variable', 'toString'] }]);
  });
});
