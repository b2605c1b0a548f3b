const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Distances of ticks that people count in, in seconds. */
export const TIME_INCREMENTS: readonly number[] = [
  1,
  2,
  5,
  10,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];

const two = (number: number): string => String(number).padStart(2, '0');

/** Time since the begin, as fine as the distance of the ticks needs: `40 s`, `1:30`, `25 min`, `1 h 30`, `2 d 6 h`. */
export function formatTimeTick(seconds: number, increment: number): string {
  const whole = Math.round(seconds);
  if (whole === 0) return '0';
  if (increment < MINUTE) {
    if (whole < 2 * MINUTE) return `${whole} s`;
    const clock = `${two(Math.floor((whole % HOUR) / MINUTE))}:${two(whole % MINUTE)}`;
    return whole < HOUR ? clock.replace(/^0/, '') : `${Math.floor(whole / HOUR)}:${clock}`;
  }
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  if (days > 0) return [`${days} d`, ...(hours > 0 ? [`${hours} h`] : [])].join(' ');
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${two(minutes)}`;
  return `${minutes} min`;
}

/**
 * Where the axis of something that still grows ends: a bit later than now, in steps, so that lines run into free space and
 * the rest of the picture stays where it is.
 */
export function growingEnd(seconds: number): number {
  const wanted = Math.max(MINUTE, seconds * 1.04);
  const step = TIME_INCREMENTS.find((increment) => increment * 12 >= wanted) ?? Math.ceil(wanted / 12 / DAY) * DAY;
  return Math.ceil(wanted / step) * step;
}
