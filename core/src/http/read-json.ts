import type { RouteContext } from '../contracts/routes.js';
import { InvalidInputError } from '../errors/index.js';
import { readBytes } from './read-body.js';

const BYTE_ORDER_MARK = '\u{FEFF}';

/** The body as one JSON document in strict UTF-8: nothing before it, nothing after it. */
export async function readJson(context: RouteContext): Promise<unknown> {
  const bytes = await readBytes(context);
  if (bytes.length === 0) throw new InvalidInputError('the body is empty; a JSON document is expected');
  const text = decode(bytes);
  if (text.startsWith(BYTE_ORDER_MARK)) throw new InvalidInputError('the body begins with a byte order mark');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`the body is not one valid JSON document: ${why}`, { cause });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidInputError('the body is not valid UTF-8', { cause });
  }
}
