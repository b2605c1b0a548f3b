const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
const thisYear = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' });

/** In the browser's language and time zone. */
export function formatDateTime(unixSeconds: number): string {
  return full.format(new Date(unixSeconds * 1000));
}

/** Without the year where it is the present one. */
export function formatShortTime(unixSeconds: number, now: number): string {
  const date = new Date(unixSeconds * 1000);
  const isThisYear = date.getFullYear() === new Date(now * 1000).getFullYear();
  return (isThisYear ? thisYear : full).format(date);
}

/** With weekday, seconds and zone. */
export function formatExactTime(unixSeconds: number): string {
  return exact.format(new Date(unixSeconds * 1000));
}

const inLog = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

/** To the millisecond, without the year. */
export function formatLogTime(unixMilliseconds: number): string {
  return inLog.format(new Date(unixMilliseconds));
}

/** `just now`, `3 min ago`, `2 h ago`, `5 d ago`. */
export function formatAge(seconds: number): string {
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** RFC 3339, as GraphQL's `Time` has it, to seconds. */
export function unixSecondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** For `<time datetime>` and for GraphQL's `Time`. */
export function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}

/** For `<input type="datetime-local">`: local time without zone. */
export function localInputTime(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  const part = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
  return `${day}T${part(date.getHours())}:${part(date.getMinutes())}`;
}
