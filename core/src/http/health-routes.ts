import type { Registry } from 'prom-client';
import type { HealthBoard } from '../contracts/health.js';
import type { PluginStates } from '../contracts/plugin-states.js';
import type { Route } from '../contracts/routes.js';
import { sendJson } from './send.js';

export interface HealthSources {
  readonly health: Pick<HealthBoard, 'report'>;
  readonly plugins: PluginStates;
  readonly metrics: Registry;
  /** Whether work is accepted: all has started and nothing is shutting down. */
  readonly isReady: () => boolean;
}

/** How the server is: for people and watchdogs, for load balancers, for Prometheus. */
export function healthRoutes({ health, plugins, metrics, isReady }: HealthSources): readonly Route[] {
  const common = { methods: ['GET'], bodyLimit: 0, rate: 'ui' } as const;
  return [
    {
      ...common,
      path: '/healthz',
      guard: { credential: 'public', because: 'watchdogs have no account; it names parts and states, no data' },
      handle: async (context) => {
        const report = await health.report();
        context.http.set('Cache-Control', 'no-store');
        sendJson(context, report.state === 'failed' ? 503 : 200, { ...report, plugins: plugins.list() });
      },
    },
    {
      ...common,
      path: '/readyz',
      guard: { credential: 'public', because: 'load balancers have no account; it says yes or no' },
      handle: async (context) => {
        const ready = isReady();
        const loading = loadingParts(await health.report());
        context.http.set('Cache-Control', 'no-store');
        sendJson(context, ready ? 200 : 503, { ready, ...(loading ? { loading } : {}) });
      },
    },
    {
      ...common,
      path: '/metrics',
      guard: { credential: 'public', because: 'Prometheus scrapes without an account; figures of the server only' },
      handle: async ({ http }) => {
        http.set('Content-Type', metrics.contentType);
        http.body = await metrics.metrics();
      },
    },
  ];
}

/** Parts that serve while they still load; `undefined`: none does. */
function loadingParts({ parts }: Awaited<ReturnType<HealthBoard['report']>>) {
  const loading = Object.entries(parts).flatMap(([name, { details }]) =>
    details?.['loading'] === undefined ? [] : [[name, details['loading']] as const],
  );
  return loading.length > 0 ? Object.fromEntries(loading) : undefined;
}
