export { CockpitError, isCockpitError } from './cockpit-error.js';
export type { ErrorKind } from './cockpit-error.js';
export {
  ConflictError,
  CorruptDataError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  NotOpenError,
  TooLargeError,
  TooManyError,
  UnauthorizedError,
  UnavailableError,
} from './errors.js';
