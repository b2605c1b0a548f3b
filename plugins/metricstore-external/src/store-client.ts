import http from 'node:http';
import https from 'node:https';
import { Logger, token } from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';
import { ExternalStoreOptions } from './config.js';
import type { ExternalStoreConfig } from './config.js';
import { ExternalStoreError } from './errors.js';

/** A larger answer would not fit beside the server's own work. */
const largestAnswer = 256 * 1024 * 1024;
const mostSockets = 16;

export const Client = token<StoreClient>('metricstore-external.client');

/** Sends requests of cc-metric-store's protocol: GET with a JSON body, which `fetch` cannot do. */
@injectable()
export class StoreClient {
  /** Why the last request failed; `undefined`: it did not. */
  lastFailure: string | undefined;
  private readonly base: string;
  private readonly agent: http.Agent;

  constructor(
    @inject(ExternalStoreOptions) private readonly options: ExternalStoreConfig,
    @inject(Logger) private readonly log: Logger,
  ) {
    this.base = options.url.replace(/\/+$/, '');
    const keepAlive = { keepAlive: true, maxSockets: mostSockets };
    this.agent = this.base.startsWith('https:') ? new https.Agent(keepAlive) : new http.Agent(keepAlive);
  }

  /** The answer's document. Rejects with the signal's reason, or with `ExternalStoreError`. */
  async ask(path: string, question: object, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(this.options.timeout * 1000);
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const document = documentOf(await this.send(this.base + path, JSON.stringify(question), either));
      this.lastFailure = undefined;
      return document;
    } catch (error) {
      signal?.throwIfAborted();
      const why = deadline.aborted ? `did not answer within ${this.options.timeout} s` : textOf(error);
      this.lastFailure = why;
      this.log.warn({ url: this.base + path, err: error }, `the external metric store ${why}`);
      throw new ExternalStoreError(this.options.scope, why, { cause: error });
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(url: string, body: string, signal: AbortSignal): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const { request, answer } = this.open(url, body, signal);
      try {
        return await textOfAnswer(await answer, signal);
      } catch (error) {
        request.destroy();
        // The other side may close a kept connection just when we use it again: nothing was asked then.
        const isStale =
          request.reusedSocket && error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
        if (!isStale || attempt > 1) throw error;
      }
    }
  }

  private open(url: string, body: string, signal: AbortSignal) {
    const request = (url.startsWith('https:') ? https : http).request(url, {
      method: 'GET',
      agent: this.agent,
      signal,
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Accept: 'application/json',
        ...(this.options.token === '' ? {} : { Authorization: `Bearer ${this.options.token}` }),
      },
    });
    const answer = new Promise<http.IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.on('error', reject);
    });
    request.end(body);
    return { request, answer };
  }
}

/** Text of an answer that is one. */
async function textOfAnswer(answer: http.IncomingMessage, signal: AbortSignal): Promise<string> {
  const { statusCode: status = 0, statusMessage = '', headers } = answer;
  if (status >= 300 && status < 400) {
    // Following it could hand the token to somebody else.
    throw new Unusable(
      `redirects to ${JSON.stringify(headers.location ?? '')}, which is not followed: correct its url`,
    );
  }
  if (status !== 200) throw new Unusable(`answers ${status} ${statusMessage}`);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Unusable(`answers in the encoding ${headers['content-encoding']}, which was not asked for`);
  }
  const chunks: Buffer[] = [];
  let size = Number(headers['content-length'] ?? 0);
  if (size > largestAnswer) throw new Unusable(`answers more than ${largestAnswer} bytes`);
  size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    size += chunk.length;
    if (size > largestAnswer) throw new Unusable(`answers more than ${largestAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function documentOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Unusable('answers with something that is no JSON', { cause });
  }
}

/** Said of the answer by us, ready to be read. */
class Unusable extends Error {}

function textOf(error: unknown): string {
  if (error instanceof Unusable) return error.message;
  return `cannot be reached: ${error instanceof Error ? error.message || error.name : String(error)}`;
}
