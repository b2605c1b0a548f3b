import { CockpitError } from '@cc-kernel/core/plugin';

/** A key in the environment is missing or malformed. The text names the variable, never its value. */
export class AuthKeyError extends CockpitError {
  readonly code = 'CC_AUTH_KEY';
  readonly kind = 'setup';
}
