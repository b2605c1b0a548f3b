import type { TimeWindow } from '../../plot/frame.js';
import { isScope, type Scope } from './scope.js';

/** What somebody chose to look at; all of it stands in the address. */
export interface JobPageView {
  readonly window: TimeWindow | undefined;
  /** Of metrics whose scope was chosen. */
  readonly scopes: ReadonlyMap<string, Scope>;
  /** Of metrics whose way to be drawn was chosen. */
  readonly views: ReadonlyMap<string, 'lines' | 'band'>;
  /** Only this host is shown. */
  readonly host: string | undefined;
  readonly fitsData: boolean;
}

export function viewOfAddress(query: URLSearchParams): JobPageView {
  const from = Number(query.get('from') ?? NaN);
  const to = Number(query.get('to') ?? NaN);
  return {
    window: from >= 0 && to > from ? { from, to } : undefined,
    scopes: new Map(pairs(query.get('scope')).filter((pair): pair is [string, Scope] => isScope(pair[1]))),
    views: new Map(pairs(query.get('view')).filter((pair): pair is [string, 'lines' | 'band'] => isView(pair[1]))),
    host: query.get('host') ?? undefined,
    fitsData: query.get('y') === 'data',
  };
}

export function addressOfView(path: string, { window, scopes, views, host, fitsData }: JobPageView): string {
  const query = new URLSearchParams();
  if (window) {
    query.set('from', String(Math.round(window.from)));
    query.set('to', String(Math.round(window.to)));
  }
  if (scopes.size > 0) query.set('scope', [...scopes].map((pair) => pair.join(':')).join(','));
  if (views.size > 0) query.set('view', [...views].map((pair) => pair.join(':')).join(','));
  if (host !== undefined) query.set('host', host);
  if (fitsData) query.set('y', 'data');
  // Commas and colons are allowed there, and easier to read.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? path : `${path}?${text}`;
}

function pairs(text: string | null): [string, string][] {
  return (text ?? '')
    .split(',')
    .map((pair) => pair.split(':'))
    .filter((pair): pair is [string, string] => pair.length === 2 && pair[0] !== '');
}

function isView(text: string): text is 'lines' | 'band' {
  return text === 'lines' || text === 'band';
}
