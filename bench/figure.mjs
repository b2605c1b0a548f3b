/**
 * Prints one figure for `run.mjs`, which shows it beside its promise and records it.
 * @param {{ name: string, value: number, unit: string, promise?: string, met?: boolean, peer?: { name: string, value: number } }} figure
 *   `peer`: what another program reached with the same work in the same run, in the same unit
 */
export function figure(figure) {
  print(figure);
}

/** Says that a part of a benchmark did not run, and why. */
export function skipped(reason) {
  print({ skipped: reason });
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** The middle of an odd number of values. */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
