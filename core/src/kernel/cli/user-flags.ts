import { AddUser } from '../../access/add-user.js';
import { DeleteUser } from '../../access/delete-user.js';
import { parseNewUser } from '../../access/new-user.js';
import { systemPrincipal } from '../../access/principal.js';
import { ApiTokens } from '../../contracts/api-tokens.js';
import { Settings } from '../../contracts/settings.js';
import { UserStore } from '../../contracts/user-store.js';
import { NotFoundError } from '../../errors/errors.js';
import type { RunningKernel } from '../boot.js';
import { SetupError } from '../errors.js';
import type { Flags } from './parse-flags.js';
import type { ActionOutput } from './actions.js';

/** `-add-user`, `-del-user`, `-jwt`, in this order. */
export async function userFlags(flags: Flags, kernel: RunningKernel, out: ActionOutput): Promise<void> {
  const newUser = flags.textOf('add-user');
  const oldUser = flags.textOf('del-user');
  const tokenOf = flags.textOf('jwt');
  if (kernel.get(Settings).main.disableAuthentication) {
    if (newUser !== undefined || oldUser !== undefined)
      throw new SetupError(
        '-add-user and -del-user need authentication, which main.disable-authentication switches off',
      );
    if (tokenOf !== undefined) out.log.warn({}, '-jwt is ignored: main.disable-authentication is on');
    return;
  }
  if (newUser !== undefined) await kernel.get(AddUser).run(systemPrincipal(), parseNewUser(newUser));
  if (oldUser !== undefined && !(await kernel.get(DeleteUser).run(systemPrincipal(), oldUser)))
    out.log.info({}, `there was no user ${oldUser}`);
  if (tokenOf !== undefined) await printToken(tokenOf, kernel, out);
}

async function printToken(username: string, kernel: RunningKernel, { log, print }: ActionOutput): Promise<void> {
  const user = await kernel.get(UserStore).find(username);
  if (!user) throw new NotFoundError(`there is no user ${username}, so no token can be made`);
  if (!user.roles.includes('api'))
    log.warn({}, `${username} does not have the role api: most REST addresses will refuse this token`);
  const token = await kernel.get(ApiTokens).issue(user);
  // Scripts pick the token out of this line, so its words are fixed.
  print(`JWT: Successfully generated JWT for user '${username}': ${token}`);
}
