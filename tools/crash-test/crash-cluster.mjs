export const step = 60;
/** Each group has a sender. */
export const hosts = [['c01', 'c02', 'c03'], ['c04', 'c05'], ['c06'], ['c07', 'c08', 'c09', 'c10']];
export const metrics = ['m1', 'm2', 'm3', 'm4', 'm5'];

const thresholds = { peak: 100, normal: 50, caution: 20, alert: 10 };

/** Cluster document of the crash test. */
export const crashCluster = {
  name: 'crash',
  metricConfig: metrics.map((name) => ({
    name,
    unit: { base: '' },
    scope: 'node',
    aggregation: 'avg',
    timestep: step,
    ...thresholds,
  })),
  subClusters: [
    {
      name: 'main',
      nodes: 'c[01-10]',
      processorType: 'example',
      socketsPerNode: 1,
      coresPerSocket: 1,
      threadsPerCore: 1,
      flopRateScalar: { unit: { base: 'F/s', prefix: 'G' }, value: 1 },
      flopRateSimd: { unit: { base: 'F/s', prefix: 'G' }, value: 1 },
      memoryBandwidth: { unit: { base: 'B/s', prefix: 'G' }, value: 1 },
      topology: { node: [0], socket: [[0]], memoryDomain: [[0]], core: [[0]] },
    },
  ],
};
