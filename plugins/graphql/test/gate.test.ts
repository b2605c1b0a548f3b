import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { auditServer } from 'graphql-http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ForbiddenError, InvalidInputError, NotFoundError } from '@cc-kernel/core/plugin';
import type { RequestScope } from '../src/gate/request-scope.js';
import { openGate, schemaOf, type GraphqlAnswer } from './gate-server.js';

const failures: Readonly<Record<string, Error>> = {
  absent: new NotFoundError('no job 5'),
  forbidden: new ForbiddenError('user has no or unknown roles'),
  wrong: new InvalidInputError('cannot sort by "x"'),
  bug: new TypeError('secret /etc/path is not a function'),
};
const schema = schemaOf(
  'type Query { hello(name: String): String, fail(how: String!): String, who: String!, number(n: Int!): Int, self: Query }',
  {
    hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'you'}`,
    fail: (_: unknown, { how }: { how: string }) => Promise.reject(failures[how] ?? new Error('?')),
    who: (_root: unknown, _args: unknown, { principal }: RequestScope) => principal.username,
    number: (_: unknown, { n }: { n: number }) => n,
    self: () => ({}),
  },
);

let gate: Awaited<ReturnType<typeof openGate>>;
beforeAll(async () => {
  gate = await openGate(schema, { bodyLimit: 5000 });
});
afterAll(() => gate.close());

const textOf = async (answer: Promise<Response>) => {
  const { status, headers, text } = await answer.then(async (one) => ({
    status: one.status,
    headers: one.headers,
    text: await one.text(),
  }));
  return { status, type: headers.get('content-type')?.split(';')[0], text };
};

describe('the transport', () => {
  it('answers JSON with JSON, errors first', async () => {
    expect(await textOf(gate.post('{"query":"{hello}"}'))).toEqual({
      status: 200,
      type: 'application/json',
      text: '{"data":{"hello":"hello you"}}',
    });
    expect((await textOf(gate.post('{"query":"{fail(how:\\"wrong\\")}"}'))).text).toBe(
      '{"errors":[{"message":"cannot sort by \\"x\\"","locations":[{"line":1,"column":2}],"path":["fail"],' +
        '"extensions":{"code":"CC_INVALID_INPUT"}}],"data":{"fail":null}}',
    );
  });

  it.each([
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['text/html, application/json;q=0.9', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/graphql-response+json, application/json', 'application/graphql-response+json'],
    ['text/html', 'application/graphql-response+json'],
  ])('answers "Accept: %s" with %s', async (accept, type) => {
    expect((await textOf(gate.post('{"query":"{hello}"}', { accept }))).type).toBe(type);
  });

  it.each([
    ['application/json; charset=utf-8', 200],
    ['Application/JSON', 200],
    ['text/plain', 415],
    ['application/graphql', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
  ])('answers "Content-Type: %s" with %i', async (type, status) => {
    const answer = await textOf(gate.post('{"query":"{hello}"}', { 'content-type': type }));
    expect([answer.status, answer.type, JSON.parse(answer.text)]).toMatchObject([
      status,
      'application/json',
      status === 200
        ? { data: {} }
        : { data: null, errors: [{ message: 'the content type must be application/json' }] },
    ]);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('has no method %s', async (method) => {
    const answer = await gate.site.fetch('/query?query={hello}', { method, headers: { 'x-auth-token': 'alice:user' } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('refuses strangers, in JSON unless they are people', async () => {
    const stranger = { 'x-auth-token': '' };
    const [program, person] = await Promise.all([
      textOf(gate.post('{"query":"{hello}"}', stranger)),
      textOf(gate.post('{"query":"{hello}"}', { ...stranger, accept: 'text/html' })),
    ]);
    expect([program.status, program.type, person.status, person.type]).toEqual([
      401,
      'application/json',
      401,
      'text/html',
    ]);
    expect(JSON.parse(program.text)).toMatchObject({ status: 'Unauthorized' });
  });

  it('knows who asks', async () => {
    expect(await gate.ask('{who}', {}, 'bob:user')).toEqual({ status: 200, body: { data: { who: 'bob' } } });
  });
});

describe('the body', () => {
  const nothing = { message: 'no operation provided', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };

  it.each(['{}', 'null', '{"query":null}', '{"query":""}', '{"extensions":{"persistedQuery":{"version":1}}}'])(
    'says that %s asks for nothing',
    async (body) => {
      const { status, text } = await textOf(gate.post(body));
      expect([status, JSON.parse(text)]).toEqual([422, { errors: [nothing], data: null }]);
    },
  );

  it.each([
    ['', 'it is empty'],
    ['{"query":', 'Unexpected end'],
    ['"x"', 'expected an object, found a string'],
    ['5', 'found a number'],
    ['[{"query":"{hello}"}]', 'found a list'],
    ['{"query":5}', 'query must be text, not a number'],
    ['{"query":"{hello}","variables":"{}"}', 'variables must be an object, not a string'],
    ['{"query":"{hello}","variables":[]}', 'not a list'],
    ['{"query":"{hello}","operationName":5}', 'operationName must be text'],
    ['{"query":"{hello}","extensions":5}', 'extensions must be an object'],
    ['{"query":"{hello}"} x', 'Unexpected'],
    ['\uFEFF{"query":"{hello}"}', 'Unexpected token'],
  ])('refuses %j', async (body, why) => {
    const { status, type, text } = await textOf(gate.post(body));
    const { data, errors } = JSON.parse(text) as { data: unknown; errors: { message: string }[] };
    expect([status, type, data, errors.length]).toEqual([400, 'application/json', null, 1]);
    expect(errors[0]?.message).toMatch(/^json request body could not be decoded: /);
    expect(errors[0]?.message).toContain(why);
  });

  it('refuses bytes that are no UTF-8', async () => {
    const { status } = await textOf(gate.post(Buffer.from('{"query":"{hello(name:\\"\xff\\")}"}', 'latin1')));
    expect(status).toBe(400);
  });

  it('takes keys in any letter case, the last one of two, and surplus ones', async () => {
    const body =
      '{"QUERY":"{who}","query":"{x}","query":"{hello(name:\\"a\\")}","nosuch":1,"Variables":{},"extensions":{"a":1}}';
    expect((await textOf(gate.post(body))).text).toBe('{"data":{"hello":"hello a"}}');
  });

  it('ends at the limit', async () => {
    const { status, text } = await textOf(gate.post(JSON.stringify({ query: `{hello} #${'x'.repeat(6000)}` })));
    expect([status, JSON.parse(text)]).toEqual([
      413,
      { errors: [{ message: 'the body is larger than 5000 bytes' }], data: null },
    ]);
  });

  it('gets an answer, whatever it is', async () => {
    const bodies = fc.oneof(
      fc.string().map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.record({ query: fc.anything(), variables: fc.anything(), operationName: fc.anything() }).map((one) => {
        try {
          return Buffer.from(JSON.stringify(one));
        } catch {
          return Buffer.from('{}');
        }
      }),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '(',
            ')',
            'hello',
            'self',
            'number',
            'n:',
            '$n',
            ' 5 ',
            '"x"',
            '...',
            ' on Query',
            '@skip(if:true)',
            'query',
            '!',
            'Int',
            '#',
            '\\',
            '"""',
          ),
        )
        .map((words) => Buffer.from(JSON.stringify({ query: words.join(' '), variables: { n: 5 } }))),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const answer = await gate.post(body);
        expect([200, 400, 413, 422]).toContain(answer.status);
        expect(JSON.parse(await answer.text())).toHaveProperty('data');
      }),
      { numRuns: 300 },
    );
    expect(gate.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('errors', () => {
  it.each([
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['{nosuch}', 'GRAPHQL_VALIDATION_FAILED'],
    ['query($x:Int){hello}', 'GRAPHQL_VALIDATION_FAILED'],
    ['query($n:Int!){number(n:$n)}', 'GRAPHQL_VALIDATION_FAILED'],
    ['{__schema{types{name}}}', 'GRAPHQL_VALIDATION_FAILED'],
  ])('before execution: 422, 400 for the newer type: %s', async (query, code) => {
    const body = JSON.stringify({ query });
    const [old, newer] = await Promise.all([
      textOf(gate.post(body)),
      textOf(gate.post(body, { accept: 'application/graphql-response+json' })),
    ]);
    expect([old.status, newer.status]).toEqual([422, 400]);
    const { data, errors } = JSON.parse(old.text) as GraphqlAnswer;
    expect([data, errors?.[0]?.extensions?.code]).toEqual([null, code]);
  });

  it('names operations that are not there', async () => {
    const ask = async (body: object) => JSON.parse((await textOf(gate.post(JSON.stringify(body)))).text) as unknown;
    expect(await ask({ query: 'query A{hello}', operationName: 'Z' })).toMatchObject({
      errors: [{ message: 'operation Z not found' }],
    });
    expect(await ask({ query: 'query A{hello} query B{who}' })).toMatchObject({
      errors: [{ message: 'operation  not found' }],
    });
    expect(await ask({ query: 'query A{hello} query B{who}', operationName: 'B' })).toEqual({ data: { who: 'alice' } });
  });

  it('tells a refusal as cc-backend does, other errors with their code', async () => {
    const { status, body } = await gate.ask('{a:fail(how:"absent") b:fail(how:"forbidden")}');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { a: null, b: null },
      errors: [
        { message: 'no job 5', path: ['a'], locations: [{ line: 1, column: 2 }], extensions: { code: 'CC_NOT_FOUND' } },
        { message: 'user has no or unknown roles', path: ['b'], locations: [{ line: 1, column: 23 }] },
      ],
    });
  });

  it('keeps the text of a bug for the log', async () => {
    const { body } = await gate.ask('{fail(how:"bug") hello}');
    expect(body).toMatchObject({
      data: { fail: null, hello: 'hello you' },
      errors: [{ message: 'internal error, see the log of the server', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    const line = gate.log.lines.find(({ level }) => level === 'error');
    expect(line?.fields).toMatchObject({ err: failures['bug'], path: ['fail'] });
    gate.log.lines.length = 0;
  });
});

describe('limits', () => {
  let small: Awaited<ReturnType<typeof openGate>>;
  beforeAll(async () => {
    small = await openGate(schema, { limits: { complexity: 4, depth: 3, tokens: 40 } });
  });
  afterAll(() => small.close());

  it.each([
    ['{a:hello b:hello c:hello d:hello}', 200, undefined],
    ['{a:hello b:hello c:hello d:hello e:hello}', 200, 'COMPLEXITY_LIMIT_EXCEEDED'],
    ['{self{...F} x:self{...F}} fragment F on Query{hello who}', 200, 'COMPLEXITY_LIMIT_EXCEEDED'],
    ['{self{self{who}}}', 200, undefined],
    ['{self{self{self{who}}}}', 200, 'DEPTH_LIMIT_EXCEEDED'],
    [`{${'hello '.repeat(50)}}`, 422, 'GRAPHQL_PARSE_FAILED'],
  ])('%s', async (query, status, code) => {
    const answer = await small.ask(query);
    expect([answer.status, answer.body.errors?.[0]?.extensions?.code]).toEqual([status, code]);
    if (code) expect(answer.body.data).toBeNull();
  });

  it('names the numbers', async () => {
    const { body } = await small.ask('{a:hello b:hello c:hello d:hello e:hello}');
    expect(body.errors?.[0]?.message).toBe('operation has complexity 5, which exceeds the limit of 4');
  });
});

describe('a client that leaves', () => {
  it('is noticed by what works for it', async () => {
    let signal: AbortSignal | undefined;
    const slow = await openGate(
      schemaOf('type Query { wait: String }', {
        wait: async (_root: unknown, _args: unknown, scope: RequestScope) => {
          signal = scope.signal;
          await sleep(5000, undefined, { signal: scope.signal });
          return 'done';
        },
      }),
    );
    try {
      const leave = new AbortController();
      const answer = slow.site.fetch('/query', {
        method: 'POST',
        body: '{"query":"{wait}"}',
        headers: { 'content-type': 'application/json', 'x-auth-token': 'alice:user' },
        signal: leave.signal,
      });
      await expect.poll(() => signal).toBeDefined();
      leave.abort();
      await expect(answer).rejects.toThrow();
      await expect.poll(() => signal?.aborted).toBe(true);
      await sleep(20);
      expect(slow.log.lines).toEqual([]);
    } finally {
      await slow.close();
    }
  });
});

describe('GraphQL over HTTP', () => {
  /** The only ones not passed, and why. None is a MUST. */
  const overridden = {
    '5A70': 'only POST: a link must not start work',
    D6D5: 'only POST',
    '6A70': 'only POST',
    '3E3A': 'a body without a query is 422, as with cc-backend',
    '572B': 'errors before execution are 422, as with cc-backend',
    FDE2: 'errors before execution are 422, as with cc-backend',
    '7B9B': 'errors before execution are 422, as with cc-backend',
    D586: 'data is always there, as with cc-backend',
    '5E5B': 'data is always there, as with cc-backend',
  };

  let open: Awaited<ReturnType<typeof openGate>> | undefined;
  afterEach(() => open?.close());

  it('keeps the draft standard, but for what cc-backend does otherwise', async () => {
    open = await openGate(schema, { introspection: true });
    const results = await auditServer({
      url: `${open.site.url}/query`,
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), 'x-auth-token': 'alice:user' } }),
    });
    expect(results.filter(({ status }) => status === 'error')).toEqual([]);
    const notPassed = results.filter(({ status }) => status !== 'ok').map(({ id }) => id);
    expect(notPassed.toSorted()).toEqual(Object.keys(overridden).toSorted());
  });
});
