// npm run bench [-- NAME …]: runs bench/*.bench.mjs one after the other, prints each figure beside its promise and records it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build, ensureInstalled, requireNode, root } from '../tools/setup/ensure-installed.mjs';
import { writePage } from './page.mjs';
import { latest, localFile, readRecord, thisMachine, writeRecord } from './record.mjs';
import { figureText } from './figure-text.mjs';

const folder = `${root}bench/`;
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.slice(0, -'.bench.mjs'.length));

const usage = `Usage: npm run bench [-- [--local] NAME …]     runs benchmarks; without a name, all
       npm run bench -- --print               prints docs/benchmarks.md from what is recorded

Benchmarks: ${all.join(', ')}.
Figures depend on the machine; run nothing else beside them. What ran takes its place in bench/results/latest.json and
docs/benchmarks.md; with --local it goes to bench/results/local-NAME.json, which git ignores.`;

const options = { help: { type: 'boolean', short: 'h' }, print: { type: 'boolean' }, local: { type: 'boolean' } };
const { values: flags, positionals: asked } = parseArgs({ options, allowPositionals: true });
if (flags.help) {
  console.log(usage);
  process.exit(0);
}
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark named ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  process.exit(2);
}

requireNode();
ensureInstalled();
if (flags.print) {
  await writePage();
  process.exit(0);
}
build();

const names = asked.length > 0 ? asked : all;
const file = flags.local ? localFile(asked) : latest;
const record = readRecord(file);
let isBroken = false;
for (const name of names) {
  console.log(`\n${name}`);
  const machine = thisMachine();
  const run = spawnSync(process.execPath, ['--expose-gc', `${folder}${name}.bench.mjs`], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  const said = run.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const figures = said.filter((one) => 'value' in one).map(withRatio);
  const skipped = said.flatMap((one) => one.skipped ?? []);
  for (const one of figures) show(one);
  for (const reason of skipped) console.log(`    skipped: ${reason}`);
  if (run.status !== 0) {
    // What was recorded before stays: half a run is no figure.
    console.log(`  did not finish (${run.signal ?? `exit code ${run.status}`}); not recorded`);
    isBroken = true;
    continue;
  }
  record.benchmarks[name] = { date: new Date().toISOString().slice(0, 10), machine, figures, skipped };
  writeRecord(file, record);
}
if (!flags.local) await writePage();
console.log(`\nRecorded in bench/results/${file}${flags.local ? '' : ' and docs/benchmarks.md'}.`);
process.exit(isBroken ? 1 : 0);

function withRatio(figure) {
  return figure.peer ? { ...figure, peer: { ...figure.peer, ratio: figure.value / figure.peer.value } } : figure;
}

function show(figure) {
  const { name, met, promise, peer } = figure;
  const mark = met === undefined ? ' ' : met ? '✓' : '✗';
  const promised = promise === undefined ? '' : `   promised ${promise}`;
  const beside = peer ? `   ${peer.name}: ${figureText(peer.value)}, ratio ${figureText(peer.ratio)}` : '';
  console.log(
    `  ${mark} ${name.padEnd(58)} ${figureText(figure.value).padStart(10)} ${figure.unit}${promised}${beside}`,
  );
}
