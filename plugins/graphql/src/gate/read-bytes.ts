import { isCockpitError, readBody, type RouteContext } from '@cc-kernel/core/plugin';
import { Refusal } from './asked.js';

/** The whole body; one that is too large or damaged is a refusal in the words of this protocol. */
export async function readBytes(context: RouteContext): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of readBody(context)) chunks.push(chunk);
  } catch (error) {
    if (!isCockpitError(error)) throw error;
    if (error.kind === 'too-large') throw new Refusal(413, error.message);
    throw new Refusal(400, error.message);
  }
  return Buffer.concat(chunks);
}
