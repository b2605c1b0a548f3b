/**
 * Prints one figure for `run.mjs` to show beside its promise.
 * @param {{ name: string, value: number, unit: string, promise?: string, met?: boolean }} figure
 */
export function figure(figure) {
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

/** The middle of an odd number of values. */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
