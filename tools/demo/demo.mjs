// npm run demo: a server on the embedded defaults with a simulated site in it, from nothing but Node and npm.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, ensureInstalled, requireNode, root } from '../setup/ensure-installed.mjs';
import { Site } from '../setup/site.mjs';

const help = `Usage: npm run demo [-- OPTIONS]

Installs and builds what is missing, starts a server and plays a small simulated site into it: a CPU cluster and a GPU
cluster with their jobs. Ctrl-C ends it. What it stored stays in one folder, and the next run goes on from there.

  --fresh          forget what is stored and start over
  --port N         listen on this port of 127.0.0.1 (default 8080)
  --hours N        hours of history to play, at most 24 (default 2)
  --folder PATH    keep everything below this folder (default .demo)
  --exit           end once everything is played and printed
  --help           print this`;

const accounts = [
  { name: 'admin', roles: 'admin', sees: 'everything, and administers' },
  { name: 'support', roles: 'support', sees: 'all jobs and nodes' },
  { name: 'manager', roles: 'manager', sees: 'own jobs, and those of projects once an administrator adds some' },
  { name: 'user', roles: 'user', sees: 'own jobs only' },
  { name: 'api', roles: 'api', sees: 'all jobs, by API token only' },
];

main().catch((error) => {
  console.error(`\nThe demo stopped: ${error.message}`);
  process.exitCode = 1;
});

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

  const { simulatedSite, play } = await import('@cc-kernel/data-generator');
  const simulated = simulatedSite({ seed: 1 });
  const { site, token } = prepare(options, simulated.clusters);
  const { ended } = await site.start({ flags: ['-loglevel', 'warn'], onOutput: (text) => process.stderr.write(text) });

  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
  void ended.then(() => interrupted.abort());
  try {
    await history({ play, simulated, site, token, hours: options.hours, signal: interrupted.signal });
    if (!interrupted.signal.aborted) await introduce(site, token);
    if (!options.exit && !interrupted.signal.aborted)
      await new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    if (!options.exit) console.log('\nStopping …');
    const code = await site.stop('SIGTERM');
    if (code !== 0) process.exitCode = 1;
  }
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        fresh: { type: 'boolean', default: false },
        port: { type: 'string', default: '8080' },
        hours: { type: 'string', default: '2' },
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
  const hours = Number(values.hours);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`--port takes a number from 1 to 65535, not «${values.port}»`);
  if (!(hours > 0 && hours <= 24))
    throw new Error(`--hours takes a number above 0 and up to 24, not «${values.hours}»`);
  const folder = resolve(values.folder);
  if (values.fresh) rmSync(folder, { recursive: true, force: true });
  return { port, hours, folder, exit: values.exit };
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The site's folder with configuration, clusters and accounts; made on the first run. */
function prepare({ folder, port }, clusters) {
  const tokenFile = join(folder, 'token');
  if (existsSync(tokenFile)) {
    const site = new Site(folder, port);
    site.writeConfig();
    return { site, token: readFileSync(tokenFile, 'utf8').trim() };
  }
  console.log(`Making a site in ${folder} …`);
  rmSync(folder, { recursive: true, force: true }); // an attempt that did not get as far as its token
  mkdirSync(folder, { recursive: true });
  const site = Site.create({ folder, port, clusters });
  for (const { name, roles } of accounts) site.addUser(name, roles);
  const token = site.token('api');
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
  return { site, token };
}

/** Tells the server about the last hours, or about those since the last run. */
async function history({ play, simulated, site, token, hours, signal }) {
  const mark = join(site.folder, 'played-until');
  const now = Math.floor(Date.now() / 1000);
  const last = existsSync(mark) ? Number(readFileSync(mark, 'utf8')) : 0;
  const from = Math.max(last, now - Math.round(3600 * hours));
  const line = progressLine();
  const total = await play({
    url: site.url,
    token,
    site: simulated,
    from,
    to: now,
    mode: 'replay',
    speed: Infinity,
    signal,
    onProgress: ({ time, started, stopped, samples }) =>
      line.show(
        `Playing: ${percent((time - from) / (now - from))}, ${started} jobs started, ${stopped} ended, ${samples} samples`,
      ),
  });
  line.end(
    `Played ${((now - from) / 3600).toFixed(1)} hours: ${total.started} jobs started, ${total.stopped} ended, ${total.samples} samples.`,
  );
  if (!signal.aborted) writeFileSync(mark, String(now));
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
