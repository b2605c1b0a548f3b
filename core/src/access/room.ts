import Type from 'typebox';
import { Authenticators } from '../contracts/authenticator.js';
import { DatabaseSchema } from '../contracts/database-schema.js';
import { SessionStore } from '../contracts/session-store.js';
import { SqlDriver } from '../contracts/sql-driver.js';
import { Tasks } from '../contracts/tasks.js';
import { UserStore } from '../contracts/user-store.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { AddUser } from './add-user.js';
import { AuthenticatorList } from './authenticator-list.js';
import { ChangeUser } from './change-user.js';
import { DeleteUser } from './delete-user.js';
import { IssueToken } from './issue-token.js';
import { LogIn } from './log-in.js';
import { SqlSessionStore } from './sql-session-store.js';
import { SqlUserStore } from './sql-user-store.js';
import { SyncUser } from './sync-user.js';

const PURGE_SECONDS = 3600;

/** Users, sessions, and who may do what. */
export default definePlugin({
  id: 'core.access',
  provides: [UserStore, SessionStore, Authenticators],
  needs: [SqlDriver, DatabaseSchema],
  config: Type.Object({}, { additionalProperties: false }),
  register(bind) {
    bind.singleton(UserStore, SqlUserStore);
    bind.singleton(SessionStore, SqlSessionStore);
    bind.singletonClass(SqlSessionStore);
    bind.singleton(Authenticators, AuthenticatorList);
    bind.singletonClass(AddUser);
    bind.singletonClass(ChangeUser);
    bind.singletonClass(DeleteUser);
    bind.singletonClass(IssueToken);
    bind.singletonClass(LogIn);
    bind.singletonClass(SyncUser);
  },
  start(context) {
    const sessions = context.get(SqlSessionStore);
    context.get(Tasks).every('remove expired sessions', PURGE_SECONDS, async () => void (await sessions.purge()));
  },
});
