import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WorkQueue } from '../src/gate/work-queue.js';

it('runs everything, in order, and never more at once than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (width, works) => {
        const queue = new WorkQueue(width, new AbortController().signal);
        const begun: number[] = [];
        let [running, most] = [0, 0];
        const results = await Promise.allSettled(
          works.map((good, at) =>
            queue.run(async () => {
              begun.push(at);
              most = Math.max(most, ++running);
              await nextTurn();
              running--;
              if (!good) throw new Error('bad');
              return at;
            }),
          ),
        );
        expect(begun).toEqual(works.map((_, at) => at));
        expect(most).toBe(Math.min(width, works.length));
        expect(results.map(({ status }) => status === 'fulfilled')).toEqual(works);
      },
    ),
  );
});

it('begins nothing after the abort', async () => {
  const abort = new AbortController();
  const queue = new WorkQueue(1, abort.signal);
  const done: string[] = [];
  const first = queue.run(async () => {
    await nextTurn();
    done.push('first');
  });
  const second = queue.run(async () => done.push('second'));
  abort.abort(new Error('left'));
  await first;
  await expect(second).rejects.toThrow('left');
  expect(done).toEqual(['first']);
});
