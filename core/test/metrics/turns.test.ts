import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/contracts/clock.js';
import { Turns } from '../../src/metrics/turns.js';
import { HastyClock, SetClock, storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const metrics = [{ name: 'load', step: 60, aggregation: 'avg' as const }];

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('are given in the order of asking, one to each that uses it up', async () => {
    const turns = new Turns(new HastyClock(t0));
    const seen: string[] = [];
    const worker = async (name: string, times: number) => {
      for (let time = 0; time < times; time++) {
        await turns.next();
        seen.push(name);
      }
    };
    const all = Promise.all([worker('a', 3), worker('b', 2), worker('c', 1)]);
    for (let turn = 1; turn <= 6; turn++) {
      await nextTurn();
      await nextTurn();
      seen.push('|');
    }
    await all;
    expect(seen.filter((each) => each !== '|')).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
    expect(seen.join('')).not.toMatch(/[abc]{3}/);
  });

  it('take several that are short, and newcomers only while nobody waits', async () => {
    const clock = new SetClock(t0);
    const turns = new Turns(clock);
    expect(turns.isFree).toBe(true);
    const done: number[] = [];
    const waiting = [1, 2, 3].map((each) => turns.next().then(() => done.push(each)));
    expect([turns.isFree, turns.isOver]).toEqual([false, false]);
    await Promise.all(waiting);
    expect(done).toEqual([1, 2, 3]);
    expect(turns.isFree).toBe(true);
    clock.seconds -= 3600; // set back: nobody may be held up, or work on for an hour
    expect(turns.isOver).toBe(true);
    await nextTurn();
    expect(turns.isOver).toBe(false);
  });

  it('go to work in the background at their end, one at a time, which makes nobody wait and always goes on', async () => {
    const turns = new Turns(new HastyClock(t0));
    const seen: string[] = [];
    const worker = async (name: string, times: number, next: () => Promise<void>) => {
      for (let time = 0; time < times; time++) {
        await next();
        seen.push(name);
      }
    };
    const calm = new Turns(new SetClock(t0));
    const alone = calm.nextBackground();
    expect(calm.isFree).toBe(true);
    await alone;
    await Promise.all([
      worker('a', 6, () => turns.next()),
      worker('x', 3, () => turns.nextBackground()),
      worker('y', 3, () => turns.nextBackground()),
    ]);
    expect(seen.join('')).toBe('axayaxayaxay');
  });

  it('are shared by all that go by one clock', () => {
    const clock: Clock = new SetClock(t0);
    expect(Turns.of(clock)).toBe(Turns.of(clock));
    expect(Turns.of(clock)).not.toBe(Turns.of(new SetClock(t0)));
  });
});

describe('a large body', () => {
  const line = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.nat(3), fc.nat(20)).map(([host, value]) => goodLine(host, value)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '# nothing\n',
        '\n',
        'load value=1\n',
        `load,cluster=a,hostname=h message="two\nlines",value=3 ${t0}\n`,
        `load,cluster=a,hostname=h value=x\n`,
      ),
    },
  );
  const bodies = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 40 }),
    times: fc.integer({ min: 1, max: 60 }),
    cuts: fc.array(fc.nat(), { maxLength: 5 }),
  });

  it('means the same however often it has to wait, beside others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bodies, { minLength: 1, maxLength: 3 }), async (all) => {
        const calm = storeUnderTest(metrics, { now: t0 });
        const hasty = storeUnderTest(metrics, { clock: new HastyClock(t0) });
        // Bodies at once must not write to the same series, or their order counts.
        const chunked = all.map(({ lines, times, cuts }, at) =>
          cut(Buffer.from(lines.join('').repeat(times).replaceAll('hostname=', `hostname=${at}`)), cuts),
        );
        const expected = [];
        for (const chunks of chunked) expected.push(await calm.write(chunks));
        expect(await Promise.all(chunked.map((chunks) => hasty.write(chunks)))).toEqual(expected);
        expect(hasty.samples()).toEqual(calm.samples());
      }),
      { numRuns: 60 },
    );
  });

  it('lets the event loop turn, and a short one is taken at once', async () => {
    const hasty = storeUnderTest(metrics, { clock: new HastyClock(t0) });
    let turns = 0;
    let running = true;
    const count = () => {
      turns++;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const body = goodLine(1, 1).repeat(20_000);
    await hasty.write(body);
    running = false;
    expect(turns).toBeGreaterThan(body.length / 16_384 - 2);

    const writer = storeUnderTest(metrics, { now: t0 }).writeSamples.open({ defaultCluster: '' });
    expect(writer.push(Buffer.from(body))).toBeUndefined();
    await writer.end();
  });

  it('ends where it is when it is broken off while it waits', async () => {
    const { writeSamples } = storeUnderTest(metrics, { clock: new HastyClock(t0) });
    const writer = writeSamples.open({ defaultCluster: '' });
    const pushed = writer.push(Buffer.from(goodLine(1, 1).repeat(20_000)));
    writer.abort();
    const { stored, received } = await writer.end();
    await pushed;
    expect(stored).toBe(received);
    expect(received).toBeLessThan(20_000);
    expect((await writer.end()).received).toBe(received);
  });
});

function goodLine(host: number, value: number): string {
  return `load,cluster=a,hostname=h${host} value=${value} ${t0}\n`;
}

function cut(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.map((at) => at % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((to, at) => bytes.subarray(places[at], to));
}
