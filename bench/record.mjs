// What was measured last, by benchmark: each has its own date and machine, so that one can be measured again without the others.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('results/', import.meta.url));

/** The file that is committed. */
export const latest = 'latest.json';

export function localFile(names) {
  return `local-${names.length > 0 ? names.join('-') : 'all'}.json`;
}

export function readRecord(file = latest) {
  return existsSync(folder + file) ? JSON.parse(readFileSync(folder + file, 'utf8')) : { benchmarks: {} };
}

export function writeRecord(file, { benchmarks }) {
  const sorted = Object.fromEntries(Object.entries(benchmarks).sort(([a], [b]) => (a < b ? -1 : 1)));
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + file, `${JSON.stringify({ benchmarks: sorted }, undefined, 2)}\n`);
}

/** Asked before a benchmark begins: `load` tells how busy others kept the machine. */
export function thisMachine() {
  return {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Math.round(loadavg()[0] * 100) / 100,
  };
}
