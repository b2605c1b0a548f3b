import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedSite } from '@cc-kernel/data-generator';
import { Site, freePort } from '../../../../tools/setup/site.mjs';

/** A server that knows the simulated clusters and nothing of what happens there: only what a test tells it. */
export class QuietSite {
  private constructor(
    readonly site: Site,
    private readonly token: string,
  ) {}

  /** @param env is added to the environment of the server */
  static async open({ env = {} }: { env?: Readonly<Record<string, string>> } = {}): Promise<QuietSite> {
    const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-quiet-'));
    const site = Site.create({ folder, port: await freePort(), clusters: simulatedSite({ seed: 1 }).clusters });
    for (const role of ['admin', 'user', 'api']) site.addUser(role, role);
    const token = site.token('api');
    await site.start({ flags: ['-loglevel', 'warn'], env });
    return new QuietSite(site, token);
  }

  async post(path: string, body: string | object): Promise<{ status: number; text: string }> {
    const isText = typeof body === 'string';
    const response = await fetch(this.site.url + path, {
      method: 'POST',
      headers: { 'X-Auth-Token': this.token, 'Content-Type': isText ? 'text/plain' : 'application/json' },
      body: isText ? body : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  /** Starts a job and finds the number under which it is stored. */
  async startJob(jobId: number, startTime: number, hosts: readonly string[]): Promise<string> {
    const started = await this.post('/api/jobs/start_job/', {
      jobId,
      startTime,
      cluster: 'alder',
      user: 'user',
      project: 'flow',
      partition: 'main',
      shared: 'none',
      numNodes: hosts.length,
      walltime: 7200,
      jobState: 'running',
      resources: hosts.map((hostname) => ({ hostname })),
      metaData: { jobName: 'growing' },
    });
    if (started.status !== 201) throw new Error(`the job did not start: ${started.text}`);
    const { text } = await this.post('/query', {
      query: `{ jobs(filter: [{ jobId: { eq: "${jobId}" } }]) { items { id } } }`,
    });
    return firstId(text);
  }

  async close(): Promise<void> {
    await this.site.stop();
    rmSync(this.site.folder, { recursive: true, force: true });
  }
}

/** Of the answer to a question for jobs. */
export function firstId(text: string): string {
  return (JSON.parse(text) as { data: { jobs: { items: { id: string }[] } } }).data.jobs.items[0]!.id;
}
