import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Identity,
  type Principal,
  type Route,
  Settings,
  principalOf,
  systemPrincipal,
} from '@cc-kernel/core/plugin';
import { IssueToken, LogIn } from '@cc-kernel/core/use-cases';
import type { Context } from 'koa';
import { inject, injectable } from 'tsyringe';
import { FreshUsers } from './fresh-users.js';
import { loginPage } from './pages/login-page.js';
import { loginRoutes } from './session/login.routes.js';
import { Sessions } from './session/sessions.js';
import { ApiTokenVerifier } from './token/api-token-verifier.js';
import { tokenTextOf } from './token/token-text.js';

/** Who a request comes from: by API token or by session. With authentication disabled everybody is an administrator. */
@injectable()
export class RequestIdentity implements Identity {
  readonly routes: readonly Route[];
  private readonly everybody: Principal | undefined;

  constructor(
    @inject(Settings) settings: Settings,
    @inject(ApiTokenVerifier) private readonly tokens: ApiTokenVerifier,
    @inject(Sessions) private readonly sessions: Sessions,
    @inject(FreshUsers) private readonly users: FreshUsers,
    @inject(LogIn) logIn: LogIn,
    @inject(IssueToken) issueToken: IssueToken,
  ) {
    this.everybody = settings.main.disableAuthentication ? systemPrincipal('admin') : undefined;
    const isStored = async (name: string): Promise<boolean> => (await users.find(name)) !== undefined;
    this.routes = this.everybody ? [] : loginRoutes({ logIn, issueToken, sessions, isStored });
  }

  async byToken(request: IncomingMessage): Promise<Principal | undefined> {
    if (this.everybody) return this.everybody;
    const text = tokenTextOf(request);
    return text === undefined ? undefined : this.tokens.principalOf(text);
  }

  async bySession(request: IncomingMessage, response: ServerResponse): Promise<Principal | undefined> {
    if (this.everybody) return this.everybody;
    const content = await this.sessions.read(request, response);
    if (!content) return undefined;
    const user = content.outsider ?? (await this.users.find(content.username));
    if (user) return principalOf(user, 'session');
    // Deleted since: nothing of the session is left.
    await this.sessions.end(request, response);
    return undefined;
  }

  askToLogIn(http: Context, message: string): void {
    const redirect = http.method === 'GET' ? http.url : '';
    http.set('Content-Type', 'text/html; charset=utf-8');
    http.set('Cache-Control', 'no-store');
    http.body = loginPage({ title: 'Authentication failed - ClusterCockpit', message, alert: 'warning', redirect });
  }
}
