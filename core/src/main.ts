#!/usr/bin/env node
import 'reflect-metadata';
import path from 'node:path';

// Longer than any plugin's own deadline, shorter than the 100 s after which systemd kills.
const STOP_MS = 90_000;

const stop = new AbortController();
let failed = false;

function tellToStop(reason: string): void {
  if (stop.signal.aborted) return;
  stop.abort(new Error(reason));
  setTimeout(() => {
    process.stderr.write(`[CRITICAL] not everything stopped within ${STOP_MS / 1000} s; giving up\n`);
    process.exit(1);
  }, STOP_MS).unref();
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tellToStop(signal));
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    failed = true;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`[CRITICAL] a bug, the server stops: ${text.replace(/\n\s*/g, ' | ')}\n`);
    tellToStop(event);
  });

// Only now: a signal that comes while the program loads is heard too.
const { runProgram } = await import('./kernel/cli/run-program.js');
const code = await runProgram(process.argv.slice(2), {
  root: process.cwd(),
  env: process.env,
  program: path.basename(process.argv[1] ?? 'cc-kernel'),
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  stop: stop.signal,
});
// Pipes may still hold output; an empty write comes back after all before it.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
process.exit(failed ? 1 : code);
