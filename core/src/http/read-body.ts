import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { RouteContext } from '../contracts/routes.js';
import { InvalidInputError, TooLargeError } from '../errors/index.js';
import { freeMemory } from './free-memory.js';

/** The body, piece by piece, unpacked when it came as gzip. Rejects with `TooLargeError` as soon as the route's limit is passed. */
export async function* readBody(context: RouteContext): AsyncGenerator<Uint8Array, void, undefined> {
  const request = context.http.req;
  const limit = context.bodyLimit;
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' && Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  let size = 0;
  for await (const chunk of decoded(request, encoding)) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    yield chunk;
  }
}

/**
 * As `readBody`, but each piece is only lent: its memory goes when the next one is asked for. Hundreds of megabytes a second of pieces that
 * wait for the garbage collector keep it, and both cores, busy all the time.
 */
export async function* lendBody(context: RouteContext): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of readBody(context)) {
    yield piece;
    freeMemory(piece);
  }
}

/** The whole body in one piece. */
export async function readBytes(context: RouteContext): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBody(context)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function decoded(request: IncomingMessage, encoding: string): AsyncIterable<Uint8Array> {
  if (encoding === 'identity' || encoding === '') return received(request);
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipped(request);
  throw new InvalidInputError(`content encoding "${encoding}" is not understood; send gzip or none`);
}

async function* received(request: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    // Not destroyed on an early exit: the answer still has to go out on this connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (cause) {
    throw new InvalidInputError('the body ended before it was complete', { cause });
  }
}

async function* gunzipped(request: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip();
  const failed = (error: Error): void => void gunzip.destroy(error);
  request.once('error', failed).once('aborted', () => failed(new Error('aborted')));
  request.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (cause) {
    throw new InvalidInputError('the body is not complete, valid gzip', { cause });
  } finally {
    request.unpipe(gunzip);
    request.removeListener('error', failed);
    gunzip.destroy();
  }
}

function tooLarge(limit: number): TooLargeError {
  return new TooLargeError(`the body is larger than ${limit} bytes`);
}
