import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ReadJournal } from '@cc-kernel/core/use-cases';
import { afterEach, describe, expect, it } from 'vitest';
import { testSettings } from '@cc-kernel/core/testing';
import { golden } from '../../../core/test/golden.js';
import { openRest } from './rest-server.js';

let close = async (): Promise<void> => undefined;
afterEach(() => close());

const asAdmin = { 'x-auth-token': '', cookie: 'session=ada:admin' };

describe('GET /frontend/logs/', () => {
  it('answers the records of the journal as a list', async () => {
    const asked: unknown[] = [];
    const entry = { timestamp: '1772323200000001', priority: 6, message: '<b>', unit: 'cockpit.service' };
    const server = await openRest({ readJournal: { run: async (_, query) => (asked.push(query), [entry]) } });
    close = server.close;
    const address = '/frontend/logs/?since=2%20hours%20ago&lines=5&level=3&search=job';
    const answer = await server.ask('GET', address, undefined, asAdmin);
    expect([answer.status, await answer.json(), answer.headers.get('cache-control')]).toEqual([
      200,
      [entry],
      'no-store',
    ]);
    expect(asked).toEqual([{ since: '2 hours ago', lines: 5, level: 3, search: 'job' }]);
  });

  it('knows neither tokens nor strangers, and only GET', async () => {
    const server = await openRest();
    close = server.close;
    expect((await server.ask('GET', '/frontend/logs/')).status).toBe(401);
    expect((await server.ask('GET', '/frontend/logs/', undefined, { 'x-auth-token': '' })).status).toBe(401);
    expect((await server.ask('POST', '/frontend/logs/', '', asAdmin)).status).toBe(405);
  });
});

interface Exchange {
  readonly name: string;
  readonly req: string;
  readonly as: string | readonly string[];
}
interface Recorded {
  readonly as: readonly string[];
  readonly answer: { readonly status: number; readonly body: unknown };
}

/** Where we answer otherwise on purpose. */
const otherwise: Readonly<Record<string, string>> = {
  'logs since=a;b': 'a broken query is refused, not dropped',
  'since good': 'the recorded stand-in prints more records than it was asked for: we take no more',
};

describe.skipIf(!golden)('GET /frontend/logs/ as recorded from the original', () => {
  const exchanges = golden ? exchangesIn(`${golden}/rest/exchanges.json`) : [];
  const answers = golden ? answersIn(`${golden}/rest/answers.json.gz`) : {};
  const cases = exchanges
    .filter(({ name }) => !(name in otherwise))
    .flatMap(({ name, req, as }) => [as].flat().map((who) => ({ name, req, who })));

  // Its first folder holds the stand-in for journalctl of the recordings.
  const env = { PATH: `${golden}/rest/server/bin:${process.env['PATH']}` };
  const readJournal = new ReadJournal(testSettings({ env }));

  it.each(cases)('$name as $who', async ({ name, req, who }) => {
    const server = await openRest({ readJournal });
    close = server.close;
    const [method = '', path = ''] = req.split(' ');
    const [kind = '', person = ''] = who.split(' ');
    const credential = `${person}:${{ apiadmin: 'api,admin', alice: 'user' }[person] ?? person}`;
    const headers = {
      'x-auth-token': kind === 'token' ? credential : '',
      ...(kind === 'cookie' && { cookie: `session=${credential}` }),
    };
    const answer = await server.ask(method, path, undefined, headers);
    const recorded = answers[`frontend/${name}`]?.find((one) => one.as.includes(who))?.answer;
    expect([answer.status, await answer.json()]).toEqual([recorded?.status, ourBody(recorded?.body)]);
  });
});

/** The original drops messages that are no clean text; we decode their bytes. */
function ourBody(body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  return body.map((entry: { priority: number; message: string }) =>
    entry.priority === 3 ? { ...entry, message: 'hi' } : entry,
  );
}

function exchangesIn(file: string): readonly Exchange[] {
  const { groups } = JSON.parse(readFileSync(file, 'utf8')) as {
    groups: readonly { name: string; exchanges: readonly Exchange[] }[];
  };
  const all = groups.find(({ name }) => name === 'frontend')?.exchanges ?? [];
  return all.filter(({ name, req }) => name && req.startsWith('GET /frontend/logs/'));
}

function answersIn(file: string): Readonly<Record<string, readonly Recorded[]>> {
  const text = gunzipSync(readFileSync(file)).toString();
  return (JSON.parse(text) as { profiles: { main: Record<string, readonly Recorded[]> } }).profiles.main;
}
