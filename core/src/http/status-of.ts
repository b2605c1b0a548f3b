import type { ErrorKind } from '../errors/cockpit-error.js';

/** The only place that knows both worlds. A route may differ for its clients' sake, see `Route.statusOf`. */
export const statusOf = {
  'invalid-input': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 422,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
  'corrupt-data': 500,
  setup: 500,
} as const satisfies Record<ErrorKind, number>;
