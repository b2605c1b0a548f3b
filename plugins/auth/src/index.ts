import {
  ApiTokens,
  Authenticators,
  Identity,
  Logger,
  PasswordHasher,
  SessionStore,
  Settings,
  UserStore,
  definePlugin,
} from '@cc-kernel/core/plugin';
import { AuthConfig, AuthConfigToken, tokenLifetime } from './auth-config.js';
import { FreshUsers } from './fresh-users.js';
import { BcryptHasher } from './local/bcrypt-hasher.js';
import { LocalAuthenticator } from './local/local-authenticator.js';
import { RequestIdentity } from './request-identity.js';
import { Sessions } from './session/sessions.js';
import { ApiTokenVerifier } from './token/api-token-verifier.js';
import { Ed25519Tokens } from './token/ed25519-tokens.js';
import { CookieAuthenticator } from './token/cookie-authenticator.js';
import { HmacAuthenticator } from './token/hmac-authenticator.js';
import { JwtKeys } from './token/jwt-keys.js';
import { LoginKeys } from './token/login-keys.js';
import { PortalUsers } from './token/portal-users.js';

export { BcryptHasher } from './local/bcrypt-hasher.js';
export { LocalAuthenticator } from './local/local-authenticator.js';
export { RequestIdentity } from './request-identity.js';

/** Local users, login by a portal's token, sessions, and API tokens. */
export default definePlugin({
  id: 'auth',
  version: '0.1.0',
  provides: [Identity, ApiTokens, PasswordHasher],
  needs: [UserStore, SessionStore, Authenticators],
  config: AuthConfig,
  register(bind, config) {
    bind.value(AuthConfigToken, config);
    bind.singleton(PasswordHasher, BcryptHasher);
    bind.singleton(ApiTokens, Ed25519Tokens);
    bind.singleton(Identity, RequestIdentity);
    bind.singletonClass(JwtKeys);
    bind.singletonClass(LoginKeys);
    bind.singletonClass(PortalUsers);
    bind.singletonClass(CookieAuthenticator);
    bind.singletonClass(FreshUsers);
    bind.singletonClass(Sessions);
    bind.singletonClass(ApiTokenVerifier);
    bind.singletonClass(LocalAuthenticator);
    bind.singletonClass(HmacAuthenticator);
  },
  start(context) {
    const config = context.get(AuthConfigToken);
    // Malformed keys and durations are found now, not at the first login.
    const keys = context.get(JwtKeys);
    const lifetime = tokenLifetime(config);
    context.get(Identity);
    if (context.get(Settings).main.disableAuthentication) {
      context.get(Logger).warn({}, 'authentication is disabled: everybody is an administrator');
      return;
    }
    if (!config.jwts) {
      context.get(Logger).warn({}, 'section auth.jwts is missing: nobody can log in');
      return;
    }
    if (!keys.verifying) context.get(Logger).warn({}, 'JWT_PUBLIC_KEY is not set: API tokens are refused');
    if (lifetime === undefined) context.get(Logger).warn({}, 'auth.jwts.max-age is not set: API tokens never expire');
    const authenticators = context.get(Authenticators);
    if (context.get(LoginKeys).shared) authenticators.add(context.get(HmacAuthenticator));
    if (context.get(CookieAuthenticator).cookieName) authenticators.add(context.get(CookieAuthenticator));
    authenticators.add(context.get(LocalAuthenticator));
  },
});
