import { InvalidInputError } from '@cc-kernel/core/plugin';
import type { HostHealthRequest } from '@cc-kernel/core/plugin';
import { describe, expect, it } from 'vitest';
import { hostHealthDocument, parseHealthRequest } from '../src/metrics/check-hosts.route.js';
import { openRest } from './rest-server.js';

describe('/api/healthcheck', () => {
  it('reads the body of a cc-backend', () => {
    const body = { cluster: 'orion', nodes: ['n001'], 'metric-names': ['cpu_load'] };
    const wanted: HostHealthRequest = { cluster: 'orion', hosts: ['n001'], metrics: ['cpu_load'] };
    expect(parseHealthRequest(body)).toEqual(wanted);
    expect(parseHealthRequest({ nodes: null })).toEqual({ cluster: '', hosts: [], metrics: [] });
  });

  it.each([null, [], 1, { cluster: 1 }, { nodes: 'n001' }, { nodes: [1] }, { 'metric-names': {} }, { extra: 1 }])(
    'refuses %j',
    (body) => {
      expect(() => parseHealthRequest(body)).toThrow(InvalidInputError);
    },
  );

  it('prints every host that was asked for, unknown ones as failed', () => {
    const found = new Map([['n001', { state: 'partial' as const, degraded: ['a'], missing: ['b'] }]]);
    expect(hostHealthDocument(['n001', 'n002'], found)).toEqual({
      n001: { State: 'partial', HealthMetrics: '{"degraded":["a"],"missing":["b"]}' },
      n002: { State: 'failed', HealthMetrics: '' },
    });
  });

  it('wants a body, and a known caller', async () => {
    const server = await openRest();
    try {
      expect((await server.ask('GET', '/api/healthcheck')).status).toBe(400);
      expect((await server.ask('GET', '/api/healthcheck', undefined, { 'x-auth-token': '' })).status).toBe(401);
    } finally {
      await server.close();
    }
  });
});
