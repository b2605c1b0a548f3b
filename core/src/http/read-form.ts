import type { RouteContext } from '../contracts/routes.js';
import { InvalidInputError } from '../errors/index.js';
import { parseMultipart } from './multipart.js';
import { readBytes } from './read-body.js';

/**
 * Fields of a form: urlencoded or multipart in the body, else in the query. The body wins over the query, the first of
 * several values over the others. A body of another type is refused, so that it cannot be taken for an empty form.
 */
export async function readForm(context: RouteContext): Promise<ReadonlyMap<string, string>> {
  const { http } = context;
  const fields = new Map<string, string>();
  const body = context.bodyLimit > 0 ? await readBytes(context) : Buffer.alloc(0);
  const type = http.get('content-type');
  const pairs = body.length === 0 ? [] : pairsOf(body, type);
  for (const [name, value] of [...pairs, ...new URLSearchParams(http.querystring)]) {
    if (!fields.has(name)) fields.set(name, value);
  }
  return fields;
}

function pairsOf(body: Buffer, type: string): Iterable<readonly [string, string]> {
  const mime = type.split(';')[0]?.trim().toLowerCase();
  if (mime === 'multipart/form-data') return parseMultipart(body, type);
  if (mime === 'application/x-www-form-urlencoded') return new URLSearchParams(body.toString('utf8'));
  throw new InvalidInputError(
    `a form is expected (application/x-www-form-urlencoded or multipart/form-data), not ${mime || 'a body without type'}`,
  );
}
