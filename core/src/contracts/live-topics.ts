import type { Principal } from './principal.js';
import { token } from './token.js';

export interface LiveMessage {
  /** Kind of news, e.g. `samples`; clients listen for it by this name. */
  readonly event: string;
  /** Goes out as one JSON document. */
  readonly data: unknown;
  /** A client that lost its connection comes back with the last one it saw. */
  readonly id?: string;
}

/** One client that watches a topic. */
export interface Watcher {
  readonly who: Principal;
  /** The named parts of the topic's pattern. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Where a returning client left off. */
  readonly lastEventId: string | undefined;
  /** Never blocks; after the client left it does nothing. */
  send(message: LiveMessage): void;
  /** Aborts when the client leaves or the server stops. */
  readonly signal: AbortSignal;
}

/** Something that clients can watch: they are told when it changes, and need not ask again and again. */
export interface LiveTopic {
  /** With named parts, e.g. `jobs/:id`; clients find it below `/live/`. */
  readonly pattern: string;
  /** Rejects when the asker may not watch. Resolves once the news will come. */
  watch(watcher: Watcher): Promise<void>;
}

/** Plugins add their topics at start. Clients get them as server-sent events. */
export interface LiveTopics {
  add(topic: LiveTopic): void;
}
export const LiveTopics = token<LiveTopics>('http.LiveTopics');
