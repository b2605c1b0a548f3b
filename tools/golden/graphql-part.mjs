import fs from 'node:fs';
import path from 'node:path';
import { readJson } from './golden-folder.mjs';
import { MissingSteps } from './graphql-setup.mjs';
import { copyRecorder, replay } from './replay.mjs';
import { until } from './site.mjs';

const only = '^(clusters|globalMetrics|job|jobMetrics|jobs)/';

/** The recorded GraphQL operations that this program answers so far, asked after the recorded set-up. */
export async function replayGraphql(source, site, say) {
  const copy = site.file('golden-graphql');
  copyRecorder(source, copy, ['operations.json', 'answers.json.gz']);
  const missing = new MissingSteps();
  let setup = await missing.sort(readJson(path.join(source, 'setup.json')), site);
  if (missing.steps.length > 0) say(`no route yet, so the set-up goes without, or by SQL: ${missing.routes}`);
  if (!(await hasFootprints(site))) {
    say('running jobs get no footprint yet, so the set-up does not wait for it');
    setup = setup.filter((step) => !step.settle);
  }
  fs.writeFileSync(path.join(copy, 'setup.json'), JSON.stringify(setup));
  const options = ['--url', site.url, '--token', site.token, '--only', only];
  const [comparison] = await Promise.all([replay('graphql', copy, options, requests(source)), missing.standIn(site)]);
  return comparison;
}

/** The task runs every 40 seconds with the configuration of the recording. */
async function hasFootprints(site) {
  const complete = async () => (await site.jobs()).every((job) => job.jobState !== 'running' || job.footprint !== null);
  return until('all running jobs have a footprint', 60_000, complete).then(
    () => true,
    () => false,
  );
}

function requests(source) {
  const { users, operations } = readJson(path.join(source, 'operations.json'));
  const everybody = Object.keys(users);
  return operations
    .filter(({ name }) => new RegExp(only).test(name))
    .flatMap(({ name, as = ['admin'] }) => (as === 'all' ? everybody : as).map((user) => `${name} as ${user}`));
}
