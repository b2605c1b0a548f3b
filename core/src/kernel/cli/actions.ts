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
];

/** Refused before anything is opened or changed. */
export function mustBeAvailable(flags: Flags): void {
  for (const [flag, what] of NOT_YET)
    if (flags.has(flag)) throw new SetupError(`-${flag} is not available yet: ${what} is not built`);
}

/** The actions that do not end the program, in their fixed order. */
export async function runActions(flags: Flags, kernel: RunningKernel, out: ActionOutput): Promise<void> {
  await userFlags(flags, kernel, out);
}
