import { parseDuration, token } from '@cc-kernel/core/plugin';
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false };

/** Section `auth` of cc-backend. Keys of methods that are not built yet are accepted as they are; the kernel names them in the log. */
export const AuthConfig = Type.Object(
  {
    jwts: Type.Optional(
      Type.Object(
        {
          'max-age': Type.Optional(
            Type.String({ description: 'Lifetime of issued API tokens as a duration such as 2000h; absent: no end' }),
          ),
          'validate-user': Type.Optional(
            Type.Boolean({
              default: false,
              description: 'Users of tokens must be in the database, which gives their roles',
            }),
          ),
          'cookie-name': Type.Optional(Type.String({ description: 'Cookie with a token of the trusted issuer' })),
          'trusted-issuer': Type.Optional(Type.String({ description: 'Issuer of foreign tokens' })),
          'sync-user-on-login': Type.Optional(
            Type.Boolean({ default: false, description: 'Add unknown users of tokens' }),
          ),
          'update-user-on-login': Type.Optional(
            Type.Boolean({ default: false, description: 'Update known users of tokens' }),
          ),
        },
        { ...closed, description: 'API tokens, and logins by token of another program' },
      ),
    ),
    ldap: Type.Optional(Type.Unknown({ description: 'Login by LDAP' })),
    oidc: Type.Optional(Type.Unknown({ description: 'Login by OpenID Connect' })),
  },
  { ...closed, description: 'How users log in. Absent: nobody can' },
);
export type AuthConfig = Static<typeof AuthConfig>;
export const AuthConfigToken = token<AuthConfig>('auth.Config');

/** Seconds that an issued token lives; `undefined`: no end. cc-backend's `"0"`, which gave dead tokens, means no end too. */
export function tokenLifetime(config: AuthConfig): number | undefined {
  const text = config.jwts?.['max-age'];
  return (text && parseDuration(text)) || undefined;
}
