import { expect, it } from 'vitest';
import { freeMemory } from '../../src/http/free-memory.js';

it('frees bytes that have their memory to themselves, as often as asked', () => {
  for (let round = 0; round < 3; round++) {
    const bytes = new Uint8Array(64 * 1024);
    freeMemory(bytes);
    freeMemory(bytes);
    expect([bytes.length, bytes.buffer.byteLength]).toEqual([0, 0]);
  }
});

it('leaves alone what is small and what shares its memory', () => {
  const whole = new Uint8Array(64 * 1024);
  const shared = new Uint8Array(new SharedArrayBuffer(64 * 1024));
  const small = Buffer.from('a few bytes');
  for (const bytes of [whole.subarray(1), shared, small]) {
    const { length } = bytes;
    freeMemory(bytes);
    expect(bytes.length).toBe(length);
  }
});
