import { play, type PlayOptions, ServerRefusedError, ServerUnreachableError } from '@cc-kernel/data-generator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeServer } from './fake-server.js';
import { hour, sampleSite, someDay } from './sample-site.js';

describe('play', () => {
  let server: FakeServer;
  beforeEach(async () => {
    server = await FakeServer.start();
  });
  afterEach(() => server.stop());

  const replay = (more: Partial<PlayOptions> = {}): Promise<Awaited<ReturnType<typeof play>>> =>
    play({
      url: server.url,
      token: 'secret',
      site: sampleSite(),
      from: someDay,
      to: someDay + hour,
      mode: 'replay',
      speed: Infinity,
      ...more,
    });

  it('tells every event and every sample of the time once, under the token', async () => {
    const here = { from: someDay, to: someDay + 900 };
    const result = await replay(here);
    const site = sampleSite();
    const known = [...site.runningJobs({ at: someDay }), ...site.jobs({ from: someDay + 1, to: here.to })];
    const ids = (list: readonly { jobId?: number | string }[]): string[] =>
      list.map(({ jobId }) => String(jobId)).toSorted((a, b) => a.localeCompare(b));
    expect(ids(server.events('start_job'))).toEqual(ids(known.map(({ start }) => start)));
    expect(ids(server.events('stop_job'))).toEqual(
      ids(known.filter(({ stop }) => stop.stopTime < here.to).map(({ stop }) => stop)),
    );
    for (const cluster of ['alder', 'onyx']) {
      const expected = [...site.samples({ cluster, ...here })].flatMap(({ lines }) =>
        lines.toString().trimEnd().split('\n'),
      );
      const told = server.lines(cluster);
      expect(sorted(told) === sorted(expected)).toBe(true);
      expect(backwards(told)).toEqual([]);
    }
    expect(new Set(server.calls.map(({ token }) => token))).toEqual(new Set(['Bearer secret']));
    expect(result).toMatchObject({
      started: server.events('start_job').length,
      stopped: server.events('stop_job').length,
      alreadyKnown: 0,
      samples: server.lines('alder').length + server.lines('onyx').length,
    });
  });

  it('tells of a job first, then its samples, then its end', async () => {
    await replay({ to: someDay + 2 * hour });
    const order = new Map<string, { start: number; stop: number }>();
    server.calls.forEach(({ path, body }, index) => {
      if (path.includes('write')) return;
      const { jobId, cluster } = JSON.parse(body) as { jobId: number; cluster: string };
      const places = order.get(`${cluster} ${jobId}`) ?? { start: -1, stop: Infinity };
      order.set(
        `${cluster} ${jobId}`,
        path.includes('start') ? { ...places, start: index } : { ...places, stop: index },
      );
    });
    const stopped = server.events('stop_job').filter(({ startTime }) => Number(startTime) > someDay);
    expect(stopped.length).toBeGreaterThan(3);
    for (const { cluster, jobId, startTime, stopTime } of stopped) {
      const { start, stop } = order.get(`${cluster} ${jobId}`) ?? { start: NaN, stop: NaN };
      expect(start).toBeLessThan(stop);
      const firstSample = Math.ceil(Number(startTime) / 60) * 60;
      const lastSample = Math.ceil(Number(stopTime) / 60) * 60 - 60;
      const withTime = (time: number): number[] =>
        server.calls.flatMap(({ path, body }, index) =>
          path.endsWith(`=${cluster}`) && body.includes(` ${time}\n`) ? [index] : [],
        );
      expect(Math.max(...withTime(lastSample))).toBeLessThan(stop);
      expect(Math.min(...withTime(firstSample))).toBeGreaterThan(start);
    }
  });

  it('uses several connections and no more than it may', async () => {
    await replay({ connections: 3, to: someDay + 2 * hour });
    expect(server.mostOpen).toBeGreaterThan(1);
    expect(server.mostOpen).toBeLessThanOrEqual(3);
  });

  it('lives by the wall clock: a faster simulation, but never a time in the future', async () => {
    let clock = someDay + 0.25;
    const now = (): number => (clock += 0.02); // each look at the clock takes a moment
    const stop = new AbortController();
    const playing = play({
      url: server.url,
      token: 't',
      site: sampleSite(),
      from: someDay - 600,
      jobsFrom: someDay,
      speed: 20_000,
      signal: stop.signal,
      now,
      onProgress: ({ stopped }) => stopped >= 5 && stop.abort(),
    });
    const result = await playing;
    expect(result.stopped).toBeGreaterThanOrEqual(5);
    const times = server.events('stop_job').map(({ stopTime }) => Number(stopTime));
    expect(Math.max(...times)).toBeLessThanOrEqual(Math.ceil(clock));
    const running = sampleSite().runningJobs({ at: someDay });
    const startTimes = new Map(
      server.events('start_job').map(({ cluster, jobId, startTime }) => [`${cluster} ${jobId}`, startTime]),
    );
    for (const { cluster, start } of running) expect(startTimes.get(`${cluster} ${start.jobId}`)).toBe(start.startTime);
    const sampled = new Set(server.lines('alder').map((line) => Number(line.split(' ').at(-1))));
    expect(Math.min(...sampled)).toBe(someDay - 600);
    for (const time of sampled) expect(time % 60).toBe(0);
  });

  it('can end what it began, and can give jobs other numbers', async () => {
    await replay({ endJobs: true, jobIdOffset: 5_000_000 });
    const starts = server.events('start_job');
    expect(server.events('stop_job')).toHaveLength(starts.length);
    expect(server.events('stop_job').filter(({ jobState }) => jobState === 'cancelled').length).toBeGreaterThan(3);
    const ids = new Set(
      [...sampleSite().jobs({ from: someDay - 86_400, to: someDay + hour })].map(
        ({ start }) => start.jobId + 5_000_000,
      ),
    );
    expect(starts.every(({ jobId }) => ids.has(Number(jobId)))).toBe(true);
  });

  it('counts what the server knew already', async () => {
    server.answer = ({ path }) => (path.includes('job') ? { status: path.includes('start') ? 422 : 404 } : undefined);
    const result = await replay();
    expect(result).toMatchObject({ started: 0, stopped: 0 });
    expect(result.alreadyKnown).toBe(server.events('start_job').length + server.events('stop_job').length);
  });

  it('waits for a server that is busy', async () => {
    let refusals = 3;
    server.answer = ({ path }) =>
      path.includes('write') && refusals-- > 0 ? { status: 503, retryAfter: 0 } : undefined;
    expect((await replay({ to: someDay + 600 })).samples).toBeGreaterThan(1000);
    expect(refusals).toBeLessThan(0);
  });

  it('tells what a server said that refuses', async () => {
    server.answer = () => ({ status: 401, text: '{"error":"unauthorized"}' });
    const failed = await replay().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ServerRefusedError);
    expect(String(failed)).toContain('answered with 401 (is the token valid');
    expect(String(failed)).not.toContain('secret');
  });

  it('tells when nobody answers', async () => {
    const gone = await FakeServer.start();
    const { url } = gone;
    await gone.stop();
    const failed = await replay({ url }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ServerUnreachableError);
    expect(String(failed)).toContain('ECONNREFUSED');
  });

  it('ends quietly when told to, also while it waits', async () => {
    const stop = new AbortController();
    const playing = play({
      url: server.url,
      token: 't',
      site: sampleSite(),
      from: Math.floor(Date.now() / 1000),
      signal: stop.signal,
      onProgress: ({ started }) => started > 3 && stop.abort(),
    });
    expect((await playing).started).toBeGreaterThan(3);
  });

  it('does not begin with nonsense', async () => {
    await expect(replay({ speed: 0 })).rejects.toThrow('speed 0');
    await expect(replay({ url: 'nowhere' })).rejects.toThrow('Invalid URL');
  });
});

function sorted(lines: readonly string[]): string {
  return lines.toSorted((a, b) => (a < b ? -1 : 1)).join('\n');
}

/** Series whose times do not rise. */
function backwards(lines: readonly string[]): string[] {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const line of lines) {
    const [series = '', , time = ''] = line.split(' ');
    if (Number(time) <= (last.get(series) ?? 0)) found.push(line);
    last.set(series, Number(time));
  }
  return found;
}
