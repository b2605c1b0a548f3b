import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest stretch of work before others get a turn. */
const sliceMs = 4;

/** Runs a generator that pauses now and then, letting others work in between. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const until = performance.now() + sliceMs;
    do {
      const { done, value } = work.next();
      if (done) return value;
    } while (performance.now() < until);
    await nextTurn();
  }
}
