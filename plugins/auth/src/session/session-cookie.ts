import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

// Browsers cut longer lifetimes down to this themselves.
const LONGEST_SECONDS = 400 * 24 * 3600;

/** Is the browser at the other end of an encrypted connection? */
export function isSecure(request: IncomingMessage): boolean {
  return 'encrypted' in request.socket || request.headers['x-forwarded-proto'] === 'https';
}

/** The cookie `session=<id>.<signature>`. The signature keeps invented ids away from the database. */
export class SessionCookie {
  static readonly NAME = 'session';

  constructor(
    private readonly key: Buffer,
    /** Seconds; 0: never expires. */
    private readonly maxAge: number,
  ) {}

  /** The id; `undefined`: no cookie, or one that is not ours. */
  read(request: IncomingMessage): string | undefined {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = part.trim().split('=', 2);
      if (name !== SessionCookie.NAME || !value) continue;
      const [id = '', signature = ''] = value.split('.', 2);
      const expected = Buffer.from(this.sign(id));
      const given = Buffer.from(signature);
      if (given.length === expected.length && timingSafeEqual(given, expected)) return id;
    }
    return undefined;
  }

  write(request: IncomingMessage, response: ServerResponse, id: string): void {
    const seconds = Math.min(this.maxAge || LONGEST_SECONDS, LONGEST_SECONDS);
    put(request, response, `${id}.${this.sign(id)}`, seconds);
  }

  /** With the attributes of `write`, or the browser would keep the cookie. */
  clear(request: IncomingMessage, response: ServerResponse): void {
    put(request, response, '', 0);
  }

  /** Did the request bring a cookie of this name, whatever it holds? */
  isPresent(request: IncomingMessage): boolean {
    return /(?:^|;)\s*session=/.test(request.headers.cookie ?? '');
  }

  private sign(id: string): string {
    return createHmac('sha256', this.key).update(id).digest('base64url');
  }
}

function put(request: IncomingMessage, response: ServerResponse, value: string, maxAge: number): void {
  const expires = new Date(maxAge === 0 ? 0 : Date.now() + maxAge * 1000).toUTCString();
  const secure = isSecure(request) ? '; Secure' : '';
  const cookie = `${SessionCookie.NAME}=${value}; Path=/; Expires=${expires}; Max-Age=${maxAge}; HttpOnly${secure}; SameSite=Lax`;
  const others = [response.getHeader('Set-Cookie') ?? []]
    .flat()
    .filter((other) => !String(other).startsWith(`${SessionCookie.NAME}=`));
  response.setHeader('Set-Cookie', [...others.map(String), cookie]);
}
