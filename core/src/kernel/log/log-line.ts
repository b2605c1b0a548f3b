/** How a line of the log looks. */
export interface LineStyle {
  /** Standard error is the journal: each line begins with its priority, which the log viewer filters by. */
  readonly journal: boolean;
  readonly date: boolean;
}

interface Level {
  readonly label: string;
  readonly priority: number;
}

const LEVELS: readonly (readonly [from: number, level: Level])[] = [
  [60, { label: '[CRITICAL]', priority: 2 }],
  [50, { label: '[ERROR]   ', priority: 3 }],
  [40, { label: '[WARNING] ', priority: 4 }],
  [30, { label: '[INFO]    ', priority: 6 }],
  [0, { label: '[DEBUG]   ', priority: 7 }],
];
const SHOWN_APART = new Set(['level', 'time', 'msg', 'plugin', 'err']);

/** One entry of pino as one line of text, e.g. `[WARNING]  core.jobs: task failed task=durations (Error: no such table)`. */
export function logLine(entry: Readonly<Record<string, unknown>>, style: LineStyle): string {
  const number = Number(entry['level']);
  const level = LEVELS.find(([from]) => number >= from)?.[1] ?? LEVELS[4]?.[1];
  const parts = [`${style.journal ? `<${level?.priority}>` : ''}${level?.label}`];
  if (style.date) parts.push(new Date(Number(entry['time'])).toISOString());
  const plugin = typeof entry['plugin'] === 'string' ? `${entry['plugin']}: ` : '';
  parts.push(`${plugin}${oneLine(textOf(entry['msg']))}`);
  for (const [key, value] of Object.entries(entry))
    if (!SHOWN_APART.has(key) && value !== undefined) parts.push(oneLine(`${key}=${fieldText(value)}`));
  const cause = errorText(entry['err'], number >= 50);
  if (cause) parts.push(`(${oneLine(cause)})`);
  return parts.join(' ');
}

/** A journal entry is a line, and a text from outside must not be able to begin another one. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+\s*/g, ' | ').replace(/\p{Cc}/gu, '?');
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}

/** A bug shows its stack; an error thrown on purpose says enough by its text. */
function errorText(err: unknown, full: boolean): string | undefined {
  if (typeof err !== 'object' || err === null) return undefined;
  const { message, stack, code } = err as { message?: unknown; stack?: unknown; code?: unknown };
  const onPurpose = typeof code === 'string' && code.startsWith('CC_');
  if (full && !onPurpose && typeof stack === 'string') return stack;
  return onPurpose ? `${code}: ${textOf(message)}` : textOf(message);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
