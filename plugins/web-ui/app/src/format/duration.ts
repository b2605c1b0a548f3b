const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const two = (number: number): string => String(number).padStart(2, '0');

/** `45 s`, `12 min`, `1 h 05 min`, `3 d 04 h`: two parts at most. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < 2 * DAY) return `${Math.floor(whole / HOUR)} h ${two(Math.floor((whole % HOUR) / MINUTE))} min`;
  return `${Math.floor(whole / DAY)} d ${two(Math.floor((whole % DAY) / HOUR))} h`;
}

/** `1:05:09`, hours as many as there are. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / HOUR)}:${two(Math.floor((whole % HOUR) / MINUTE))}:${two(whole % MINUTE)}`;
}

/** Nothing lost: `2d4h30m`, `90s` as `1m30s`; `parseDuration` reads it back. */
export function exactDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / DAY), 'd'],
    [Math.floor((seconds % DAY) / HOUR), 'h'],
    [Math.floor((seconds % HOUR) / MINUTE), 'm'],
    [seconds % MINUTE, 's'],
  ] as const;
  const text = parts.flatMap(([number, unit]) => (number === 0 ? [] : [`${number}${unit}`])).join('');
  return text === '' ? '0' : text;
}

/** What people write: `90m`, `1h30m`, `1:30` (hours and minutes), `2d`, `300` (seconds). `undefined`: not understood. */
export function parseDuration(text: string): number | undefined {
  const clean = text.trim().toLowerCase();
  if (/^\d+$/.test(clean)) return Number(clean);
  const clock = /^(\d+):([0-5]\d)(?::([0-5]\d))?$/.exec(clean);
  if (clock) return Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE + Number(clock[3] ?? 0);
  const parts = /^(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s)?$/.exec(clean);
  if (!parts || clean === '') return undefined;
  const [days = 0, hours = 0, minutes = 0, rest = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return days * DAY + hours * HOUR + minutes * MINUTE + rest;
}
