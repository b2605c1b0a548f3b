import { expect, it } from 'vitest';
import { storeUnderTest } from '../metrics/store-under-test.js';

const t0 = 1_772_323_200;

it('keeps the beginning of a cut line when the chunk is used again for something else', async () => {
  const { writeSamples, samples } = storeUnderTest([{ name: 'load', step: 60, aggregation: 'avg' }]);
  const writer = writeSamples.open({ defaultCluster: 'alpha' });
  const first = Buffer.from(`load,hostname=n1 value=1 ${t0}\nload,hostname=n2 val`);
  await writer.push(first);
  first.fill('x');
  await writer.push(Buffer.from(`ue=2 ${t0}\n`));
  expect(await writer.end()).toMatchObject({ received: 2, stored: 2 });
  expect(samples()).toEqual({ 'alpha/n1/load': [[t0, 1]], 'alpha/n2/load': [[t0, 2]] });
});
