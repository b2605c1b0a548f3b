import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RouteContext } from '../contracts/routes.js';
import { jsonText } from '../domain/json-text.js';

/** Answers with a JSON document and a line end. */
export function sendJson(context: Pick<RouteContext, 'http'>, status: number, value: unknown): void {
  sendJsonText(context, status, jsonText(value));
}

/** Answers with what already is the text of a JSON document, whole or in parts; a line end is added. */
export function sendJsonText(
  { http }: Pick<RouteContext, 'http'>,
  status: number,
  text: string | Uint8Array | readonly (string | Uint8Array)[],
): void {
  http.status = status;
  http.set('Content-Type', 'application/json');
  if (typeof text === 'string') {
    http.body = `${text}\n`;
    return;
  }
  const parts = text instanceof Uint8Array ? [text] : text;
  http.body = Buffer.concat([...parts, '\n'].map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

/** Characters of an answer that are made in one go: less than a millisecond's work. */
const pieceLength = 64 * 1024;

/**
 * Answers with the text of a JSON document that comes in pieces; a line end is added. A long one is made while it is sent, and others get
 * their turns in between; so what the pieces are made of must not change meanwhile.
 */
export function sendJsonPieces({ http }: Pick<RouteContext, 'http'>, status: number, pieces: Iterable<string>): void {
  http.status = status;
  http.set('Content-Type', 'application/json');
  const texts = longer(pieces);
  const first = texts.next();
  const second = texts.next();
  if (second.done === true) http.body = first.done === true ? '' : first.value;
  else http.body = Readable.from(inTurns([first.value ?? '', second.value], texts), { highWaterMark: 1 });
}

async function* inTurns(begin: readonly string[], rest: Iterable<string>): AsyncGenerator<string> {
  yield* begin;
  for (const text of rest) {
    yield text;
    await nextTurn();
  }
}

/** Joins pieces until they are worth sending. */
function* longer(pieces: Iterable<string>): Generator<string, void> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < pieceLength) continue;
    yield text;
    text = '';
  }
  yield `${text}\n`;
}

export function sendText({ http }: Pick<RouteContext, 'http'>, status: number, text: string): void {
  http.status = status;
  http.set('Content-Type', 'text/plain; charset=utf-8');
  http.body = text;
}

/** No body and no content type. */
export function sendEmpty({ http }: Pick<RouteContext, 'http'>, status: number): void {
  http.status = status;
  http.body = '';
  http.remove('Content-Type');
}
