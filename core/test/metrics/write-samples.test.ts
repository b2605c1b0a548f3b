import { describe, expect, it } from 'vitest';
import { memoryCheckpoints, MemoryCheckpointStore } from '../../src/testing.js';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const metrics = [{ name: 'load', step: 60, aggregation: 'avg' as const }];
const good = (host: string) => `load,cluster=alpha,hostname=${host} value=1 ${t0}\n`;

describe('writing samples', () => {
  it('names the first bad lines, errors before what may be ignored, and stores the others', async () => {
    const { write, samples } = storeUnderTest(metrics);
    const report = await write(
      `other,x=1 value=1\n${good('n1')}load,cluster=alpha,hostname=n1 value=abc\n# remark\n\nload value=1\n${good('n2')}`,
    );
    expect(report).toEqual({
      received: 5,
      stored: 2,
      rejected: 3,
      tooOld: 0,
      firstRejections: [
        { line: 3, reason: 'value is not a number', text: 'load,cluster=alpha,hostname=n1 value=abc' },
        { line: 6, reason: 'no cluster', text: 'load value=1' },
        { line: 1, reason: 'unknown metric', text: 'other,x=1 value=1' },
      ],
      fatal: { line: 3, reason: 'value is not a number', text: 'load,cluster=alpha,hostname=n1 value=abc' },
    });
    expect(Object.keys(samples())).toEqual(['alpha/n1/load', 'alpha/n2/load']);
  });

  it('counts and names what the store refuses among lines that were expected', async () => {
    const { write, samples } = storeUnderTest(metrics, { now: t0 + 7200, retention: 3600, capBytes: 64 });
    const lines = (times: readonly number[]) =>
      times.map((time, at) => `load,cluster=alpha,hostname=n${at} value=${at}.5 ${time}\n`).join('');
    await write(lines([t0 + 3600, t0 + 3600, t0 + 3600, t0 + 3600]));
    const report = await write(lines([t0 + 3660, t0 - 60, t0 + 3660, t0 + 3660]));
    expect(report).toMatchObject({ received: 4, stored: 1, tooOld: 1, rejected: 2, fatal: { line: 3 } });
    expect(report.firstRejections.map(({ line, text }) => [line, text])).toEqual([
      [3, `load,cluster=alpha,hostname=n2 value=2.5 ${t0 + 3660}`],
      [4, `load,cluster=alpha,hostname=n3 value=3.5 ${t0 + 3660}`],
    ]);
    expect(samples()).toEqual({
      'alpha/n0/load': [
        [t0 + 3600, 0.5],
        [t0 + 3660, 0.5],
      ],
      'alpha/n1/load': [[t0 + 3600, 1.5]],
    });
  });

  it('uses an unfinished last line of a whole body, and not one of a body that broke off', async () => {
    const { writeSamples, samples, registry } = storeUnderTest(metrics);
    const whole = writeSamples.open({ defaultCluster: 'alpha' });
    await whole.push(Buffer.from(`load,hostname=n1 value=12 ${t0}`));
    expect(await whole.end()).toMatchObject({ received: 1, stored: 1 });
    const broken = writeSamples.open({ defaultCluster: 'alpha' });
    await broken.push(Buffer.from(`load,hostname=n2 value=1 ${t0}\nload,hostname=n2 value=12`));
    broken.abort();
    expect(await broken.end()).toMatchObject({ received: 2, stored: 1, rejected: 1 });
    expect(samples()).toEqual({ 'alpha/n1/load': [[t0, 12]], 'alpha/n2/load': [[t0, 1]] });
    const text = await registry.metrics();
    expect(text).toContain('cckernel_samples_received_total 3');
    expect(text).toContain('cckernel_samples_stored_total 2');
    expect(text).toContain('cckernel_samples_rejected_total{reason="line was cut off"} 1');
  });

  it('refuses a line of more than a mebibyte and goes on with the next one', async () => {
    const { writeSamples, samples } = storeUnderTest(metrics);
    const writer = writeSamples.open({ defaultCluster: '' });
    await writer.push(Buffer.from(`${good('n1')}load,cluster=alpha,hostname=`));
    for (let part = 0; part < 40; part++) await writer.push(Buffer.alloc(64 * 1024, 'x'));
    await writer.push(Buffer.from(` value=1 ${t0}\n${good('n2')}`));
    const report = await writer.end();
    expect([report.received, report.stored, report.firstRejections[0]?.reason]).toEqual([3, 2, 'line is too long']);
    expect(Object.keys(samples())).toEqual(['alpha/n1/load', 'alpha/n2/load']);
  });

  it('takes a large body in one chunk, in slices', async () => {
    const { write } = storeUnderTest(metrics);
    const lines = Array.from({ length: 20_000 }, (_, at) => good(`n${at % 100}`)).join('');
    expect(await write(lines)).toMatchObject({ received: 20_000, stored: 20_000 });
  });

  it('keeps batches apart that come in at the same time, with their own default clusters', async () => {
    const { writeSamples, samples } = storeUnderTest(metrics);
    const writers = ['alpha', 'beta'].map((defaultCluster) => writeSamples.open({ defaultCluster }));
    for (let minute = 0; minute < 4; minute++) {
      for (const writer of writers) {
        const text = ['n1', 'n2'].map((host) => `load,hostname=${host} value=${minute} ${t0 + minute * 60}\n`).join('');
        for (const byte of Buffer.from(text)) await writer.push(Uint8Array.of(byte));
      }
    }
    for (const writer of writers) expect(await writer.end()).toMatchObject({ received: 8, stored: 8 });
    const each = [0, 1, 2, 3].map((minute) => [t0 + minute * 60, minute]);
    expect(samples()).toEqual({
      'alpha/n1/load': each,
      'alpha/n2/load': each,
      'beta/n1/load': each,
      'beta/n2/load': each,
    });
  });

  it('answers once the journal has the samples, where there is one', async () => {
    const { write, journal } = storeUnderTest(metrics);
    const place = memoryCheckpoints();
    const disk = new MemoryCheckpointStore(place);
    await disk.open();
    journal.use(disk);
    await write(
      `${good('n1')}load,cluster=alpha,hostname=n1,type=socket,type-id=0 value=2.5 ${t0 + 60}\nother value=1\n`,
    );
    expect(place.journal).toEqual([
      { cluster: 'alpha', host: 'n1', levels: [], metric: 'load', time: t0, value: 1 },
      { cluster: 'alpha', host: 'n1', levels: ['socket0'], metric: 'load', time: t0 + 60, value: 2.5 },
    ]);
  });

  it('is not available without a metric store', () => {
    const { writeSamples, holder } = storeUnderTest(metrics);
    Object.assign(holder, { store: undefined });
    expect(() => writeSamples.open({ defaultCluster: '' })).toThrow(/no metric store/);
  });
});
