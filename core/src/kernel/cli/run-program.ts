import inspector from 'node:inspector';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Logger as PinoLogger } from 'pino';
import { ApiTokens } from '../../contracts/api-tokens.js';
import { CheckpointStore } from '../../contracts/checkpoint-store.js';
import { ClusterCatalog } from '../../contracts/cluster-catalog.js';
import { DatabaseSchema } from '../../contracts/database-schema.js';
import { JobArchive } from '../../contracts/job-archive.js';
import { JobStore } from '../../contracts/job-store.js';
import type { PluginStatus } from '../../contracts/plugin-states.js';
import { Settings } from '../../contracts/settings.js';
import { SqlDriver } from '../../contracts/sql-driver.js';
import type { Token } from '../../contracts/token.js';
import { UserStore } from '../../contracts/user-store.js';
import { isCockpitError } from '../../errors/cockpit-error.js';
import { boot, type BootOptions, type RunningKernel } from '../boot.js';
import { ConfigError, PluginNeedsError, SetupError } from '../errors.js';
import { mustBeAvailable, runActions } from './actions.js';
import { cleanUpCheckpoints } from './checkpoint-flag.js';
import { DATABASE_STEPS, optimizeDatabase } from './database-flags.js';
import { initSite, undoInit } from './init-site.js';
import { logOfFlags } from './log-of-flags.js';
import { parseFlags, usage, type Flags } from './parse-flags.js';
import { listPlugins } from './plugins-command.js';
import { serve } from './serve.js';
import { mustHaveSessionKey } from './session-key.js';
import { readSite, type SiteConfig } from './site-config.js';
import type { Surroundings } from './surroundings.js';
import { versionText } from './version-text.js';

type BeforeStart = NonNullable<BootOptions['beforeStart']>;

/** What every run opens that neither ends early nor serves, as cc-backend does: it finds mistakes in archive and clusters. */
const OPENED: readonly Token<unknown>[] = [DatabaseSchema, UserStore, ApiTokens, JobStore, JobArchive, ClusterCatalog];

/** The program from its arguments to its exit code. It never ends the process itself. */
export async function runProgram(words: readonly string[], around: Surroundings): Promise<number> {
  if (words[0] === 'plugins') return guarded(quietLog(around), () => listPlugins(words.slice(1), around));
  const parsed = parseFlags(words);
  if (parsed.outcome !== 'flags') {
    const reason = parsed.outcome === 'wrong' ? `${parsed.reason}\n` : '';
    around.writeError(reason + usage(around.program));
    return parsed.outcome === 'wrong' ? 2 : 0;
  }
  const { flags } = parsed;
  if (flags.has('version')) {
    around.write(versionText());
    return 0;
  }
  const log = logOfFlags(flags, around);
  return guarded(log, () => runFlags(flags, around, log));
}

function quietLog(around: Surroundings): PinoLogger {
  const parsed = parseFlags([]);
  if (parsed.outcome !== 'flags') throw new Error('no flags are valid flags');
  return logOfFlags(parsed.flags, around);
}

/** Errors become log lines and exit code 1. */
async function guarded(log: PinoLogger, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConfigError) for (const mistake of error.mistakes) log.fatal({}, mistake);
    else if (error instanceof PluginNeedsError) for (const problem of error.problems) log.fatal({}, problem);
    // An error thrown on purpose says everything by its text; any other is a bug and shows where.
    else if (isCockpitError(error)) log.error({}, error.message);
    else log.error({ err: error }, 'unexpected error');
    return 1;
  }
}

/** What gops is to a Go program: a debugger or profiler of this machine may connect. */
function openInspector(log: PinoLogger): void {
  if (inspector.url() === undefined) inspector.open(0, '127.0.0.1');
  log.warn({}, `diagnostics may connect to ${inspector.url()}`);
}

