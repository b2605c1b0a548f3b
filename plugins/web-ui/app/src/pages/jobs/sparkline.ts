/** A handful of points for a small drawing: mean over all series, then over equal parts of the time. `undefined`: a gap. */
export function sparklineValues(
  series: readonly (readonly (number | null)[])[],
  points = 48,
): readonly (number | undefined)[] {
  const length = Math.max(0, ...series.map((data) => data.length));
  const buckets = Math.min(points, length);
  return Array.from({ length: buckets }, (_, bucket) => {
    const begin = Math.floor((bucket * length) / buckets);
    const end = Math.floor(((bucket + 1) * length) / buckets);
    let [sum, count] = [0, 0];
    for (const data of series) {
      for (let at = begin; at < end; at++) {
        const value = data[at];
        if (value === null || value === undefined) continue;
        sum += value;
        count++;
      }
    }
    return count === 0 ? undefined : sum / count;
  });
}

export function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : there.reduce((sum, value) => sum + value, 0) / there.length;
}

export interface Box {
  readonly width: number;
  readonly height: number;
  /** Value at the upper edge; zero is at the lower one. */
  readonly top: number;
}

/** The line as an SVG path; a gap lifts the pen. A lone point becomes a short dash, so that it can be seen. */
export function sparklinePath(values: readonly (number | undefined)[], { width, height, top }: Box): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const y = (value: number): string => (height - (Math.max(0, Math.min(value, top)) / top) * height).toFixed(1);
  let path = '';
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    const x = (index * step).toFixed(1);
    const startsAnew = values[index - 1] === undefined;
    path += `${startsAnew ? 'M' : 'L'}${x} ${y(value)}`;
    if (startsAnew && values[index + 1] === undefined) path += 'h1.5';
  }
  return path;
}

/** Upper edge: the usual limit, or the largest value where that is higher; never zero. */
export function sparklineTop(values: readonly (number | undefined)[], normal: number): number {
  const largest = Math.max(0, ...values.filter((value) => value !== undefined));
  return Math.max(largest, normal) * 1.05 || 1;
}
