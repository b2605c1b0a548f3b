import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.js';
import { playEvents, type PlayRange } from './play-events.js';
import { Player, type PlayProgress } from './player.js';
import { timeline, type PlayMode } from './timeline.js';

export interface PlayOptions extends PlayRange {
  /** Where the server listens, e.g. `http://localhost:8080`. */
  readonly url: string;
  /** A JWT with the role `api`. */
  readonly token: string;
  readonly speed?: number;
  readonly mode?: PlayMode;
  readonly connections?: number;
  /** When playing ends, reports what still runs as cancelled; otherwise it is left running. */
  readonly endJobs?: boolean;
  /** Added to all job ids, for a server that knows the site's jobs from an earlier run. */
  readonly jobIdOffset?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PlayProgress) => void;
  /** Unix seconds. */
  readonly now?: () => number;
}

const defaultConnections = 4;

/**
 * Tells a server about jobs and samples, in order of time: a job's start comes before its samples, its stop after
 * them. Sends no faster than the server takes it. Resolves at `to`, or when the signal fires.
 */
export async function play(options: PlayOptions): Promise<PlayProgress> {
  const now = options.now ?? (() => Date.now() / 1000);
  const { mode = 'live', speed = 1, from, site } = options;
  if (!(speed > 0)) throw new RangeError(`speed ${speed} is not a positive number`);
  const line = timeline(mode, speed, from, now());
  const { connections = defaultConnections, jobIdOffset = 0, signal } = options;
  const connection = new Connection(new URL(options.url), options.token, connections, signal);
  const player = new Player(site, connections, jobIdOffset, connection, line, options.onProgress);
  try {
    for (const event of playEvents(options, line)) {
      const wait = line.due(event.at) - now();
      if (wait > 0.001) {
        await player.flush();
        await sleep(wait * 1000, undefined, options.signal && { signal: options.signal });
      }
      options.signal?.throwIfAborted();
      await player.tell(event);
    }
    await player.flush();
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
  } finally {
    connection.close();
  }
  if (options.endJobs === true) await endJobs(player, options, now());
  return player.progress();
}

/** The signal may have fired already, so this takes connections of its own. */
async function endJobs(player: Player, options: PlayOptions, time: number): Promise<void> {
  const connection = new Connection(
    new URL(options.url),
    options.token,
    options.connections ?? defaultConnections,
    undefined,
  );
  try {
    await player.cancelRunning(connection, Math.floor(Math.min(time, options.to ?? Infinity)));
  } finally {
    connection.close();
  }
}
