import { parentPort, workerData } from 'node:worker_threads';
import { LogDesk } from './log-desk.js';
import { nodeLogDisk } from './log-disk.js';
import type { LogRequest } from './log-messages.js';
import type { LogWriterOptions } from './log-writer.js';

const desk = new LogDesk(workerData as LogWriterOptions, nodeLogDisk);

let timer: NodeJS.Timeout | undefined;

parentPort?.on('message', (request: LogRequest | { readonly kind: 'end' }) => {
  if (request.kind === 'end') {
    clearTimeout(timer);
    parentPort?.close();
    return;
  }
  parentPort?.postMessage({ answer: desk.answer(request) });
  if (timer === undefined || desk.syncIsDueIn === 0) sync();
});

/** Syncs what is due, and comes back for the rest, though nobody asks any more. */
function sync(): void {
  clearTimeout(timer);
  const notice = desk.syncWhenDue();
  if (notice) parentPort?.postMessage({ notice });
  const wait = desk.syncIsDueIn;
  timer = wait === undefined ? undefined : setTimeout(sync, wait);
}
