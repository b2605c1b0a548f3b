import { parentPort, workerData } from 'node:worker_threads';
import { LogDesk } from './log-desk.js';
import { nodeLogDisk } from './log-disk.js';
import type { LogRequest } from './log-messages.js';
import type { LogWriterOptions } from './log-writer.js';

const desk = new LogDesk(workerData as LogWriterOptions, nodeLogDisk);

parentPort?.on('message', (request: LogRequest | { readonly kind: 'end' }) => {
  if (request.kind === 'end') {
    parentPort?.close();
    return;
  }
  parentPort?.postMessage({ answer: desk.answer(request) });
  const notice = desk.afterwards();
  if (notice) parentPort?.postMessage({ notice });
});
