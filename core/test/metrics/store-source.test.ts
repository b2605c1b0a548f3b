import { MetricSources } from '../../src/contracts/metric-source.js';
import { describeMetricSource } from '../../src/testing.js';
import { siteKernel, write } from './site-kernel.js';

describeMetricSource('the store in memory', async ({ cluster, lines, now }) => {
  const kernel = await siteKernel([cluster], { now });
  await write(kernel, lines);
  return { source: kernel.get(MetricSources).of('alpha', 'main'), dispose: () => kernel.stop() };
});
