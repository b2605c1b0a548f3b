import { Worker } from 'node:worker_threads';
import type { HostSnapshot } from '../domain/node-metrics.js';
import type { ParquetEncoder, ParquetPart } from './parquet-encoder.js';

export type ParquetRequest = { readonly host: readonly HostSnapshot[] } | { readonly isEnd: true };
export type ParquetAnswer = ParquetPart | { readonly failure: Error };

interface Asker {
  readonly resolve: (part: ParquetPart) => void;
  readonly reject: (reason: Error) => void;
}

/** Encodes in a thread of its own: a row group keeps it busy for a while. When the thread ends, whoever waits for it learns so. */
export function startParquetThread(script = new URL('./parquet-worker.js', import.meta.url)): ParquetEncoder {
  const worker = new Worker(script);
  const waiting: Asker[] = [];
  let gone: Error | undefined;
  const ended = (reason: Error) => {
    gone ??= reason;
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  worker.on('message', (answer: ParquetAnswer) => {
    const asker = waiting.shift();
    if ('failure' in answer) asker?.reject(answer.failure);
    else asker?.resolve(answer);
  });
  worker.on('error', ended);
  worker.on('exit', () => ended(new Error('the thread that encodes Parquet has ended')));
  const ask = (request: ParquetRequest) =>
    new Promise<ParquetPart>((resolve, reject) => {
      if (gone) return reject(gone);
      waiting.push({ resolve, reject });
      worker.postMessage(request);
    });
  return {
    add: (host) => ask({ host }),
    end: () => ask({ isEnd: true }),
    async close() {
      await worker.terminate();
    },
  };
}
