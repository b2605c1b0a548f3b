import { InvalidInputError, guards, readJson, sendJson } from '@cc-kernel/core/plugin';
import type { HostHealth, HostHealthRequest, Route } from '@cc-kernel/core/plugin';
import type { CheckHosts } from '@cc-kernel/core/use-cases';
import { documentLimit } from '../limits.js';

/** The health check of cc-metric-store: a GET with a body. */
export const checkHostsRoutes = (checkHosts: Pick<CheckHosts, 'run'>): Route[] =>
  ['/api/healthcheck', '/api/healthcheck/'].map((path) => ({
    methods: ['GET'],
    path,
    guard: guards.metricStoreApi,
    bodyLimit: documentLimit,
    rate: 'api',
    async handle(context) {
      const request = parseHealthRequest(await readJson(context));
      const found = await checkHosts.run({ ...request, signal: context.signal });
      sendJson(context, 200, hostHealthDocument(request.hosts, found));
    },
  }));

const known: readonly string[] = ['cluster', 'nodes', 'metric-names'];

export function parseHealthRequest(document: unknown): HostHealthRequest {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new InvalidInputError('the body has to be an object');
  }
  const unknown = Object.keys(document).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new InvalidInputError(`the key ${JSON.stringify(unknown)} is not known`);
  const { cluster = '', nodes, 'metric-names': metrics } = document as Readonly<Record<string, unknown>>;
  if (typeof cluster !== 'string') throw new InvalidInputError('cluster has to be a text');
  return { cluster, hosts: textsOf(nodes, 'nodes'), metrics: textsOf(metrics, 'metric-names') };
}

function textsOf(value: unknown, name: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) {
    throw new InvalidInputError(`${name} has to be a list of texts`);
  }
  return value;
}

/** host → how it is; one that was never heard of has failed, without details. */
export function hostHealthDocument(hosts: readonly string[], found: ReadonlyMap<string, HostHealth>): object {
  return Object.fromEntries(
    hosts.map((host) => {
      const health = found.get(host);
      if (!health) return [host, { State: 'failed', HealthMetrics: '' }];
      const { state, degraded, missing } = health;
      return [host, { State: state, HealthMetrics: JSON.stringify({ degraded, missing }) }];
    }),
  );
}
