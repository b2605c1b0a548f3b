import { PassThrough } from 'node:stream';
import type { LiveMessage } from '../../contracts/live-topics.js';
import { jsonText } from '../../domain/json-text.js';

/** A client that lets this much pile up is cut off; it comes back by itself and goes on where it was. */
const LARGEST_BACKLOG = 1 << 20;
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 20_000;

/** One open answer in the format of server-sent events. */
export class EventStream {
  readonly body = new PassThrough({ highWaterMark: LARGEST_BACKLOG });
  private readonly left = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;

  constructor() {
    this.body.write('retry: 2000\n\n');
    this.heartbeat = setInterval(() => this.body.write(': still here\n\n'), HEARTBEAT_MS);
    this.heartbeat.unref();
    this.body.once('close', () => this.end());
  }

  /** Aborts when the stream ends, whoever ended it. */
  get signal(): AbortSignal {
    return this.left.signal;
  }

  send({ event, data, id }: LiveMessage): void {
    if (this.signal.aborted) return;
    const head = `event: ${oneLine(event)}\n${id === undefined ? '' : `id: ${oneLine(id)}\n`}`;
    this.body.write(`${head}data: ${jsonText(data)}\n\n`);
    if (this.body.writableLength > LARGEST_BACKLOG) this.end();
  }

  end(): void {
    if (this.signal.aborted) return;
    clearInterval(this.heartbeat);
    this.left.abort();
    this.body.end();
  }
}

/** A line end inside a field would begin another field. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, ' ');
}
