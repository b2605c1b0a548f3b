// Runs with nothing but Node: makes sure that the dependencies are there before anything needs them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const oldest = [20, 19];

/** Ends the process with a sentence when the running Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(`cc-kernel needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Installs what package-lock.json asks for and node_modules lacks. */
export function ensureInstalled() {
  const installed = `${root}node_modules/.package-lock.json`;
  const clean = !existsSync(installed);
  if (!clean && sameVersions(packagesOf(`${root}package-lock.json`), packagesOf(installed))) return;
  console.log('Installing the dependencies (once; better-sqlite3 may be compiled, about a minute) …');
  run('npm', [clean ? 'ci' : 'install', '--no-audit', '--no-fund']);
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

function sameVersions(wanted, present) {
  return Object.entries(wanted)
    .filter(([path, entry]) => path.startsWith('node_modules/') && entry.optional !== true && entry.peer !== true)
    .every(([path, entry]) =>
      entry.link === true ? existsSync(`${root}${path}`) : present[path]?.version === entry.version,
    );
}

/** Compiles all packages and bundles the pages; quick when nothing changed. */
export function build() {
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-b']);
  run(process.execPath, ['plugins/web-ui/app/build.mjs', '--if-changed']);
}

/** Runs in the project's root with our output; ends this process with the command's exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) {
    console.error(`${command} cannot be started: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) {
    console.error(`\n«${command} ${args.join(' ')}» failed with ${result.signal ?? `exit code ${result.status}`}.`);
    process.exit(result.status ?? 1);
  }
}
