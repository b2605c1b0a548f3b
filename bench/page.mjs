import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { figureText } from './figure-text.mjs';
import { readRecord } from './record.mjs';

const file = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

const head = `# Benchmarks

Printed by \`npm run bench -- --print\` from [bench/results/latest.json](../bench/results/latest.json); do not edit.
\`npm run bench\` measures all again, \`npm run bench -- NAME\` one of them, and both record what they find.

Load generators share the machine with what they measure. Absolute values differ from machine to machine and, where others work on it too, from
run to run: \`load\` is the load average just before, 0 on a quiet machine. What counts more is the ratio to a peer that did the same work in the same run.
✓ and ✗ say whether a promise was kept.
`;

/** The text of docs/benchmarks.md. */
export async function pageOf({ benchmarks }) {
  const text = [head, ...Object.entries(benchmarks).map(section)].join('\n');
  return format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

export async function writePage() {
  writeFileSync(file, await pageOf(readRecord()));
}

function section([name, { date, machine, figures, skipped }]) {
  const { node, cpu, cores, memoryGiB, load } = machine;
  const rows = figures.map((one) =>
    [one.name, `${figureText(one.value)} ${one.unit}`, promiseText(one), peerText(one)].map(cell).join(' | '),
  );
  return `## ${name}

${date}, Node ${node}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, load ${load}

| Figure | Measured | Promised | Peer in the same run |
| --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
${skipped.map((reason) => `\nSkipped: ${reason}.\n`).join('')}`;
}

function promiseText({ promise, met }) {
  if (promise === undefined) return '';
  return `${met ? '✓' : '✗'} ${promise}`;
}

function peerText({ peer }) {
  return peer ? `${peer.name}: ${figureText(peer.value)}; ratio ${figureText(peer.ratio)}` : '';
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}
