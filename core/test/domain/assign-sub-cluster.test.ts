import { expect, it } from 'vitest';
import { SubClusterFinder, assignSubCluster } from '../../src/domain/assign-sub-cluster.js';
import { readCluster } from '../../src/domain/read-cluster.js';
import { sampleClusterDocument } from './sample-cluster.js';

function lookup(...nodes: string[]) {
  const subClusters = nodes.map((list, i) => ({ name: `s${i}`, nodes: list }));
  const cluster = readCluster({ ...sampleClusterDocument(), subClusters }, 'alpha/cluster.json');
  const finder = new SubClusterFinder(cluster);
  return {
    find: (name: string) => (name === 'alpha' ? cluster : undefined),
    subClusterOf: (name: string, host: string) => (name === 'alpha' ? finder.of(host) : undefined),
  };
}

const job = { cluster: 'alpha', subCluster: '', resources: [{ hostname: 'n2' }, { hostname: 'x' }] };

it('takes the first node list in file order, and a * on any sub-cluster only when none has the host', () => {
  expect(assignSubCluster(job, lookup('n[1-2]', 'n[2-3]')).name).toBe('s0');
  expect(assignSubCluster(job, lookup('*', 'n[2-3]')).name).toBe('s1');
  expect(assignSubCluster(job, lookup('m', '*', '*')).name).toBe('s1');
});

it('keeps the sub-cluster that the job names, whatever its hosts', () => {
  expect(assignSubCluster({ ...job, subCluster: 's1' }, lookup('n2', 'm')).name).toBe('s1');
});

it.each([
  [{ ...job, cluster: 'beta' }, 'unknown cluster "beta"'],
  [{ ...job, subCluster: 'nope' }, 'cluster alpha has no subCluster "nope"'],
  [{ ...job, resources: [] }, 'resources are empty'],
  [{ ...job, resources: [{ hostname: 'm' }] }, 'no subCluster of alpha has the host "m"'],
])('says what is unknown: %j', (unknown, text) => {
  expect(() => assignSubCluster(unknown, lookup('n[1-2]'))).toThrow(text);
});
