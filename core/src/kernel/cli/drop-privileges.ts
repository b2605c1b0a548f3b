import type { Logger } from '../../contracts/logger.js';
import type { Settings } from '../../contracts/settings.js';
import { SetupError } from '../errors.js';

/** In Node since ever on POSIX, missing in its type declarations. */
interface WithGroups {
  initgroups?(user: string, extraGroup: string): void;
}

/** After binding, the server goes on as `main.user` and `main.group`: group first, since the user may not change it any more. */
export function dropPrivileges({ main }: Settings, log: Logger): void {
  const { user, group } = main;
  if (user === undefined && group === undefined) return;
  try {
    if (user !== undefined) (process as WithGroups).initgroups?.(user, group ?? user);
    if (group !== undefined) process.setgid?.(group);
    if (user !== undefined) process.setuid?.(user);
  } catch (error) {
    throw new SetupError(`cannot go on as user ${user ?? '(same)'}, group ${group ?? '(same)'}: ${String(error)}`);
  }
  log.info({ user, group }, 'privileges dropped');
}
