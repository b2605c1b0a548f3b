import type { BenchmarkRecord } from './page.mjs';

export function readRecord(): BenchmarkRecord;
