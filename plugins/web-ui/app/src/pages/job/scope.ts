/** Coarsest first. */
export const SCOPES = ['node', 'socket', 'memoryDomain', 'core', 'hwthread', 'accelerator'] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

const words: Readonly<Record<Scope, { readonly label: string; readonly short: string; readonly many: string }>> = {
  node: { label: 'node', short: 'node', many: 'nodes' },
  socket: { label: 'socket', short: 'socket', many: 'sockets' },
  memoryDomain: { label: 'memory domain', short: 'domain', many: 'memory domains' },
  core: { label: 'core', short: 'core', many: 'cores' },
  hwthread: { label: 'hardware thread', short: 'thread', many: 'hardware threads' },
  accelerator: { label: 'accelerator', short: 'acc', many: 'accelerators' },
};

export function scopeWords(scope: Scope): { readonly label: string; readonly short: string; readonly many: string } {
  return words[scope];
}

/** A scope in which a metric exists, and how many series it has there. */
export interface AvailableScope {
  readonly scope: Scope;
  readonly series: number;
  readonly timestep: number;
}

const FEW = 16;
const NOT_TOO_MANY = 32;

/**
 * What to show first: accelerators where they are measured; else the nodes of a job with several, and of one with a single
 * node the finest parts of which there are few.
 */
export function defaultScope(available: readonly AvailableScope[]): Scope {
  const accelerator = available.find(({ scope }) => scope === 'accelerator');
  if (accelerator && accelerator.series <= NOT_TOO_MANY) return 'accelerator';
  const node = available.find(({ scope }) => scope === 'node');
  if (node && node.series > 1) return 'node';
  return available.findLast(({ series }) => series <= FEW)?.scope ?? available[0]?.scope ?? 'node';
}

/** So many lines are a carpet: shown as a band at first. */
const CARPET = 64;

export function defaultView(series: number): 'lines' | 'band' {
  return series > CARPET ? 'band' : 'lines';
}

/** `a0301 · core 12`; the host is left out where there is only one. */
export function seriesLabel(hostname: string, scope: Scope, id: string | null | undefined, hosts: number): string {
  if (scope === 'node' || id === null || id === undefined) return hostname;
  const part = `${words[scope].short} ${id.replace(/^0+:(?=[\da-f]{2}:)/i, '')}`;
  return hosts > 1 ? `${hostname} · ${part}` : part;
}
