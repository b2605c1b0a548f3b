#!/usr/bin/env node
// npm run golden -- --help
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareArchive } from './compare-archive.mjs';
import { compareJobTable } from './compare-database.mjs';
import { compareDrive } from './compare-drive.mjs';
import { Explanations } from './explanations.mjs';
import { golden, project, readJson } from './golden-folder.mjs';
import { replayGraphql } from './graphql-part.mjs';
import { readOptions } from './options.mjs';
import { replayRest } from './rest-part.mjs';
import { Site } from './site.mjs';

const options = readOptions();
const { chosen } = options;
const say = (text) => console.log(text);

async function run() {
  const explanations = new Explanations(fileURLToPath(new URL('explained.json', import.meta.url)));
  let good = true;
  const report = (comparison) => {
    if (chosen.includes(comparison.part)) good = print(comparison, explanations) && good;
  };
  if (chosen.some((part) => part !== 'rest')) await onSite(siteOfGraphql(), seedOne(report));
  if (chosen.includes('rest')) await onSite(siteOfRest(), restExchanges(report));
  for (const { part, label } of explanations.idle(chosen)) say(`explained, but not seen this time: ${part} ${label}`);
  return good;
}

const seedOne = (report) => async (site) => {
  report(compareDrive(path.join(golden, 'site/drive-seed1.jsonl'), await drive(site)));
  report(compareJobTable(path.join(golden, 'database/job-seed1.db'), site));
  report(compareArchive(path.join(golden, 'archive/fs-seed1'), site.file('var/job-archive')));
  if (chosen.includes('graphql')) report(await replayGraphql(path.join(golden, 'graphql'), site, say));
};

const restExchanges = (report) => async (site) => {
  await drive(site);
  report(await replayRest(path.join(golden, 'rest'), site));
};

const siteOfGraphql = () => ({
  config: path.join(golden, 'site/config.json'),
  env: path.join(golden, 'site/demo.env'),
  accounts: {
    admin: 'admin',
    support: 'support',
    manager: 'manager',
    api: 'api',
    alice: 'user',
    bob: 'user',
    carol: 'user',
  },
  projects: { manager: ['phys01', 'chem02'] },
});

function siteOfRest() {
  const { accounts } = readJson(path.join(golden, 'rest/exchanges.json'));
  return {
    config: path.join(golden, 'rest/server/config.json'),
    env: path.join(golden, 'rest/server/env'),
    accounts: Object.fromEntries(Object.entries(accounts).map(([name, { roles }]) => [name, roles.join()])),
    // what the exchanges of the group "accounts" do, as long as their route does not exist
    projects: { manager: ['phys01', 'chem02'], apimanager: ['phys01'] },
    projectsByExchange: 'POST /api/user/manager',
  };
}

async function onSite({ projects, projectsByExchange, ...plan }, work) {
  const site = await Site.make({ ...plan, drive: path.join(golden, 'site/drive.mjs') });
  try {
    await site.start();
    if (!projectsByExchange || !(await site.has(...projectsByExchange.split(' ')))) {
      say('the form for projects of managers does not exist yet: projects are written into the database');
      assign(site, projects);
    }
    await work(site);
  } finally {
    const code = await site.stop();
    if (code !== 0) say(`the server ended with ${code}`);
    site.saveLog();
    if (options.keep) say(`kept: ${site.folder}`);
    else site.remove();
  }
}

function assign(site, projects) {
  site.database((database) => {
    const update = database.prepare('UPDATE hpc_user SET projects = ? WHERE username = ?');
    for (const [name, list] of Object.entries(projects)) update.run(JSON.stringify(list), name);
  });
}

/** Plays seed 1, waits until all is archived, and gives the file with the exchanges. */
async function drive(site) {
  const exchanges = site.file('drive.jsonl');
  const plan = ['--seed', '1', '--jobs', '60', '--t0', '1772323200', '--pause', '300'];
  const script = path.join(golden, 'site/drive.mjs');
  await site.nodeAside(script, '--url', site.url, '--token', site.token, ...plan, '--out', exchanges);
  await site.archived();
  return exchanges;
}

function print({ part, compared, differing, differences }, explanations) {
  const judged = differences.map((difference) => ({
    ...difference,
    reason: explanations.reasonOf(part, difference.name),
  }));
  const unexplained = judged.filter(({ reason }) => !reason);
  const agree = `${part}: agree ${compared - differing} of ${compared}`;
  say(`${agree}; differences explained ${judged.length - unexplained.length}, unexplained ${unexplained.length}`);
  for (const { name, text } of unexplained) say(`  ${name}\n    ${text.replaceAll('\n', '\n    ')}`);
  if (options.list) for (const { name, reason } of judged) if (reason) say(`  ${name}: ${reason}`);
  return unexplained.length === 0;
}

function build() {
  const compiler = path.join(project, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [compiler, '-b'], { cwd: project, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('the build failed');
}

if (!golden) {
  say('golden: skipped, there is no recorded material in ../shared/golden');
} else {
  if (!options.skipBuild) build();
  process.exitCode = (await run()) ? 0 : 1;
}
