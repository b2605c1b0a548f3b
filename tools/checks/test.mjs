// npm test: everything that CI runs, in the order in which a mistake is found soonest. Needs only Node and npm.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureInstalled, requireNode, root } from '../setup/ensure-installed.mjs';

const help = `Usage: npm test [-- NAME …]

Runs all checks, or those named: format lint types unit conformance isolated integration.
CC_REQUIRE_SERVICES=1 turns a missing service (and missing golden material) from a skip into a failure.`;

const node = process.execPath;
const reports = `${root}.cache/reports/`;

/** Milliseconds. */
const longestLint = 5 * 60_000;

const checks = {
  format: () => command(node, 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  lint: () => commandWithin(longestLint, node, 'node_modules/oxlint/bin/oxlint', '--deny-warnings'),
  types: () =>
    command(node, 'node_modules/typescript/bin/tsc', '-b') &&
    command(node, 'node_modules/typescript/bin/tsc', '-p', 'tools/checks/tsconfig.tests.json') &&
    command(node, 'core/wasm/build.mjs', '--check') &&
    command(node, 'plugins/web-ui/app/build.mjs', '--if-changed') &&
    command('npm', 'run', '-s', 'check', '-w', 'plugins/web-ui'),
  unit: () => vitest('unit'),
  conformance: () => vitest('conformance'),
  isolated: () => vitest('isolated'),
  integration: () => vitest('integration'),
};

function command(file, ...args) {
  return commandWithin(undefined, file, ...args);
}

/** A command that takes longer has failed. */
function commandWithin(timeout, file, ...args) {
  const env = process.env.CI === undefined ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  return spawnSync(file, args, { cwd: root, stdio: 'inherit', env, timeout }).status === 0;
}

function vitest(project) {
  const report = `${reports}${project}.json`;
  rmSync(report, { force: true });
  const reporter = process.env.CI === undefined ? 'default' : 'dot';
  const options = `--config tools/checks/vitest.config.ts --project ${project} --passWithNoTests --reporter ${reporter}`;
  return command(
    node,
    'node_modules/vitest/vitest.mjs',
    'run',
    ...options.split(' '),
    '--reporter=json',
    `--outputFile.json=${report}`,
  );
}

/** Adds up what the runs of vitest wrote. */
function tally(names) {
  /** @type {string[]} */
  const skippedNames = [];
  const sum = { passed: 0, failed: 0, skipped: 0, skippedNames };
  for (const name of names) {
    let report;
    try {
      report = JSON.parse(readFileSync(`${reports}${name}.json`, 'utf8'));
    } catch {
      continue; // a check without tests, or one that broke before it could report
    }
    sum.passed += report.numPassedTests;
    sum.failed += report.numFailedTests;
    sum.skipped += report.numPendingTests + report.numTodoTests;
    for (const file of report.testResults)
      for (const test of file.assertionResults)
        if (test.status === 'pending' || test.status === 'skipped') sum.skippedNames.push(test.fullName);
  }
  return sum;
}

const asked = process.argv.slice(2);
if (asked.includes('--help') || asked.includes('-h')) {
  console.log(help);
  process.exit(0);
}
const unknown = asked.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`There is no check named ${unknown.join(', ')}.\n\n${help}`);
  process.exit(2);
}

requireNode();
ensureInstalled();
mkdirSync(reports, { recursive: true });

const names = asked.length > 0 ? asked : Object.keys(checks);
const outcome = [];
for (const name of names) {
  console.log(`\n── ${name}`);
  const began = performance.now();
  const good = checks[name]();
  outcome.push({ name, good, seconds: (performance.now() - began) / 1000 });
}

const sum = tally(names);
console.log('');
for (const { name, good, seconds } of outcome)
  console.log(`${good ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.toFixed(1)} s`);
if (sum.skippedNames.length > 0) console.log(`\nSkipped:\n${sum.skippedNames.map((name) => `  ${name}`).join('\n')}`);
const broken = outcome.filter(
  ({ name, good }) => !good && !['unit', 'conformance', 'isolated', 'integration'].includes(name),
).length;
console.log(`\n${sum.passed} passed, ${sum.failed + broken} failed, ${sum.skipped} skipped`);
process.exit(outcome.every(({ good }) => good) ? 0 : 1);
