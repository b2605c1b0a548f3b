import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pageOf } from '../page.mjs';
import { readRecord } from '../record.mjs';

const page = new URL('../../docs/benchmarks.md', import.meta.url);

it('docs/benchmarks.md says what is recorded (else: npm run bench -- --print)', async () => {
  expect(readFileSync(page, 'utf8')).toBe(await pageOf(readRecord()));
});

it('shows a figure beside its promise and its peer, and what was skipped', async () => {
  const machine = { node: 'v20.0.0', cpu: 'Abacus', cores: 2, memoryGiB: 24, load: 0.5 };
  const figures = [
    { name: 'writes', value: 4_120_000, unit: 'samples/s', promise: '≥ 4 M', met: true },
    {
      name: 'ratio',
      value: 1234,
      unit: 'x',
      promise: '≥ 9',
      met: false,
      peer: { name: 'Other', value: 617, ratio: 2 },
    },
  ];
  const text = await pageOf({
    benchmarks: { http: { date: '2026-11-24', machine, figures, skipped: ['Third is not installed'] } },
  });
  expect(text).toContain('2026-11-24, Node v20.0.0, Abacus, 2 cores, 24 GiB, load 0.5');
  expect(text).toMatch(/\| writes +\| 4\.12 M samples\/s +\| ✓ ≥ 4 M +\| +\|/);
  expect(text).toMatch(/\| ratio +\| 1,234 x +\| ✗ ≥ 9 +\| Other: 617; ratio 2\.00 +\|/);
  expect(text).toContain('Skipped: Third is not installed.');
});
