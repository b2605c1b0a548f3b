import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoggedOutError, NetworkError } from '../app/src/api/graphql.js';
import { RefusedError, RestClient } from '../app/src/api/rest.js';
import { AutoRefresh } from '../app/src/pages/logs/auto-refresh.js';
import { logLevelLook } from '../app/src/pages/logs/level-look.js';
import { logLines } from '../app/src/pages/logs/log-line.js';
import {
  addressOfQuery,
  LINES,
  type LogQuery,
  queryOfAddress,
  requestOfQuery,
  SINCE,
  searchProblem,
  USUAL_QUERY,
} from '../app/src/pages/logs/log-query.js';

const addressed = (search: string): LogQuery => queryOfAddress(new URLSearchParams(search));

describe('what the log page asks', () => {
  it('stands in its address, unless it is the usual', () => {
    expect(addressOfQuery(USUAL_QUERY)).toBe('/monitoring/logs');
    const query: LogQuery = { since: '7d', level: 0, lines: 1000, search: 'job 7' };
    expect(addressOfQuery(query)).toBe('/monitoring/logs?since=7d&level=0&lines=1000&search=job+7');
  });

  it('comes back from every address of its own', () => {
    const query: fc.Arbitrary<LogQuery> = fc.record({
      since: fc.constantFrom(...SINCE.map(({ key }) => key)),
      level: fc.option(fc.nat({ max: 7 }), { nil: undefined }),
      lines: fc.constantFrom(...LINES),
      search: fc.stringMatching(/^[A-Za-z0-9 :.-]*$/),
    });
    fc.assert(
      fc.property(query, (one) => {
        const { search } = new URL(addressOfQuery(one), 'http://here');
        expect(addressed(search)).toEqual(one);
      }),
    );
  });

  it('is the usual where the address says what nobody understands', () => {
    expect(addressed('since=1y&level=8&lines=7&search=a*b')).toEqual(USUAL_QUERY);
    expect(searchProblem('a*b')).toContain('Only letters');
    expect(searchProblem('job 7: x.y-z')).toBeUndefined();
  });

  it('goes to the server in the words of journalctl', () => {
    expect(requestOfQuery(USUAL_QUERY)).toBe('/frontend/logs/?since=1+hour+ago&lines=200');
    expect(requestOfQuery({ since: '15m', level: 3, lines: 100, search: 'x' })).toBe(
      '/frontend/logs/?since=15+minutes+ago&lines=100&level=3&search=x',
    );
  });
});

describe('the lines of the log', () => {
  it('stand newest first, and keep their keys when others come', () => {
    const record = (timestamp: string, message: string) => ({ timestamp, priority: 6, message, unit: '' });
    const before = logLines([record('1000123', 'a'), record('1000123', 'b')]);
    const after = logLines([record('1000123', 'a'), record('1000123', 'b'), record('2000123', 'c')]);
    expect(after.map(({ message, time }) => [message, time])).toEqual([
      ['c', 2000],
      ['b', 1000],
      ['a', 1000],
    ]);
    expect(after.slice(1)).toEqual(before);
    expect(logLines([record('', 'x')])[0]?.time).toBeUndefined();
  });

  it('have a level with a word and a sign', () => {
    expect([0, 3, 4, 7, 9].map((priority) => logLevelLook(priority).label)).toEqual([
      'Emergency',
      'Error',
      'Warning',
      'Debug',
      'Level 9',
    ]);
  });
});

describe('auto-refresh', () => {
  it('never has more than one timer', () => {
    const running = new Map<number, number>();
    let last = 0;
    const refresh = new AutoRefresh(() => undefined, {
      setInterval: (_, milliseconds) => (running.set(++last, milliseconds), last),
      clearInterval: (timer) => void running.delete(timer),
    });
    const now = () => [...running.values()];
    refresh.every(5);
    expect(now()).toEqual([5000]);
    refresh.every(30);
    expect(now()).toEqual([30_000]);
    refresh.every(0);
    expect(now()).toEqual([]);
    refresh.every(10);
    refresh.stop();
    refresh.stop();
    expect(now()).toEqual([]);
  });
});

describe('a question that GraphQL does not know', () => {
  const client = (answer: () => Response | Promise<Response>, onLoggedOut = () => undefined as void) =>
    new RestClient(async () => answer(), onLoggedOut);

  it('gets the document, or the words of the refusal', async () => {
    expect(await client(() => Response.json([1])).get('/x')).toEqual([1]);
    const refused = client(() => Response.json({ status: 'x', error: 'no journal' }, { status: 503 })).get('/x');
    await expect(refused).rejects.toEqual(new RefusedError('no journal', 503));
    const wordless = client(() => Response.json({}, { status: 500 })).get('/x');
    await expect(wordless).rejects.toThrow('The server answered with status 500.');
  });

  it('fails when the server cannot be reached, or answers no document', async () => {
    const away = client(() => Promise.reject(new TypeError('fetch failed'))).get('/x');
    await expect(away).rejects.toThrow(new NetworkError('The server cannot be reached.'));
    await expect(client(() => new Response('<html>')).get('/x')).rejects.toThrow(NetworkError);
  });

  it('leads to the login page when the session ended', async () => {
    let left = 0;
    const asked = client(
      () => Response.json({}, { status: 401 }),
      () => void left++,
    ).get('/x');
    await expect(asked).rejects.toThrow(LoggedOutError);
    expect(left).toBe(1);
  });
});
