import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Site, freePort } from '../../../tools/setup/site.mjs';

/** A site in a temporary folder, on a free port, with room for samples of any age. */
export async function temporarySite(
  clusters: readonly { readonly name: string }[],
  config: object = {},
): Promise<{ readonly site: Site; readonly dispose: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-site-'));
  const store = {
    'retention-in-memory': '100000h',
    'memory-cap': 4,
    checkpoints: { 'file-format': 'json', directory: './var/checkpoints' },
  };
  const site = Site.create({ folder, port: await freePort(), clusters, config: { 'metric-store': store, ...config } });
  return {
    site,
    dispose: async () => {
      await site.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A running site of that kind, and a token of a user who may write samples and report jobs. */
export async function startedSite(
  clusters: readonly { readonly name: string }[],
): Promise<{ readonly site: Site; readonly token: string; readonly dispose: () => Promise<void> }> {
  const { site, dispose } = await temporarySite(clusters);
  site.addUser('api', 'api');
  const token = site.token('api');
  await site.start();
  return { site, token, dispose };
}
