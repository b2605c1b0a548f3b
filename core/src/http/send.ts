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
