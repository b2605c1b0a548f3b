import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { ServerRefusedError, ServerUnreachableError } from './play-errors.js';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Seconds. */
  readonly retryAfter: number | undefined;
}

const busy: ReadonlySet<number> = new Set([429, 503]);
const mostAttempts = 10;
/** Seconds. */
const longestPause = 30;
const patience = 60_000;

/** A handful of open connections to a server; a call waits while all are busy. */
export class Connection {
  private readonly agent: PlainAgent;
  private readonly secure: boolean;

  constructor(
    private readonly base: URL,
    private readonly token: string,
    connections: number,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.secure = base.protocol === 'https:';
    const options = { keepAlive: true, maxSockets: connections, scheduling: 'fifo' } as const;
    this.agent = this.secure ? new SecureAgent(options) : new PlainAgent(options);
  }

  /** Sends a body, again where the server is too busy; any answer outside `accepted` is an error that tells what the server said. */
  async post(path: string, type: string, body: Buffer | string, accepted: readonly number[]): Promise<Answer> {
    let answer = await this.send(path, type, body);
    for (let attempt = 1; busy.has(answer.status) && attempt < mostAttempts; attempt++) {
      await sleep(1000 * (answer.retryAfter ?? 1), undefined, this.signal && { signal: this.signal });
      answer = await this.send(path, type, body);
    }
    if (!accepted.includes(answer.status)) throw new ServerRefusedError(path, answer.status, answer.text);
    return answer;
  }

  close(): void {
    this.agent.destroy();
  }

  private send(path: string, type: string, body: Buffer | string, mayRetry = true): Promise<Answer> {
    const url = new URL(path, this.base);
    return new Promise<Answer>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${this.token}`,
        'content-type': type,
        'content-length': Buffer.byteLength(body),
      };
      const options = { method: 'POST', agent: this.agent, headers, ...(this.signal && { signal: this.signal }) };
      const outgoing = (this.secure ? secureRequest : plainRequest)(url, options, (incoming) => {
        const status = incoming.statusCode ?? 0;
        const retryAfter = Number.parseInt(incoming.headers['retry-after'] ?? '', 10);
        readText(incoming).then(
          (text) =>
            resolve({ status, text, retryAfter: retryAfter >= 0 ? Math.min(retryAfter, longestPause) : undefined }),
          (cause: Error) => reject(this.signal?.aborted === true ? cause : new ServerUnreachableError(url, cause)),
        );
      });
      outgoing.setTimeout(patience, () => outgoing.destroy(new Error(`nothing came for ${patience / 1000} s`)));
      outgoing.on('error', (cause: Error & { code?: string }) => {
        if (this.signal?.aborted === true) return reject(cause);
        // The server may close a resting connection at the very moment of its next use.
        if (mayRetry && outgoing.reusedSocket && cause.code === 'ECONNRESET') {
          return resolve(this.send(path, type, body, false));
        }
        reject(new ServerUnreachableError(url, cause));
      });
      outgoing.end(body);
    });
  }
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
