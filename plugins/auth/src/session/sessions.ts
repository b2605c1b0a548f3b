import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type User, Clock, SessionStore, Settings } from '@cc-kernel/core/plugin';
import Koa, { type Context } from 'koa';
import { createSession } from 'koa-session';
import { inject, injectable } from 'tsyringe';
import { sessionKeyOf } from './session-key.js';
import { SessionCookie } from './session-cookie.js';
import { SessionContent } from './session-content.js';

const TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600;

/** koa-session's part of a context, as far as it is used here. */
interface SessionContext extends Context {
  session: { toJSON(): Record<string, unknown>; regenerate(): Promise<void> } & Record<string, unknown>;
}

/**
 * Who is logged in. The cookie holds a random, signed id; everything else is in the store, so that a session ends when the
 * server says so. koa-session does the bookkeeping, in an application of its own that serves no request.
 */
@injectable()
export class Sessions {
  private readonly application = new Koa({ proxy: true });
  private readonly cookie: SessionCookie;
  private readonly session: ReturnType<typeof createSession>;

  constructor(
    @inject(Settings) settings: Settings,
    @inject(SessionStore) private readonly store: SessionStore,
    @inject(Clock) private readonly clock: Clock,
  ) {
    const { sessionMaxAge } = settings.main;
    this.cookie = new SessionCookie(sessionKeyOf(settings), sessionMaxAge);
    this.session = createSession(
      {
        // Under our name too: what koa-session itself writes to the cookie is replaced by SessionCookie.
        key: SessionCookie.NAME,
        autoCommit: false,
        signed: false,
        maxAge: (sessionMaxAge || TEN_YEARS_SECONDS) * 1000,
        genid: () => randomBytes(32).toString('base64url'),
        externalKey: {
          get: ({ req }: Context) => this.cookie.read(req) ?? '',
          set: ({ req, res }: Context, id) => this.cookie.write(req, res, id),
        },
        store: {
          get: (id) => store.get(id),
          set: (id, content, maxAge) => store.set(id, content as Record<string, unknown>, maxAge),
          destroy: (id) => store.destroy(id),
        },
      },
      this.application,
    );
  }

  /** `undefined`: no session, an unknown or expired one, or a cookie that cannot be read. */
  async read(request: IncomingMessage, response: ServerResponse): Promise<SessionContent | undefined> {
    if (this.cookie.read(request) === undefined) return undefined;
    return this.within(request, response, async ({ session }) => SessionContent.parse(session.toJSON()));
  }

  /** Starts a session under a new id; one that the browser had before ends. */
  async begin(request: IncomingMessage, response: ServerResponse, user: User): Promise<void> {
    await this.within(request, response, async ({ session }) => {
      for (const key of Object.keys(session.toJSON())) delete session[key];
      Object.assign(session, SessionContent.of(user, this.clock.now()).toJSON());
      await session.regenerate();
    });
  }

  /** Ends the session on the server and in the browser. */
  async end(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = this.cookie.read(request);
    if (id !== undefined) await this.store.destroy(id);
    if (this.cookie.isPresent(request)) this.cookie.clear(request, response);
  }

  private async within<T>(
    request: IncomingMessage,
    response: ServerResponse,
    act: (context: SessionContext) => Promise<T>,
  ): Promise<T> {
    const context = this.application.createContext(request, response) as SessionContext;
    let result: { readonly value: T } | undefined;
    await this.session(context, async () => {
      result = { value: await act(context) };
    });
    if (!result) throw new Error('the session was not opened');
    return result.value;
  }
}
