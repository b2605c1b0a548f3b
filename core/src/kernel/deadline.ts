import type { Logger } from '../contracts/logger.js';

export interface Deadline {
  readonly milliseconds: number;
  /** After so long it is named in the log. */
  readonly warnAfter: number;
}

/**
 * Runs a phase of a plugin; one that takes longer than its deadline is abandoned by name.
 * @param abort aborted when the deadline passes
 */
export async function underDeadline(
  plugin: string,
  phase: 'start' | 'ready' | 'drain' | 'stop',
  run: () => void | Promise<void>,
  deadline: Deadline,
  abort: AbortController,
  log: Logger,
): Promise<void> {
  const doing = { start: 'starting', ready: 'getting ready', drain: 'draining', stop: 'stopping' }[phase];
  const began = performance.now();
  const warn = setInterval(() => {
    log.warn({ plugin, seconds: Math.round((performance.now() - began) / 1000) }, `still ${doing}: ${plugin}`);
  }, deadline.warnAfter);
  let end: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    end = setTimeout(() => {
      const error = new Error(`${plugin} did not finish to ${phase} within ${deadline.milliseconds / 1000} s`);
      abort.abort(error);
      reject(error);
    }, deadline.milliseconds);
  });
  try {
    await Promise.race([Promise.resolve().then(run), late]);
  } finally {
    clearInterval(warn);
    clearTimeout(end);
  }
}
