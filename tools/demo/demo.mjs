// npm run demo: a server on the embedded defaults with a simulated site in it, from nothing but Node and npm.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, ensureInstalled, requireNode, root } from '../setup/ensure-installed.mjs';
import { Site } from '../setup/site.mjs';

const help = `Usage: npm run demo [-- OPTIONS]

Installs and builds what is missing, fills a site with the history of a CPU cluster and a GPU cluster, starts a server and
keeps both clusters at work against it until Ctrl-C. What it stored stays in one folder, and the next run goes on from there.

  --fresh          forget what is stored and start over
  --port N         listen on this port of 127.0.0.1 (default 8080)
  --days N         days of history, at most 365 (default 30)
  --speed N        how much faster than the clock simulated jobs run (default 5)
  --folder PATH    keep everything below this folder (default .demo)
  --exit           end as soon as the site lives and everything is printed
  --help           print this`;

const accounts = [
  { name: 'admin', roles: 'admin', sees: 'everything, and administers' },
  { name: 'support', roles: 'support', sees: 'the jobs of everybody' },
  { name: 'manager', roles: 'manager', sees: 'own jobs and those of the projects flow and learn' },
  { name: 'user', roles: 'user', sees: 'own jobs' },
];

/** Seconds between two samples: short enough to see plots grow, long enough to keep a month of history small. */
const timestep = 30;
/** Samples of so many hours before now are sent at once, so that running jobs have a past. */
const liveHours = 3;
const seed = 1;
const day = 86_400;

main().catch((error) => {
  console.error(`\nThe demo stopped: ${sentence(error)}`);
  process.exitCode = 1;
});

/** Failures of the machine by what a person can do about them. */
function sentence(error) {
  if (error.code === 'ENOSPC' || /ENOSPC|database or disk is full/.test(error.message))
    return 'the disk is full. Make room, or keep the demo elsewhere: npm run demo -- --folder /path/with/room';
  if (error.code === 'EACCES') return `${error.path ?? 'a file of the demo'} may not be written by you`;
  return error.message;
}

async function main() {
  const options = readOptions();
  if (options === undefined) return;
  requireNode();
  ensureInstalled();
  if (!(await isFree(options.port)))
    throw new Error(
      `another program listens on 127.0.0.1:${options.port}. End it, or choose another port: npm run demo -- --port 8081`,
    );
  console.log('Building …');
  build();

  const generator = await import('@cc-kernel/data-generator');
  const simulated = generator.simulatedSite({ seed, timestep });
  const { site, token, projects } = prepare(options, simulated);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
  const { signal } = interrupted;

  await writeHistory(generator, site, options.days, signal);
  if (signal.aborted) return;
  const { ended } = await site.start({ flags: ['-loglevel', 'warn'], onOutput: (text) => process.stderr.write(text) });
  void ended.then(() => interrupted.abort());
  try {
    if (projects) await giveProjects(site, simulated.projects);
    await live({ generator, simulated, site, token, options, interrupted });
  } finally {
    console.log('\nStopping …');
    const code = await site.stop('SIGTERM');
    if (code !== 0 && code !== null) process.exitCode = 1;
  }
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        fresh: { type: 'boolean', default: false },
        port: { type: 'string', default: '8080' },
        days: { type: 'string', default: '30' },
        speed: { type: 'string', default: '5' },
        folder: { type: 'string', default: join(root, '.demo') },
        exit: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    process.exitCode = 2;
    return undefined;
  }
  if (values.help) {
    console.log(help);
    return undefined;
  }
  const port = Number(values.port);
  const days = Number(values.days);
  const speed = Number(values.speed);
  const expect = (good, text) => {
    if (!good) throw new Error(text);
  };
  expect(
    Number.isInteger(port) && port >= 1 && port <= 65_535,
    `--port takes a number from 1 to 65535, not «${values.port}»`,
  );
  expect(days > 0 && days <= 365, `--days takes a number above 0 and up to 365, not «${values.days}»`);
  expect(speed > 0 && speed <= 1000, `--speed takes a number above 0 and up to 1000, not «${values.speed}»`);
  const folder = resolve(values.folder);
  if (values.fresh) rmSync(folder, { recursive: true, force: true });
  return { port, days, speed, folder, exit: values.exit };
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The site's folder with configuration, clusters and accounts; made on the first run. `projects`: the manager has none yet. */
function prepare({ folder, port }, simulated) {
  const tokenFile = join(folder, 'token');
  const config = { main: { addr: `127.0.0.1:${port}` } };
  if (existsSync(tokenFile)) {
    const site = new Site(folder, port);
    site.writeConfig(config);
    return { site, token: readFileSync(tokenFile, 'utf8').trim(), projects: false };
  }
  console.log(`Making a site in ${folder} …`);
  rmSync(folder, { recursive: true, force: true }); // an attempt that did not get as far as its token
  mkdirSync(folder, { recursive: true });
  const site = Site.create({ folder, port, clusters: simulated.clusters, config });
  for (const { name, roles } of accounts) site.addUser(name, roles);
  site.addUser('api', 'api');
  const token = site.token('api');
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
  return { site, token, projects: true };
}

