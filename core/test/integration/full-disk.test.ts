import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../../../tools/setup/site.mjs';
import { temporarySite } from './test-site.js';
import { lineProtocol, tinyCluster, tinySamples } from './tiny-cluster.js';

const minutes = 30;
const start = 60 * Math.floor(Date.now() / 60_000) - 60 * minutes;
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
}

// Needs a file system of its own, which only root can make.
it.skipIf(!canMount)(
  'a job stays to be archived while the disk is full, and is archived once there is room',
  async () => {
    const { site, dispose } = await temporarySite([tinyCluster], { archive: { kind: 'file', path: './small' } });
    const small = join(site.folder, 'small');
    mkdirSync(small);
    run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small);
    try {
      cpSync(join(site.folder, 'var/job-archive'), small, { recursive: true });
      site.addUser('api', 'api');
      const headers = { 'X-Auth-Token': site.token('api') };
      await site.start();
      const post = (path: string, body: string | object) =>
        fetch(`${site.url}${path}`, {
          method: 'POST',
          headers,
          body: typeof body === 'string' ? body : JSON.stringify(body),
        });
      const status = async (): Promise<number | undefined> => {
        const answer = await fetch(`${site.url}/api/jobs/`, { headers });
        return ((await answer.json()) as { jobs: { monitoringStatus?: number }[] }).jobs[0]?.monitoringStatus;
      };
      const health = async (): Promise<string> => JSON.stringify(await (await fetch(`${site.url}/healthz`)).json());

      await post('/api/write', lineProtocol(tinySamples(['t01'], start, minutes)));
      const job = { jobId: 1, cluster: 'tiny', startTime: start };
      await post('/api/jobs/start_job/', {
        ...job,
        user: 'a',
        project: 'p',
        numNodes: 1,
        resources: [{ hostname: 't01' }],
      });
      expect(() => writeFileSync(join(small, 'filler'), Buffer.alloc(1 << 20))).toThrow('ENOSPC');
      expect((await post('/api/jobs/stop_job/', { ...job, stopTime: start + 60 * minutes })).status).toBe(200);

      await eventually(async () => (await health()).includes('the disk is full'));
      expect(await status()).toBe(1);
      rmSync(join(small, 'filler'));
      await eventually(async () => (await status()) === 3);
    } finally {
      await site.stop();
      run('umount', small);
      await dispose();
    }
  },
);
