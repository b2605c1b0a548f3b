import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, packedWords, packingFor, unpack } from '../../src/metrics/store/packed-samples.js';
import { SampleArena, chunkLength, none } from '../../src/metrics/store/sample-arena.js';

const decimal = fc
  .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom(1, 10, 100, 1000))
  .map(([scaled, scale]) => scaled / scale);
const sample = fc.oneof(
  { weight: 8, arbitrary: decimal },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-3, 16_777_216, 2 ** 31, -(2 ** 31), 3.4e38) },
);
const chunk = fc
  .oneof(
    fc.array(decimal, { minLength: 1, maxLength: chunkLength }),
    fc.array(sample, { minLength: 1, maxLength: 40 }),
    fc.array(fc.float(), { minLength: 1, maxLength: 40 }),
    fc.array(fc.constantFrom(Infinity, -Infinity, NaN, 1), { minLength: 1, maxLength: 4 }),
    fc.array(fc.constantFrom(41.5, NaN), { minLength: 1, maxLength: chunkLength }),
  )
  .map((values) => Float32Array.from(values));

/** Their bits, where all that are no number count as one. */
function bitsOf(samples: Float32Array): readonly number[] {
  const canonical = samples.map((each) => (Number.isNaN(each) ? NaN : each));
  return [...new Int32Array(canonical.buffer)];
}

describe('packed samples', () => {
  it('come back bit by bit', () => {
    fc.assert(
      fc.property(chunk, (samples) => {
        const packing = packingFor(samples, samples.length);
        if (!packing) return;
        const words = new Int32Array(packedWords(packing, samples.length));
        pack(samples, samples.length, packing, words);
        const back = new Float32Array(samples.length);
        unpack(words, samples.length, packing.places, packing.bits, back);
        expect(bitsOf(back)).toEqual(bitsOf(samples));
      }),
      { numRuns: 1000 },
    );
  });

  it('take few bits where samples are decimals close to each other', () => {
    const percent = Float32Array.from({ length: 512 }, (_, at) => 50 + (at % 100) / 100);
    expect(packingFor(percent, 512)).toEqual({ places: 2, bits: 7, base: 5000 });
    expect(packingFor(new Float32Array(512).fill(3), 512)).toEqual({ places: 0, bits: 1, base: 3 });
    expect(packingFor(new Float32Array(512).fill(NaN), 512)).toEqual({ places: 0, bits: 1, base: 0 });
  });

  it('stay as they are where they are no decimals', () => {
    expect(packingFor(Float32Array.of(1, -0), 2)).toBeUndefined();
    expect(packingFor(Float32Array.of(Math.PI, 1e30), 2)).toBeUndefined();
  });
});

describe('an arena', () => {
  it('keeps every chunk apart from the others while they are packed, changed and released', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(chunk, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 30 }), (all) => {
        const arena = new SampleArena();
        const kept: { number: number; samples: Float32Array }[] = [];
        for (const [samples, isReleased, isChanged] of all) {
          const number = arena.allocate(0, none, 0);
          arena.makeRoom(number, samples.length);
          arena.samples(number).set(samples);
          arena.setLength(number, samples.length);
          arena.pack(number);
          if (isChanged) {
            arena.makeRoom(number, Math.min(chunkLength, samples.length + 1));
            arena.samples(number)[0] = 7;
            samples[0] = 7;
          }
          if (isReleased) arena.release(number);
          else kept.push({ number, samples });
          for (const one of kept) {
            const read = arena.samples(one.number).slice(0, one.samples.length);
            expect(bitsOf(read)).toEqual(bitsOf(one.samples));
          }
        }
        for (const { number } of kept) arena.release(number);
        expect([arena.size, arena.usedBytes]).toEqual([0, 0]);
      }),
      { numRuns: 200 },
    );
  });
});
