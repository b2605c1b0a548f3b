import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Site } from '../../../tools/setup/site.mjs';
import { startedSite, temporarySite } from './test-site.js';
import { lineProtocol, tinyCluster, tinySamples } from './tiny-cluster.js';

const start = 60 * Math.floor(Date.now() / 60_000) - 3600;

let site: Site;
let dispose: () => Promise<void>;
let token: string;

beforeAll(async () => {
  ({ site, token, dispose } = await startedSite([tinyCluster]));
});

afterAll(() => dispose());

interface Answer {
  readonly status: number;
  readonly error: string;
}

async function post(path: string, body: string | object, credential = token): Promise<Answer> {
  const answer = await fetch(`${site.url}${path}`, {
    method: 'POST',
    headers: { 'X-Auth-Token': credential },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const document = text.startsWith('{') ? (JSON.parse(text) as { error?: string }) : {};
  return { status: answer.status, error: document.error ?? text };
}

function job(jobId: number, more: object = {}): object {
  return {
    jobId,
    cluster: 'tiny',
    user: 'alice',
    project: 'p1',
    numNodes: 1,
    startTime: start,
    resources: [{ hostname: 't01' }],
    ...more,
  };
}

describe('jobs', () => {
  it('names an unknown key and the nearest known one', async () => {
    const answer = await post('/api/jobs/start_job/', job(1, { walltme: 60 }));
    expect(answer.status).toBe(400);
    expect(answer.error).toMatch(/walltme.*walltime/s);
  });

  it('refuses a second start, and keeps the first', async () => {
    expect((await post('/api/jobs/start_job/', job(2))).status).toBe(201);
    const again = await post('/api/jobs/start_job/', job(2));
    expect(again.status).toBe(422);
    expect(again.error).toContain('already exists');
    expect((await post('/api/jobs/stop_job/', { jobId: 2, stopTime: start + 60 })).status).toBe(200);
  });

  it('does not know a job that never started', async () => {
    const answer = await post('/api/jobs/stop_job/', { jobId: 999, cluster: 'tiny', stopTime: start + 60 });
    expect(answer.status).toBe(404);
  });

  it('refuses to stop a job twice', async () => {
    expect((await post('/api/jobs/start_job/', job(3))).status).toBe(201);
    expect((await post('/api/jobs/stop_job/', { jobId: 3, stopTime: start + 60 })).status).toBe(200);
    expect((await post('/api/jobs/stop_job/', { jobId: 3, stopTime: start + 60 })).status).toBe(422);
  });
});

describe('samples', () => {
  it('stores the good lines of a batch and names the bad one', async () => {
    const good = lineProtocol(tinySamples(['t02'], start, 3));
    const lines = good.split('\n');
    lines.splice(4, 0, 'cpu_load,cluster=tiny,hostname=t02 value=oops 123');
    const answer = await post('/api/write?cluster=tiny', lines.join('\n'));
    expect(answer.status).toBe(400);
    expect(answer.error).toMatch(/line 5/);

    expect((await post('/api/jobs/start_job/', job(5, { resources: [{ hostname: 't02' }] }))).status).toBe(201);
    const list = await fetch(`${site.url}/api/jobs/?state=running`, { headers: { 'X-Auth-Token': token } });
    const { jobs } = (await list.json()) as { jobs: { id: number; jobId: number }[] };
    const id = jobs.find(({ jobId }) => jobId === 5)?.id;
    const metrics = await fetch(`${site.url}/api/jobs/metrics/${id}?metric=mem_used&scope=node`, {
      headers: { 'X-Auth-Token': token },
    });
    const { data } = (await metrics.json()) as {
      data: { jobMetrics: { metric: { series: { data: (number | null)[] }[] } }[] };
    };
    expect(data.jobMetrics[0]?.metric.series[0]?.data.slice(0, 3)).toEqual([10, 11, 12]);
  });

  it('refuses a body beyond its limit, and says so to a client that is still sending', async () => {
    const answer = await post('/api/jobs/start_job/', 'x'.repeat(20 << 20));
    expect(answer.status).toBe(413);
  });
});

describe('credentials', () => {
  function jwt(claims: object, key = createPrivateKey(privateKey())): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part(claims)}`;
    return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
  }

  /** The site's own key, in the form that Node takes. */
  function privateKey(): { key: Buffer; format: 'der'; type: 'pkcs8' } {
    const env = readFileSync(join(site.folder, '.env'), 'utf8');
    const seed = Buffer.from(/JWT_PRIVATE_KEY="?([^"\n]+)/.exec(env)?.[1] ?? '', 'base64').subarray(0, 32);
    const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    return { key, format: 'der', type: 'pkcs8' };
  }

  it('takes a token signed with its own key', async () => {
    const own = jwt({ sub: 'api', roles: ['api'], exp: Date.now() / 1000 + 60 });
    expect((await post('/api/write?cluster=tiny', '', own)).status).toBe(200);
  });

  it('refuses expired, foreign and broken ones', async () => {
    const expired = jwt({ sub: 'api', roles: ['api'], exp: Date.now() / 1000 - 60 });
    const foreign = jwt({ sub: 'api', roles: ['api'] }, generateKeyPairSync('ed25519').privateKey);
    for (const credential of [expired, foreign, 'nonsense', `${token}x`, ''])
      expect((await post('/api/write?cluster=tiny', '', credential)).status).toBe(401);
  });
});

describe('start-up', () => {
  it('says that the port is taken, and by what it is wanted', async () => {
    const other = await temporarySite([tinyCluster]);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(other.site.port, '127.0.0.1', resolve));
    const run = other.site.run('-server');
    squatter.close();
    await other.dispose();
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`127.0.0.1:${other.site.port}`);
    expect(run.stderr).not.toMatch(/\n\s+at /); // a sentence, no stack
  });

  it('lets only one process serve a directory', () => {
    const second = site.run('-server');
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(String(site.processId));
  });

  it('names file and field of a broken cluster.json', async () => {
    const other = await temporarySite([tinyCluster]);
    mkdirSync(join(other.site.folder, 'var/job-archive/broken'));
    const broken = { name: 'broken', metricConfig: [{ name: 'x', timestep: 0 }], subClusters: [] };
    writeFileSync(join(other.site.folder, 'var/job-archive/broken/cluster.json'), JSON.stringify(broken));
    const run = other.site.run('-server');
    await other.dispose();
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/broken\/cluster\.json/);
    expect(run.stderr).toMatch(/timestep/);
    expect(run.stderr).toMatch(/subClusters/);
  });

  it('reports all mistakes of the configuration at once, with path and nearest key', async () => {
    const other = await temporarySite([tinyCluster], {
      main: { addr: 8080, 'short-runing-jobs-duration': 300 },
      plugins: [{ use: './not-there.js' }],
    });
    const run = other.site.run('-server');
    await other.dispose();
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/short-runing-jobs-duration.*short-running-jobs-duration/);
    expect(run.stderr).toMatch(/main\.addr/);
  });

  it('lists the places where it looked for a plugin', async () => {
    const other = await temporarySite([tinyCluster], {
      plugins: [{ use: './not-there.js' }, { use: '@nobody/nothing' }],
    });
    const run = other.site.run('-server');
    await other.dispose();
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(join(other.site.folder, 'not-there.js'));
    expect(run.stderr).toContain('@nobody/nothing');
  });
});
