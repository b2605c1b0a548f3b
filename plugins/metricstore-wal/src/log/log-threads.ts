import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { token } from '@cc-kernel/core/plugin';
import { LogDesk } from './log-desk.js';
import type { LogDisk } from './log-disk.js';
import type { LogAnswer, LogNotice, LogRequest, LogThread } from './log-messages.js';
import type { LogWriterOptions } from './log-writer.js';

export type StartLogThread = (options: LogWriterOptions) => LogThread;
export const StartLogThread = token<StartLogThread>('metricstore-wal.StartLogThread');

/** The writer in a thread of its own, so that waiting for the disk keeps nobody else waiting. */
export function startWorker(options: LogWriterOptions): LogThread {
  const worker = new Worker(new URL('./log-worker.js', import.meta.url), { workerData: options });
  const waiting: ((answer: LogAnswer) => void)[] = [];
  let gone: string | undefined;
  let listener: (notice: LogNotice) => void = () => {};
  const ended = (reason: string) => {
    gone ??= reason;
    listener({ failure: reason });
    for (const answer of waiting.splice(0)) answer({ failure: reason, isFinal: true });
  };
  worker.on('message', (message: { answer: LogAnswer } | { notice: LogNotice }) => {
    if ('answer' in message) waiting.shift()?.(message.answer);
    else listener(message.notice);
  });
  worker.on('error', (error: Error) => ended(`the log's thread failed: ${error.message}`));
  worker.on('exit', () => ended("the log's thread has ended"));
  return {
    request(request) {
      return new Promise((resolve) => {
        if (gone !== undefined) return resolve({ failure: gone, isFinal: true });
        waiting.push(resolve);
        worker.postMessage(request, buffersOf(request));
      });
    },
    onNotice(listen) {
      listener = listen;
    },
    async end() {
      listener = () => {};
      if (gone !== undefined) return;
      const exited = once(worker, 'exit');
      worker.postMessage({ kind: 'end' });
      await exited;
    },
  };
}

/** Handed over instead of copied. */
function buffersOf(request: LogRequest): ArrayBuffer[] {
  if (request.kind !== 'commit') return [];
  const { series, times, values } = request.columns;
  return [series.buffer, times.buffer, values.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
}

/** The same without a thread: for tests, and where the built files are not there. */
export function startInProcess(options: LogWriterOptions, disk: LogDisk): LogThread {
  const desk = new LogDesk(options, disk);
  let listener: (notice: LogNotice) => void = () => {};
  let last: Promise<unknown> = Promise.resolve();
  return {
    request(request) {
      const answer = last.then(() => desk.answer(request));
      last = answer.then(() => {
        const notice = desk.syncWhenDue();
        if (notice) listener(notice);
      });
      return answer;
    },
    onNotice(listen) {
      listener = listen;
    },
    async end() {
      await last;
    },
  };
}
