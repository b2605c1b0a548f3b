export type ThresholdLevel = 'normal' | 'caution' | 'alert';

/** A line across the plot. */
export interface Threshold {
  readonly level: ThresholdLevel;
  readonly value: number;
}

export interface Thresholds {
  readonly lines: readonly Threshold[];
  readonly lowerIsBetter: boolean;
}

export const NO_THRESHOLDS: Thresholds = { lines: [], lowerIsBetter: false };

/** What a line means: `normal: 64 or more`. */
export function thresholdText(
  { level, value }: Threshold,
  lowerIsBetter: boolean,
  format: (value: number) => string,
): string {
  if (level === 'normal') return `${level} ${lowerIsBetter ? 'up to' : 'around'} ${format(value)}`;
  return `${level} ${lowerIsBetter ? 'from' : 'below'} ${format(value)}`;
}

/** Which of them have to be in view for the data to be judged. */
export function marksOf({ lines, lowerIsBetter }: Thresholds): readonly number[] {
  const wanted: ThresholdLevel = lowerIsBetter ? 'caution' : 'normal';
  return lines.filter(({ level }) => level === wanted).map(({ value }) => value);
}
