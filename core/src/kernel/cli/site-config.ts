import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mergedEnv } from '../config/env-file.js';
import { readJson } from '../config/section-files.js';
import { ConfigError, SetupError } from '../errors.js';
import type { Flags } from './parse-flags.js';
import type { Surroundings } from './surroundings.js';

export interface SiteConfig {
  readonly config: unknown;
  readonly configFile: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dev: boolean;
}

/** Reads `.env` and the config file of a site's folder. */
export function readSite(flags: Flags, { root, env }: Surroundings, mustHaveEnv = true): SiteConfig {
  const envFile = path.join(root, '.env');
  if (!existsSync(envFile) && mustHaveEnv)
    throw new SetupError(`${envFile} does not exist: it must be there, if only empty (-init makes one with new keys)`);
  const merged = existsSync(envFile) ? mergedEnv(readFileSync(envFile, 'utf8'), env, envFile) : env;
  const configFile = path.resolve(root, flags.textOf('config') ?? 'config.json');
  if (!existsSync(configFile))
    throw new SetupError(`${configFile} does not exist: a config file with at least the section "main" is needed`);
  const read = readJson(configFile);
  if ('problem' in read) throw new ConfigError([read.problem]);
  return { config: read.value, configFile, root, env: merged, dev: flags.has('dev') };
}
