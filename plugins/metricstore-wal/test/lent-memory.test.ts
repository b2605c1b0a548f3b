import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LentMemory } from '../src/disk/lent-memory.js';

describe('memory that is lent', () => {
  it('is large enough, and nobody gets what another one has', () => {
    const steps = fc.array(fc.oneof(fc.nat({ max: 100_000 }), fc.constant('give back' as const)), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.nat(), (all, choice) => {
        const memory = new LentMemory(() => {});
        const lent: Buffer[] = [];
        for (const step of all) {
          if (step === 'give back') {
            const [one] = lent.splice(choice % Math.max(1, lent.length), 1);
            if (one) memory.giveBack(one);
          } else {
            const one = memory.take(step);
            expect(one.length).toBeGreaterThanOrEqual(step);
            expect(one.byteOffset).toBe(0);
            lent.push(one);
          }
          expect(new Set(lent.map(({ buffer }) => buffer)).size).toBe(lent.length);
        }
      }),
    );
  });

  it('is used again at once, and goes after a while', () => {
    let end = () => {};
    const memory = new LentMemory((action) => (end = action));
    const first = memory.take(20_000);
    memory.giveBack(first);
    expect(memory.take(10_000)).toBe(first);
    memory.giveBack(first);
    end();
    expect(memory.take(10_000)).not.toBe(first);
  });
});
