#!/usr/bin/env node
import { dataGenerator } from './cli/program.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error('stopped'))); // a second one ends the process at once
}

const program = dataGenerator({
  env: process.env,
  report: process.stderr,
  signal: stop.signal,
  now: () => Date.now() / 1000,
});
try {
  await program.parseAsync();
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`data-generator: ${text}\n`);
  process.exitCode = stop.signal.aborted ? 130 : 1;
}
