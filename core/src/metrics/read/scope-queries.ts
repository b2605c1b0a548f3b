import { coarserScope } from '../../domain/scope.js';
import type { MetricScope } from '../../domain/scope.js';
import type { TopologyMap } from '../../domain/topology.js';

/** Which levels of a host make up one or more series at a scope. */
export interface ScopeQuery {
  /** Prefix of the levels' names; `undefined`: the host itself. */
  readonly type: MetricScope | undefined;
  readonly ids: readonly string[];
  /** One series of all ids together, rather than one for each. */
  readonly aggregate: boolean;
  /** Of the aggregated series; absent at node scope. */
  readonly id?: string;
}

/** What a job has of a host. */
export interface HostShare {
  readonly topology: TopologyMap;
  readonly hwthreads: readonly number[];
  readonly accelerators: readonly string[];
}

/**
 * How to get a metric that is measured at scope `native` at scope `requested`; nothing finer than what was measured. Empty when there
 * is no way, e.g. from accelerators to cores.
 *
 * At node scope only the job's own units count; at scopes between, sockets, domains and cores count as a whole, also when the job
 * has a part of them.
 */
export function scopeQueries(native: MetricScope, requested: MetricScope, share: HostShare): readonly ScopeQuery[] {
  return transformations[native](coarserScope(native, requested), share);
}

type Transformation = (scope: MetricScope, share: HostShare) => readonly ScopeQuery[];

const transformations: Record<MetricScope, Transformation> = {
  node: () => [{ type: undefined, ids: [], aggregate: false }],

  socket: (scope, { topology, hwthreads }) => eachOrAll('socket', topology.socketsOf(hwthreads).ids, scope),

  memoryDomain(scope, { topology, hwthreads }) {
    const domains = topology.memoryDomainsOf(hwthreads).ids;
    if (scope !== 'socket') return eachOrAll('memoryDomain', domains, scope);
    return [...topology.memoryDomainsBySocket(domains)].map(([socket, its]) => group('memoryDomain', its, socket));
  },

  core(scope, { topology, hwthreads }) {
    const cores = topology.coresOf(hwthreads).ids;
    if (scope === 'socket') {
      const sockets = topology.socketsOfCores(cores).ids;
      return sockets.map((socket) => group('core', topology.coresOfSocket(socket), socket));
    }
    if (scope === 'memoryDomain') {
      const threads = cores.flatMap((core) => topology.hwthreadsOfCore(core));
      const domains = topology.memoryDomainsOf(threads).ids;
      return domains.map((domain) =>
        group('core', topology.coresOf(topology.hwthreadsOfMemoryDomain(domain)).ids, domain),
      );
    }
    return eachOrAll('core', cores, scope);
  },

  hwthread(scope, { topology, hwthreads }) {
    switch (scope) {
      case 'socket':
        return topology.socketsOf(hwthreads).ids.map((id) => group('hwthread', topology.hwthreadsOfSocket(id), id));
      case 'memoryDomain':
        return topology
          .memoryDomainsOf(hwthreads)
          .ids.map((id) => group('hwthread', topology.hwthreadsOfMemoryDomain(id), id));
      case 'core':
        return topology.coresOf(hwthreads).ids.map((id) => group('hwthread', topology.hwthreadsOfCore(id), id));
      case 'node':
      case 'hwthread':
      case 'accelerator':
        return eachOrAll('hwthread', hwthreads, scope);
    }
  },

  accelerator(scope, { accelerators }) {
    if (accelerators.length === 0 || (scope !== 'accelerator' && scope !== 'node')) return [];
    return eachOrAll('accelerator', accelerators, scope);
  },
};

function eachOrAll(type: MetricScope, ids: readonly (number | string)[], scope: MetricScope): readonly ScopeQuery[] {
  return [{ type, ids: ids.map(String), aggregate: scope === 'node' }];
}

function group(type: MetricScope, ids: readonly number[], id: number): ScopeQuery {
  return { type, ids: ids.map(String), aggregate: true, id: String(id) };
}
