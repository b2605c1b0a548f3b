import type { IncomingMessage } from 'node:http';

const MOST_BYTES = 64 << 20;
const LONGEST_MS = 2_000;

/**
 * Reads on without looking, for a while: before a refusal, so that it arrives. A client whose connection is closed while
 * it still sends sees a broken connection and never the answer that says why.
 */
export function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let size = 0;
    const count = (chunk: Uint8Array): void => {
      size += chunk.length;
      if (size > MOST_BYTES) enough();
    };
    const enough = (): void => {
      clearTimeout(timer);
      request.off('data', count).off('end', enough).off('close', enough).pause();
      resolve();
    };
    const timer = setTimeout(enough, LONGEST_MS);
    request.on('data', count).once('end', enough).once('close', enough).resume();
  });
}
