// npm run crash-test -- --help
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, ensureInstalled, requireNode } from '../setup/ensure-installed.mjs';
import { Site, freePort } from '../setup/site.mjs';
import { Campaign } from './campaign.mjs';
import { crashCluster } from './crash-cluster.mjs';
import { readOptions } from './options.mjs';
import { Tally } from './tally.mjs';

const options = readOptions();
requireNode();
ensureInstalled();
if (!options.skipBuild) build();

const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-crash-'));
const site = Site.create({
  folder,
  port: await freePort(),
  clusters: [crashCluster],
  config: {
    'metric-store': {
      'retention-in-memory': '100000h',
      'memory-cap': 4,
      'checkpoint-interval': '1s',
      checkpoints: {
        'file-format': options.format,
        directory: './var/checkpoints',
        // A checkpoint begins whenever so much was logged.
        ...(options.format === 'wal' ? { 'max-wal-size': 10_000, durability: options.level } : {}),
      },
    },
  },
});
site.addUser('api', 'api');

const tally = new Tally(options);
const campaign = new Campaign({ site, token: site.token('api'), options, tally, onFailure: keepEvidence });
let failure;
try {
  await campaign.run();
} catch (error) {
  failure = error;
  writeFileSync(join(folder, 'server.log'), site.log);
} finally {
  await site.stop('SIGKILL');
}

const isGood = failure === undefined && tally.lost + tally.wrong === 0;
if (failure !== undefined) console.log(`The campaign could not go on: ${failure.stack ?? failure}`);
if (isGood) rmSync(folder, { recursive: true, force: true });
else console.log(`The site is kept in ${folder}`);
console.log(tally.row());
process.exitCode = isGood ? 0 : 1;

/** What a generation with losses left, beside the next one. */
function keepEvidence(kill, outcome) {
  writeFileSync(join(folder, `kill-${kill}.log`), site.log);
  writeFileSync(join(folder, `kill-${kill}.json`), JSON.stringify(outcome, undefined, 1));
  return (checkpoints) => renameSync(checkpoints, `${checkpoints}-of-kill-${kill}`);
}
