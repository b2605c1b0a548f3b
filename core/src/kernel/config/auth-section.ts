import Type, { type Static } from 'typebox';
import { closed, duration, flag, text } from './schema-parts.js';

const Jwts = closed(
  {
    'max-age': duration('Lifetime of issued API tokens; absent: they never expire'),
    'cookie-name': text('Cookie with a token of the trusted issuer'),
    'validate-user': flag('Users of tokens must be in the database, which then gives their roles', { default: false }),
    'trusted-issuer': text('Issuer (`iss`) of foreign tokens'),
    'sync-user-on-login': flag('Add unknown users of tokens', { default: false }),
    'update-user-on-login': flag('Update known users of tokens', { default: false }),
  },
  { description: 'API tokens, and logins by token of another program' },
);

const Oidc = closed(
  {
    provider: Type.String({ description: 'Issuer URL' }),
    'sync-user-on-login': flag('Add unknown users', { default: false }),
    'update-user-on-login': flag('Update known users', { default: false }),
  },
  { unbuilt: 'OpenID Connect', description: 'Login by OpenID Connect' },
);

const Ldap = closed(
  {
    url: Type.String({ description: '`ldap://` or `ldaps://`' }),
    'user-base': Type.String({ description: 'Where users are searched' }),
    'search-dn': Type.String({ description: 'Who searches; its password is LDAP_ADMIN_PASSWORD' }),
    'user-bind': Type.String({ description: 'DN of a user, with `{username}` in it' }),
    'user-filter': Type.String({ description: 'Filter in parentheses' }),
    'username-attr': text('Attribute with the full name', { default: 'gecos' }),
    'uid-attr': text('Attribute with the login name', { default: 'uid' }),
    'sync-interval': duration('Synchronise users so often; absent: never'),
    'sync-del-old-users': flag('Remove users that the directory no longer has', { default: false }),
    'sync-user-on-login': flag('Add unknown users', { default: false }),
    'update-user-on-login': flag('Update known users', { default: false }),
  },
  { unbuilt: 'LDAP', description: 'Login by LDAP' },
);

export const AuthSection = closed(
  { jwts: Jwts, oidc: Type.Optional(Oidc), ldap: Type.Optional(Ldap) },
  { description: 'How users log in. Absent: nobody can.' },
);
export type AuthSection = Static<typeof AuthSection>;