async function runFlags(flags: Flags, around: Surroundings, log: PinoLogger): Promise<number> {
  const print = (line: string): void => around.write(`${line}\n`);
  if (flags.rest.length > 0) log.warn({}, `"${flags.rest[0]}" is no flag: everything from there on is ignored`);
  if (flags.has('gops')) openInspector(log);
  if (flags.has('init')) return init(flags, around, log, print);

  const site = readSite(flags, around);
  const bootWith = (only: readonly Token<unknown>[], more: Partial<BootOptions> = {}): BootOptions =>
    bootOptions(site, log, { only, signal: around.stop, ...more });
  for (const [flag, step] of DATABASE_STEPS) {
    if (!flags.has(flag)) continue;
    const beforeStart = flag === 'migrate-db' ? (): void => {} : databaseMustExist(site);
    print(await withKernel(bootWith([SqlDriver], { beforeStart }), step));
    return 0;
  }
  mustBeAvailable(flags);
  const beforeStart = databaseMustExist(site);
  if (flags.has('optimize-db')) {
    print(await withKernel(bootWith([DatabaseSchema], { beforeStart }), optimizeDatabase));
    return 0;
  }
  if (flags.has('cleanup-checkpoints')) {
    print(await withKernel(bootWith([CheckpointStore], { beforeStart: sessionKeyMustExist }), cleanUpCheckpoints));
    return 0;
  }
  const ready: BeforeStart = (plugins, settings) => {
    mustHaveSessionKey(settings);
    beforeStart(plugins, settings);
  };
  const actions = (kernel: RunningKernel): Promise<void> => runActions(flags, kernel, { log, print });
  if (!flags.has('server') || hasAction(flags)) await withKernel(bootWith(OPENED, { beforeStart: ready }), actions);
  if (!flags.has('server')) {
    print('Done; the flag -server was not given, so no server is started.');
    return 0;
  }
  return serve(bootOptions(site, log, { beforeStart: ready }), around, print);
}

const sessionKeyMustExist: BeforeStart = (_plugins, settings) => mustHaveSessionKey(settings);

function hasAction(flags: Flags): boolean {
  return (['add-user', 'del-user', 'jwt', 'init-db', 'import-job'] as const).some((flag) => flags.has(flag));
}

function bootOptions(site: SiteConfig, log: PinoLogger, more: Partial<BootOptions>): BootOptions {
  return { ...site, log, logOf: (plugin) => log.child({ plugin }), ...more };
}

async function withKernel<T>(options: BootOptions, use: (kernel: RunningKernel) => Promise<T>): Promise<T> {
  const kernel = await boot(options);
  try {
    return await use(kernel);
  } finally {
    await kernel.stop();
  }
}

async function init(
  flags: Flags,
  around: Surroundings,
  log: PinoLogger,
  print: (line: string) => void,
): Promise<number> {
  const report = initSite(around.root);
  if (!report) {
    print('The folder ./var exists already, so nothing was changed.');
    return 0;
  }
  try {
    const [, migrate] = DATABASE_STEPS[0] ?? [];
    const site = readSite(flags, around);
    if (migrate) await withKernel(bootOptions(site, log, { only: [SqlDriver] }), migrate);
  } catch (error) {
    // A half-made site would keep the next -init from finishing it.
    undoInit(around.root, report);
    throw error;
  }
  if (report.kept.length > 0) print(`Kept as they are: ${report.kept.join(', ')}.`);
  print('A new site is laid out: config.json, .env and ./var.');
  print('Look through config.json and .env, and put cluster configurations and jobs into ./var/job-archive.');
  return 0;
}

/** SQLite would make an empty file, which hides that the program was started in the wrong folder. */
function databaseMustExist({ root }: SiteConfig): BeforeStart {
  return (plugins: readonly PluginStatus[], settings: Settings) => {
    const file = path.resolve(root, settings.main.db);
    if (plugins.some(({ id, configPath }) => id === 'sql-sqlite' && configPath === 'main.db') && !existsSync(file))
      throw new SetupError(`there is no database ${file}: -migrate-db makes one, -init a whole site`);
  };
}
