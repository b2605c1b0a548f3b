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

export interface Resampled {
  readonly values: Float64Array | Float32Array;
  readonly step: number;
}

/** Thins out a series. Rejects a resolution that is no multiple of the step. */
export function resample(values: Float64Array | Float32Array, options: ResampleOptions): Resampled {
  const { step, resolution, minimumPoints, algorithm = 'lttb' } = options;
  const unchanged = { values, step };
  if (step === 0 || resolution === 0 || resolution <= step) return unchanged;
  if (resolution % step !== 0) {
    // The words of the original: scripts know them.
    throw new InvalidInputError(`new sampling frequency (${resolution}) must be a multiple of old frequency (${step})`);
  }
  const stride = resolution / step;
  const points = Math.floor(values.length / stride);
  if (points === 0 || values.length < minimumPoints || points >= values.length) return unchanged;
  return { values: algorithms[algorithm](values, points, stride), step: resolution };
}

/**
 * Thins out the series of one metric so that all have the same distance afterwards: the longest decides whether at all.
 */
export function resampleTogether(
  series: readonly (Float64Array | Float32Array)[],
  options: ResampleOptions,
): { readonly series: readonly (Float64Array | Float32Array)[]; readonly step: number } {
  const longest = series.reduce(
    (a, b) => (b.length > a.length ? b : a),
    new Float64Array(0) as Float64Array | Float32Array,
  );
  const { step } = resample(longest, options);
  if (step === options.step) return { series, step };
  const always = { ...options, minimumPoints: 0 };
  // One that is shorter than a single new step keeps its first sample.
  return {
    series: series.map((one) => (one.length * options.step < step ? one.slice(0, 1) : resample(one, always).values)),
    step,
  };
}

type Thinning = (values: Float64Array | Float32Array, points: number, stride: number) => Float64Array;

const algorithms: Record<ResampleAlgorithm, Thinning> = {
  lttb: (values, points) => largestTriangles(values, points),
  average(values, points, stride) {
    return Float64Array.from({ length: points }, (_, point) => meanOf(values, point * stride, (point + 1) * stride));
  },
  simple: (values, points, stride) => Float64Array.from({ length: points }, (_, point) => values[point * stride]!),
};

/** Over what is there; `NaN` when nothing is. */
function meanOf(values: Float64Array | Float32Array, from: number, to: number): number {
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
function largestTriangles(values: Float64Array | Float32Array, points: number): Float64Array {
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
