/** One record of the systemd journal. */
export interface JournalEntry {
  /** Microseconds since 1970, as text: it does not fit a double. Empty where the record has none. */
  readonly timestamp: string;
  /** Of syslog: 0 emergency … 7 debug. */
  readonly priority: number;
  readonly message: string;
  /** Empty where the record has none. */
  readonly unit: string;
}

const usualPriority = 6;
/** In UTF-16 units. */
const longestMessage = 16_384;

/** Reads a line of `journalctl --output=json`. `undefined`: it is no record. */
export function parseJournalEntry(line: string): JournalEntry | undefined {
  const record = objectOf(line);
  if (!record) return undefined;
  const { __REALTIME_TIMESTAMP: timestamp, PRIORITY: priority, MESSAGE: message, _SYSTEMD_UNIT: unit } = record;
  return {
    timestamp: typeof timestamp === 'string' && /^\d{1,20}$/.test(timestamp) ? timestamp : '',
    priority: priorityOf(priority),
    message: shortened(messageOf(message)),
    unit: typeof unit === 'string' ? unit : '',
  };
}

function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function priorityOf(value: unknown): number {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : usualPriority;
}

/** A message that is no clean text, with colours for instance, comes as a list of its bytes; one that came twice as a list of texts. */
function messageOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  if (value.every(isByte)) return new TextDecoder().decode(Uint8Array.from(value));
  return value.filter((one) => typeof one === 'string').join('\n');
}

function isByte(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
}

function shortened(text: string): string {
  if (text.length <= longestMessage) return text;
  return `${text.slice(0, longestMessage)} … (${text.length - longestMessage} more characters)`;
}
