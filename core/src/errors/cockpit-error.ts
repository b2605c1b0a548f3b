/**
 * What the caller can do about an error. Gates translate the kind, and nothing else, into their protocol.
 *
 * - `invalid-input`: correct the request and send it again
 * - `unauthorized`: say who you are; `forbidden`: who you are is not enough
 * - `not-found`: ask for something else
 * - `conflict`: the state of the thing does not allow it
 * - `too-large`: send less at once; `too-many`: send later
 * - `unavailable`: a part of the server is down or busy; try again later
 * - `corrupt-data`: a stored file or row cannot be read; an operator has to look
 * - `setup`: the configuration or the surroundings must be changed before the server can start
 */
export type ErrorKind =
  | 'invalid-input'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'too-many'
  | 'unavailable'
  | 'corrupt-data'
  | 'setup';

/** Root of every error thrown on purpose. Whatever else reaches a gate is a bug: 500, logged with its stack. */
export abstract class CockpitError extends Error {
  /** Stable and greppable; `docs/errors.md` has a line for each. Across packages compare this, not `instanceof`. */
  abstract readonly code: `CC_${string}`;
  abstract readonly kind: ErrorKind;

  override get name(): string {
    return this.constructor.name;
  }
}

/** Is it one of ours? By shape, since two installed copies of the core are two classes. */
export function isCockpitError(error: unknown): error is CockpitError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('CC_') &&
    'kind' in error
  );
}
