import type { Clock } from '../contracts/clock.js';
import type { SessionStore } from '../contracts/session-store.js';

interface Entry {
  readonly text: string;
  readonly username: unknown;
  readonly expires: number;
}

/** Sessions without a database, for tests; held to the same promises as the real store. */
export class MemorySessionStore implements SessionStore {
  private readonly sessions = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {}

  get(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const entry = this.sessions.get(id);
    if (!entry || entry.expires <= this.clock.now()) return Promise.resolve(undefined);
    return Promise.resolve(JSON.parse(entry.text) as Record<string, unknown>);
  }

  set(id: string, session: Readonly<Record<string, unknown>>, maxAgeMs: number): Promise<void> {
    const expires = this.clock.now() + Math.ceil(maxAgeMs / 1000);
    this.sessions.set(id, { text: JSON.stringify(session), username: session['username'], expires });
    return Promise.resolve();
  }

  destroy(id: string): Promise<void> {
    this.sessions.delete(id);
    return Promise.resolve();
  }

  destroyAllOf(username: string): Promise<number> {
    const before = this.sessions.size;
    for (const [id, entry] of this.sessions) if (entry.username === username) this.sessions.delete(id);
    return Promise.resolve(before - this.sessions.size);
  }
}
