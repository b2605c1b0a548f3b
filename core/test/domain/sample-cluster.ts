/** A valid `cluster.json` with two sub-clusters, as a test's own copy. */
export function sampleClusterDocument() {
  return {
    name: 'alpha',
    metricConfig: [
      {
        name: 'load',
        unit: { base: '' },
        scope: 'node',
        aggregation: 'avg',
        timestep: 60,
        peak: 1,
        normal: 2,
        caution: 3,
        alert: 4,
        footprint: 'max',
        energy: 'power',
        lowerIsBetter: true,
        subClusters: [] as Record<string, unknown>[],
      },
      { name: 'clock', unit: { base: 'Hz', prefix: 'M' }, scope: 'hwthread', aggregation: 'avg', timestep: 30 },
    ] as Record<string, unknown>[],
    subClusters: [
      { name: 'a', nodes: 'a[01-04]', topology: { node: [0], socket: [[0]], memoryDomain: [[0]], core: [[0]] } },
      { name: 'b', nodes: 'b[01-04]', topology: { node: [0], socket: [[0]], memoryDomain: [[0]], core: [[0]] } },
    ] as Record<string, unknown>[],
  };
}
