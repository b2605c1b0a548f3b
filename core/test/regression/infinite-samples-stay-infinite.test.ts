import { expect, it } from 'vitest';
import { storeUnderTest } from '../metrics/store-under-test.js';

const t0 = 1_772_323_200;

// A chunk of nothing but infinite samples was packed as one of nothing but gaps.
it('keeps samples beyond float32 as infinite, packed ones too', async () => {
  const { write, store, samples } = storeUnderTest([{ name: 'load', step: 60, aggregation: 'avg' }]);
  const lines = Array.from({ length: 1200 }, (_, at) => {
    const value = at < 600 ? '3.5e38' : at % 2 === 0 ? '-1e300' : '7';
    return `load,cluster=alpha,hostname=n1 value=${value} ${t0 + 60 * at}\n`;
  });
  expect(await write(lines.join(''))).toMatchObject({ received: 1200, stored: 1200 });
  const wanted = Array.from({ length: 1200 }, (_, at): [number, number] => {
    const value = at < 600 ? Infinity : at % 2 === 0 ? -Infinity : 7;
    return [t0 + 60 * at, value];
  });
  const [series] = [...store.root.walk()].flatMap((level) => [...level.allSeries()].map(([, each]) => each));
  store.series.pack(series!);
  expect(samples()['alpha/n1/load']).toEqual(wanted);
});
