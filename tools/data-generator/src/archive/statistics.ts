export interface Statistics {
  readonly avg: number;
  readonly min: number;
  readonly max: number;
}

/** Of whole numbers that count tenths, hundredths …; rounded to two decimals. */
export function statisticsOf(values: Int32Array, decimals: number): Statistics {
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const scale = 10 ** decimals;
  return { avg: round2(sum / values.length / scale), min: round2(min / scale), max: round2(max / scale) };
}

export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