/** Finished jobs of the last days go straight into the archive, those that it lacks; the database is filled from it. */
async function writeHistory({ writeArchive }, site, days, signal) {
  const now = Math.floor(Date.now() / 1000);
  const line = progressLine();
  // All scopes for what people look at first; nodes and accelerators for the rest take a fifth of the space.
  const parts = [
    { from: now - days * day, to: now - Math.min(1, days) * day, detail: 'node' },
    { from: now - Math.min(1, days) * day, to: now, detail: 'full' },
  ];
  let written = 0;
  for (const part of parts.filter(({ from, to }) => to > from)) {
    const report = await writeArchive({
      site: { seed, timestep },
      directory: join(site.folder, 'var/job-archive'),
      ...part,
      signal,
      onProgress: ({ jobs, skipped, total }) =>
        line.show(`Writing history: ${percent((jobs + skipped) / Math.max(1, total))} of ${total} jobs`),
    });
    written += report.jobs;
  }
  if (signal.aborted || written === 0) return;
  line.end(`Wrote ${written} jobs of history.`);
  console.log('Filling the database from the archive …');
  site.mustRun('-init-db');
}

/** By the form of the admin page, as an administrator would. */
async function giveProjects(site, projects) {
  const form = (path, fields, cookie) =>
    fetch(`${site.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: cookie === undefined ? {} : { Cookie: cookie },
      body: new URLSearchParams(fields),
    });
  const login = await form('/login', { username: 'admin', password: 'admin-pw' });
  const cookie = login.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
  for (const { name } of projects.filter(({ manager }) => manager === 'manager')) {
    const answer = await form('/config/user/manager', { 'add-project': name }, cookie);
    if (!answer.ok) throw new Error(`the manager could not be given project ${name}: ${await answer.text()}`);
  }
}

/** Both clusters at work until the signal; says hello once their recent past has been told. */
async function live({ generator, simulated, site, token, options, interrupted }) {
  const mark = join(site.folder, 'runs');
  const runs = existsSync(mark) ? Number(readFileSync(mark, 'utf8')) : 0;
  writeFileSync(mark, String(runs + 1));
  const now = Math.floor(Date.now() / 1000);
  const line = progressLine();
  let greeted = false;
  await generator.play({
    url: site.url,
    token,
    site: simulated,
    from: now - liveHours * 3600,
    jobsFrom: now,
    speed: options.speed,
    endJobs: options.speed !== 1,
    // Faster than the clock, a job's moment depends on when the demo began: each run has job ids of its own.
    jobIdOffset: options.speed === 1 ? 0 : 10_000_000 * (runs + 1),
    signal: interrupted.signal,
    onProgress: ({ time, samples, started, stopped }) => {
      if (time < now)
        line.show(
          `Sending the last ${liveHours} hours of samples: ${percent((time - now + liveHours * 3600) / (liveHours * 3600))}`,
        );
      else if (!greeted) {
        greeted = true;
        line.end(`${samples} samples sent, ${started} jobs run.`);
        introduce(site, token).then(
          () => options.exit && interrupted.abort(),
          (error) => console.error(`The first request failed: ${error.message}`),
        );
      } else line.show(`Live: ${started} jobs started, ${stopped} ended, ${samples} samples`);
    },
  });
  line.end('');
}

function percent(share) {
  return `${Math.round(100 * Math.min(1, Math.max(0, share)))} %`;
}

/** One line that is rewritten on a terminal, and said every few seconds elsewhere. */
function progressLine() {
  const rewrite = process.stdout.isTTY;
  let said = 0;
  return {
    show(text) {
      const now = Date.now();
      if (now - said < (rewrite ? 100 : 5000)) return;
      said = now;
      process.stdout.write(rewrite ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end: (text) => process.stdout.write(`${rewrite ? '\r\u001b[K' : ''}${text}\n`),
  };
}

async function introduce(site, token) {
  const answer = await fetch(`${site.url}/api/jobs/?state=running&items-per-page=1000`, {
    headers: { 'X-Auth-Token': token },
  });
  const { jobs } = await answer.json();
  const id = jobs.sort((a, b) => b.duration - a.duration)[0]?.id ?? 1; // the one with most to see
  const header = `-H "X-Auth-Token: $(cat '${join(site.folder, 'token')}')"`;
  const query = JSON.stringify({
    query: '{ jobs(filter: [{ state: [running] }]) { count items { jobId user cluster numNodes } } }',
  });
  console.log(`
cc-kernel is at ${site.url}   (Ctrl-C ends it)

Logins
${accounts.map(({ name, sees }) => `  ${name.padEnd(9)} password ${`${name}-pw`.padEnd(12)} sees ${sees}`).join('\n')}

Try these
  curl -s ${header} '${site.url}/api/jobs/?state=running&items-per-page=3'
  curl -s ${header} '${site.url}/api/jobs/metrics/${id}?metric=cpu_load&scope=node'
  curl -s ${header} -H 'Content-Type: application/json' -d '${query}' ${site.url}/query
`);
}
