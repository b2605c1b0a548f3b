/** How far back one looks, in the words of the address, of people and of the server. */
export const SINCE = [
  { key: '15m', label: 'Last 15 minutes', words: '15 minutes ago' },
  { key: '1h', label: 'Last hour', words: '1 hour ago' },
  { key: '6h', label: 'Last 6 hours', words: '6 hours ago' },
  { key: '24h', label: 'Last 24 hours', words: '24 hours ago' },
  { key: '7d', label: 'Last 7 days', words: '7 days ago' },
] as const;
export type Since = (typeof SINCE)[number]['key'];

/** How many lines at most. */
export const LINES = [100, 200, 500, 1000] as const;
export type Lines = (typeof LINES)[number];

export interface LogQuery {
  readonly since: Since;
  /** Least important priority that is shown, 0 to 7; `undefined`: all. */
  readonly level: number | undefined;
  readonly lines: Lines;
  /** Empty: everything. */
  readonly search: string;
}

export const USUAL_QUERY: LogQuery = { since: '1h', level: undefined, lines: 200, search: '' };

/** What the server takes as a text to look for. */
const SEARCHABLE = /^[A-Za-z0-9 :.-]*$/;

/** Why this cannot be looked for; `undefined`: it can. */
export function searchProblem(text: string): string | undefined {
  return SEARCHABLE.test(text) ? undefined : 'Only letters a to z, digits, blanks and : . - can be looked for.';
}

/** What an address asks for; what it says in other words counts as not said. */
export function queryOfAddress(address: URLSearchParams): LogQuery {
  const level = address.get('level') ?? '';
  const search = address.get('search') ?? '';
  return {
    since: SINCE.find(({ key }) => key === address.get('since'))?.key ?? USUAL_QUERY.since,
    level: /^[0-7]$/.test(level) ? Number(level) : undefined,
    lines: LINES.find((lines) => String(lines) === address.get('lines')) ?? USUAL_QUERY.lines,
    search: searchProblem(search) === undefined ? search : '',
  };
}

/** The page's address for it; the usual is left unsaid. */
export function addressOfQuery({ since, level, lines, search }: LogQuery): string {
  const query = new URLSearchParams({
    ...(since !== USUAL_QUERY.since && { since }),
    ...(level !== undefined && { level: String(level) }),
    ...(lines !== USUAL_QUERY.lines && { lines: String(lines) }),
    ...(search !== '' && { search }),
  });
  return query.size === 0 ? '/monitoring/logs' : `/monitoring/logs?${query}`;
}

/** Where the server answers it. */
export function requestOfQuery({ since, level, lines, search }: LogQuery): string {
  const words = SINCE.find(({ key }) => key === since)?.words ?? '';
  const query = new URLSearchParams({
    since: words,
    lines: String(lines),
    ...(level !== undefined && { level: String(level) }),
    ...(search !== '' && { search }),
  });
  return `/frontend/logs/?${query}`;
}
