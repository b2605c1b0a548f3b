import { InvalidInputError } from '../../errors/index.js';

export type ResampleAlgorithm = 'lttb' | 'average' | 'simple';

export interface ResampleOptions {
  /** Distance of the samples in seconds. */
  readonly step: number;
  /** Wanted distance; 0 or not larger than `step`: leave as they are. */
  readonly resolution: number;
  /** Shorter series are left as they are. */
  readonly minimumPoints: number;
  readonly algorithm?: ResampleAlgorithm;
}

export type Floats = Float64Array | Float32Array;

export interface Resampled {
  readonly values: Floats;
  readonly step: number;
}

/** Thins out a series. Rejects a resolution that is no multiple of the step. */
export function resample(values: Floats, options: ResampleOptions): Resampled {
  const { step, resolution, algorithm = 'lttb' } = options;
  if (!isThinned(values.length, options)) return { values, step };
  const stride = resolution / step;
  const points = Math.floor(values.length / stride);
  return { values: algorithms[algorithm](values, points, stride), step: resolution };
}

/** Whether a series of this length is. Rejects a resolution that is no multiple of the step. */
export function isThinned(length: number, { step, resolution, minimumPoints }: ResampleOptions): boolean {
  if (step === 0 || resolution === 0 || resolution <= step) return false;
  const why = misfit(resolution, step);
  if (why !== undefined) throw new InvalidInputError(why);
  const points = Math.floor((length * step) / resolution);
  return points > 0 && length >= minimumPoints && points < length;
}

/** Why series with this step cannot be thinned out to a resolution, in the words of the original: scripts know them. */
export function misfit(resolution: number, step: number): string | undefined {
  if (resolution <= step || resolution % step === 0) return undefined;
  return `new sampling frequency (${resolution}) must be a multiple of old frequency (${step})`;
}

/**
 * Thins out the series of one metric so that all have the same distance afterwards: the longest decides whether at all.
 */
export function resampleTogether(
  series: readonly Floats[],
  options: ResampleOptions,
): { readonly series: readonly Floats[]; readonly step: number } {
  const longest = series.reduce((most, { length }) => Math.max(most, length), 0);
  if (!isThinned(longest, options)) return { series, step: options.step };
  return { series: series.map((one) => resampleAnyway(one, options)), step: options.resolution };
}

/** However short it is: one that is shorter than a single new step keeps its first sample. */
export function resampleAnyway(values: Floats, options: ResampleOptions): Floats {
  if (values.length * options.step < options.resolution) return values.slice(0, 1);
  return resample(values, { ...options, minimumPoints: 0 }).values;
}

type Thinning = (values: Floats, points: number, stride: number) => Float64Array;

const algorithms: Record<ResampleAlgorithm, Thinning> = {
  lttb: (values, points) => largestTriangles(values, points),
  average(values, points, stride) {
    return Float64Array.from({ length: points }, (_, point) => meanOf(values, point * stride, (point + 1) * stride));
  },
  simple: (values, points, stride) => Float64Array.from({ length: points }, (_, point) => values[point * stride]!),
};

/** Over what is there; `NaN` when nothing is. */
function meanOf(values: Floats, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let at = from; at < to; at++) {
    if (Number.isNaN(values[at]!)) continue;
    sum += values[at]!;
    count++;
  }
  return count === 0 ? NaN : sum / count;
}

/**
 * Largest-Triangle-Three-Buckets: keeps first and last sample, and of each bucket between the one that makes the largest triangle
 * with the sample kept before and the mean of the bucket behind. That bucket includes its upper border, and a `NaN` area always wins,
 * so that gaps survive: both as in the original, whose results are reproduced to the last bit.
 */
function largestTriangles(values: Floats, points: number): Float64Array {
  const last = values.length - 1;
  if (points < 2) return Float64Array.of(values[0]!, values[last]!);
  const out = new Float64Array(points);
  const width = (values.length - 2) / (points - 2);
  out[0] = values[0]!;
  let low = 1;
  let middle = Math.floor(width) + 1;
  let kept = 0;
  for (let bucket = 0; bucket < points - 2; bucket++) {
    let high = Math.floor((bucket + 2) * width) + 1;
    if (high >= last) high = last - 1;
    let sum = 0;
    let places = 0;
    for (let at = middle; at <= high; at++) {
      sum += values[at]!;
      places += at;
    }
    const count = high - middle + 1; // 0 makes NaN of both, which is what is wanted
    const meanValue = sum / count;
    const meanPlace = places / count;
    const keptValue = values[kept]!;
    let best = -1;
    let next = kept;
    for (let at = low; at < middle; at++) {
      const area = Math.abs(
        ((kept - at) * (meanValue - keptValue) - (kept - meanPlace) * (values[at]! - keptValue)) * 0.5,
      );
      if (area > best || Number.isNaN(area)) {
        best = area;
        next = at;
      }
    }
    out[bucket + 1] = values[next]!;
    kept = next;
    low = middle;
    middle = high;
  }
  out[points - 1] = values[last]!;
  return out;
}
