// npm run dev: compiles on change and restarts the server of the demo's site.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { build, ensureInstalled, requireNode, root } from '../setup/ensure-installed.mjs';

requireNode();
ensureInstalled();
build();

const site = `${root}.demo`;
if (!existsSync(`${site}/config.json`)) {
  console.error('There is no site to run yet. Make one with «npm run demo», end it with Ctrl-C, then run this again.');
  process.exit(1);
}

const node = process.execPath;
const compiler = spawn(node, ['node_modules/typescript/bin/tsc', '-b', '--watch', '--preserveWatchOutput'], {
  cwd: root,
  stdio: 'inherit',
});
const watched = ['core/dist', 'plugins'].flatMap((folder) => ['--watch-path', `${root}${folder}`]);
const flags = process.argv.length > 2 ? process.argv.slice(2) : ['-server', '-dev', '-loglevel', 'debug'];
const server = spawn(
  node,
  [...watched, '--watch-preserve-output', '--enable-source-maps', `${root}core/dist/main.js`, ...flags],
  {
    cwd: site,
    stdio: 'inherit',
  },
);

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    compiler.kill(signal);
    server.kill(signal);
  });
server.on('exit', () => compiler.kill());
