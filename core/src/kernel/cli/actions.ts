import { RebuildFromArchive } from '../../archive/rebuild-from-archive.js';
import type { Logger } from '../../contracts/logger.js';
import type { RunningKernel } from '../boot.js';
import { SetupError } from '../errors.js';
import type { FlagName } from './flag-table.js';
import type { Flags } from './parse-flags.js';
import { userFlags } from './user-flags.js';

export interface ActionOutput {
  readonly log: Logger;
  /** A result, on standard output. */
  readonly print: (line: string) => void;
}

const NOT_YET: readonly (readonly [flag: FlagName, what: string])[] = [
  ['sync-ldap', 'LDAP'],
  ['apply-tags', 'the taggers'],
  ['import-job', 'the import of single jobs (-init-db takes all of the archive)'],
];

/** Refused before anything is opened or changed. */
export function mustBeAvailable(flags: Flags): void {
  for (const [flag, what] of NOT_YET)
    if (flags.has(flag)) throw new SetupError(`-${flag} is not available yet: ${what} is not built`);
}

/** The actions that do not end the program, in their fixed order. */
export async function runActions(flags: Flags, kernel: RunningKernel, out: ActionOutput): Promise<void> {
  await userFlags(flags, kernel, out);
  if (flags.has('init-db')) await rebuild(kernel, out);
}

async function rebuild(kernel: RunningKernel, { log, print }: ActionOutput): Promise<void> {
  const { jobs, skipped } = await kernel.get(RebuildFromArchive).run();
  for (const { what, reason } of skipped) log.warn({}, `not taken from the archive: ${what}: ${reason}`);
  print(`${jobs} jobs are in the database now, ${skipped.length} of the archive were left out.`);
}
