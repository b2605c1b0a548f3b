import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Identity,
  type Principal,
  type Route,
  AuthSource,
  PlainPages,
  Settings,
  principalOf,
  systemPrincipal,
} from '@cc-kernel/core/plugin';
import { IssueToken, LogIn } from '@cc-kernel/core/use-cases';
import type { Context } from 'koa';
import { inject, injectable } from 'tsyringe';
import { type AuthConfig, AuthConfigToken } from './auth-config.js';
import { FreshUsers } from './fresh-users.js';
import { loginPage } from './pages/login-page.js';
import { loginRoutes } from './session/login.routes.js';
import type { SessionContent } from './session/session-content.js';
import { Sessions } from './session/sessions.js';
import { ApiTokenVerifier } from './token/api-token-verifier.js';
import { CookieAuthenticator } from './token/cookie-authenticator.js';
import { tokenTextOf } from './token/token-text.js';

/** Who a request comes from: by API token or by session. With authentication disabled everybody is an administrator. */
@injectable()
export class RequestIdentity implements Identity {
  readonly routes: readonly Route[];
  private readonly everybody: Principal | undefined;

  constructor(
    @inject(AuthConfigToken) private readonly config: AuthConfig,
    @inject(Settings) settings: Settings,
    @inject(ApiTokenVerifier) private readonly tokens: ApiTokenVerifier,
    @inject(Sessions) private readonly sessions: Sessions,
    @inject(FreshUsers) private readonly users: FreshUsers,
    @inject(LogIn) logIn: LogIn,
    @inject(IssueToken) issueToken: IssueToken,
    @inject(CookieAuthenticator) cookie: CookieAuthenticator,
    @inject(PlainPages) private readonly pages: PlainPages,
  ) {
    this.everybody = settings.main.disableAuthentication ? systemPrincipal('admin') : undefined;
    this.routes = this.everybody
      ? []
      : loginRoutes({ logIn, issueToken, sessions, pages, portalCookie: cookie.cookieName });
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
    const user = this.standsByItself(content) ? content.outsider : await this.users.find(content.username);
    if (user) return principalOf({ ...user, authSource: content.authSource }, 'session');
    // Deleted since: nothing of the session is left.
    await this.sessions.end(request, response);
    return undefined;
  }

  askToLogIn(http: Context, message: string): void {
    const redirect = http.method === 'GET' ? http.url : '';
    this.pages.answer(
      http,
      loginPage({ title: 'Authentication failed - ClusterCockpit', message, alert: 'warning', redirect }),
    );
  }

  /** With `validate-user` the database decides about users of tokens, now as at login. */
  private standsByItself({ outsider }: SessionContent): boolean {
    if (!outsider) return false;
    return !(outsider.authSource === AuthSource.token && this.config.jwts?.['validate-user']);
  }
}
