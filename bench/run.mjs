// npm run bench [-- NAME …]: runs bench/*.bench.mjs one after the other, prints each figure beside its promise and keeps them in bench/results/.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { build, ensureInstalled, requireNode, root } from '../tools/setup/ensure-installed.mjs';

const folder = `${root}bench/`;
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.slice(0, -'.bench.mjs'.length));

const asked = process.argv.slice(2);
if (asked.includes('--help') || asked.includes('-h')) {
  console.log(
    `Usage: npm run bench [-- NAME …]\n\nBenchmarks: ${all.join(', ')}.\nFigures depend on the machine; run nothing else beside them.`,
  );
  process.exit(0);
}
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark named ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  process.exit(2);
}

requireNode();
ensureInstalled();
build();

const results = [];
let broken = false;
for (const name of asked.length > 0 ? asked : all) {
  console.log(`\n${name}`);
  const run = spawnSync(process.execPath, ['--expose-gc', `${folder}${name}.bench.mjs`], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) {
    console.log(`  did not finish (${run.signal ?? `exit code ${run.status}`})`);
    broken = true;
  }
  for (const line of run.stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const figure = JSON.parse(line);
    results.push({ benchmark: name, ...figure });
    const mark = figure.met === undefined ? ' ' : figure.met ? '✓' : '✗';
    const promise = figure.promise === undefined ? '' : `   promised ${figure.promise}`;
    console.log(`  ${mark} ${figure.name.padEnd(58)} ${format(figure.value).padStart(10)} ${figure.unit}${promise}`);
  }
}

mkdirSync(`${folder}results`, { recursive: true });
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
};
const file = `bench/results/${asked.length > 0 ? `local-${asked.join('-')}` : 'latest'}.json`;
writeFileSync(
  `${root}${file}`,
  `${JSON.stringify({ date: new Date().toISOString(), machine, results }, undefined, 2)}\n`,
);
console.log(`\nKept in ${file}.`);
process.exit(broken ? 1 : 0);

function format(value) {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}
