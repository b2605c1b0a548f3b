import { CockpitError } from './cockpit-error.js';

/** A value from outside does not have the form it needs. The text names the field and what was expected. */
export class InvalidInputError extends CockpitError {
  readonly code = 'CC_INVALID_INPUT';
  readonly kind = 'invalid-input';
}

/** No credential, or one that is expired, foreign or broken. */
export class UnauthorizedError extends CockpitError {
  readonly code = 'CC_UNAUTHORIZED';
  readonly kind = 'unauthorized';
}

/** A known user without the right for this. */
export class ForbiddenError extends CockpitError {
  readonly code = 'CC_FORBIDDEN';
  readonly kind = 'forbidden';
}

/** The thing asked for does not exist, or the asker may not know that it does. */
export class NotFoundError extends CockpitError {
  readonly code = 'CC_NOT_FOUND';
  readonly kind = 'not-found';
}

/** The request contradicts the present state. */
export class ConflictError extends CockpitError {
  readonly code = 'CC_CONFLICT';
  readonly kind = 'conflict';
}

/** The body or the answer exceeds its limit. */
export class TooLargeError extends CockpitError {
  readonly code = 'CC_TOO_LARGE';
  readonly kind = 'too-large';
}

/** Too many attempts in a short time. */
export class TooManyError extends CockpitError {
  readonly code = 'CC_TOO_MANY';
  readonly kind = 'too-many';
  constructor(
    message: string,
    /** Seconds after which another attempt makes sense. */
    readonly retryAfter: number,
  ) {
    super(message);
  }
}

/** A part that the request needs is not running, or cannot keep up. */
export class UnavailableError extends CockpitError {
  readonly code = 'CC_UNAVAILABLE';
  readonly kind = 'unavailable';
}

/** Stored data cannot be read; the text names the file or row. */
export class CorruptDataError extends CockpitError {
  readonly code = 'CC_CORRUPT_DATA';
  readonly kind = 'corrupt-data';
}

/** Called after `close`, or before `open`. */
export class NotOpenError extends CockpitError {
  readonly code = 'CC_NOT_OPEN';
  readonly kind = 'unavailable';
  constructor(what: string) {
    super(`${what} is not open`);
  }
}
