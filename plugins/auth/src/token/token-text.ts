import type { IncomingMessage } from 'node:http';

/** The token that a request carries: `X-Auth-Token`, else `Authorization`, where the exact prefix `Bearer ` may stand before it. */
export function tokenTextOf(request: IncomingMessage): string | undefined {
  const own = request.headers['x-auth-token'];
  const text = Array.isArray(own) ? own[0] : own;
  if (text) return text;
  return bearerOf(request.headers.authorization);
}

export function bearerOf(authorization: string | undefined): string | undefined {
  const text = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : authorization;
  return text || undefined;
}
