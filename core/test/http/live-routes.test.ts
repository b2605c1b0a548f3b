import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import archiveFs from '../../../plugins/archive-fs/src/index.js';
import auth from '../../../plugins/auth/src/index.js';
import graphql from '../../../plugins/graphql/src/index.js';
import rest from '../../../plugins/rest/src/index.js';
import sqlite from '../../../plugins/sql-sqlite/src/index.js';
import webUi from '../../../plugins/web-ui/src/index.js';
import { Routes, type Route } from '../../src/plugin.js';
import { HttpService } from '../../src/http/http-service.js';
import { ROOMS } from '../../src/kernel/rooms.js';
import { startTestKernel, type TestKernel } from '../../src/testing/start-test-kernel.js';

/** Everything that the built-in plugins put on the network, as it stands in the live table. */
describe('the live routes of a whole server', () => {
  let folder: string;
  let kernel: TestKernel;
  let routes: readonly Route[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cck-routes-'));
    await mkdir(join(folder, 'archive'));
    await writeFile(join(folder, 'archive', 'version.txt'), '3');
    kernel = await startTestKernel({
      root: folder,
      config: { main: { addr: '127.0.0.1:0' } },
      env: { SESSION_KEY: Buffer.alloc(32, 1).toString('base64') },
      rooms: ROOMS,
      plugins: [
        { definition: sqlite, config: { file: join(folder, 'job.db') } },
        { definition: archiveFs, config: { directory: join(folder, 'archive') } },
        { definition: auth, config: { jwts: {} } },
        { definition: rest, config: {} },
        { definition: graphql, config: {} },
        { definition: webUi, config: {} },
      ],
    });
    routes = kernel.get(Routes).all;
  });
  afterAll(async () => {
    await kernel?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('all have a guard, a limit and a rate class; what is public says why', () => {
    expect(routes.length).toBeGreaterThan(15);
    for (const { path, guard, bodyLimit, rate } of routes) {
      expect(guard.credential, path).toMatch(/^(public|token|session|token-or-session)$/);
      if (guard.credential === 'public') expect(guard.because.length, path).toBeGreaterThan(10);
      expect(bodyLimit, path).toBeGreaterThanOrEqual(0);
      expect(bodyLimit, path).toBeLessThanOrEqual(1024 ** 3);
      expect(['none', 'login', 'api', 'ui'], path).toContain(rate);
    }
  });

  it('open no more to everybody than is meant to be', () => {
    const open = routes.filter(({ guard }) => guard.credential === 'public').map(({ path }) => path);
    const files = open.filter((path) => /^\/assets\/[\w.-]+$/.test(path));
    expect([...new Set(open)].filter((path) => !files.includes(path)).toSorted()).toEqual([
      '/healthz',
      '/jwt-login',
      '/login',
      '/logout',
      '/metrics',
      '/readyz',
    ]);
  });

  it('answer 401 to everybody else', async () => {
    const { url } = kernel.get(HttpService);
    for (const { methods, path, guard } of routes) {
      if (guard.credential === 'public') continue;
      for (const method of methods) {
        const address = `${url}${path.replaceAll(/:\w+/g, '1').replaceAll(/[{}]/g, '')}`;
        const answer = await fetch(address, { method, headers: { accept: 'application/json' } });
        expect([answer.status, await answer.json()], `${method} ${path}`).toEqual([
          401,
          { status: 'Unauthorized', error: expect.any(String) },
        ]);
      }
    }
  });
});
