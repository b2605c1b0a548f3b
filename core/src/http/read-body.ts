import type { IncomingMessage } from 'node:http';
import { finished, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { RouteContext } from '../contracts/routes.js';
import { InvalidInputError, TooLargeError } from '../errors/index.js';
import { freeMemory } from './free-memory.js';

interface Body {
  /** Unpacked. */
  readonly pieces: Readable;
  /** What is wrong when they break off. */
  readonly failure: string;
  readonly close: () => void;
}

/** The body, piece by piece, unpacked when it came as gzip. Rejects with `TooLargeError` as soon as the route's limit is passed. */
export async function* readBody(context: RouteContext): AsyncGenerator<Uint8Array, void, undefined> {
  const { pieces, failure, close } = open(context);
  const count = counterOf(context);
  // Not destroyed on an early exit: the answer still has to go out on this connection.
  const source = pieces.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
  const next = () =>
    source.next().catch((cause: unknown) => {
      throw new InvalidInputError(failure, { cause });
    });
  try {
    for (let piece = await next(); piece.done !== true; piece = await next()) {
      count(piece.value);
      yield piece.value;
    }
  } finally {
    await source.return?.();
    close();
  }
}

/**
 * As `readBody`, but each piece is only lent: its memory goes once `take` is done with it. Hundreds of megabytes a second of pieces that
 * wait for the garbage collector keep it, and both cores, busy all the time. No next piece comes before what `take` returns is settled.
 */
export function lendBody(context: RouteContext, take: (piece: Uint8Array) => void | Promise<void>): Promise<void> {
  const { pieces, failure, close } = open(context);
  const count = counterOf(context);
  return new Promise((resolve, reject) => {
    let isBusy = false;
    let hasEnded = false;
    const settle = (error?: unknown): void => {
      pieces.off('data', lend);
      forget();
      close();
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('nobody took the body', { cause: error }));
    };
    const goOn = (piece: Uint8Array): void => {
      isBusy = false;
      freeMemory(piece);
      if (hasEnded) settle();
      else pieces.resume();
    };
    const lend = (piece: Uint8Array): void => {
      try {
        count(piece);
        const work = take(piece);
        if (!work) {
          freeMemory(piece);
          return;
        }
        isBusy = true;
        pieces.pause();
        work.then(() => goOn(piece)).catch(settle);
      } catch (error) {
        settle(error);
      }
    };
    const forget = finished(pieces, { writable: false }, (cause) => {
      hasEnded = true;
      if (cause) settle(new InvalidInputError(failure, { cause }));
      else if (!isBusy) settle();
    });
    pieces.on('data', lend);
  });
}

/** The whole body in one piece. */
export async function readBytes(context: RouteContext): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBody(context)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function open(context: RouteContext): Body {
  const request = context.http.req;
  const limit = context.bodyLimit;
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') {
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
    return { pieces: request, failure: 'the body ended before it was complete', close: () => {} };
  }
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipped(request);
  throw new InvalidInputError(`content encoding "${encoding}" is not understood; send gzip or none`);
}

function gunzipped(request: IncomingMessage): Body {
  const gunzip = createGunzip();
  const failed = (error: Error): void => void gunzip.destroy(error);
  const aborted = (): void => failed(new Error('aborted'));
  request.once('error', failed).once('aborted', aborted);
  request.pipe(gunzip);
  const close = (): void => {
    request.unpipe(gunzip);
    request.off('error', failed).off('aborted', aborted);
    gunzip.destroy();
  };
  return { pieces: gunzip, failure: 'the body is not complete, valid gzip', close };
}

/** Throws once the pieces are more than the route takes. */
function counterOf({ bodyLimit }: RouteContext): (piece: Uint8Array) => void {
  let size = 0;
  return ({ length }) => {
    size += length;
    if (size > bodyLimit) throw tooLarge(bodyLimit);
  };
}

function tooLarge(limit: number): TooLargeError {
  return new TooLargeError(`the body is larger than ${limit} bytes`);
}
