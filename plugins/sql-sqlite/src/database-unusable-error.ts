import { CockpitError } from '@cc-kernel/core/plugin';

/** The file cannot be opened as a database: no access, no such folder, or something else in it. */
export class DatabaseUnusableError extends CockpitError {
  readonly code = 'CC_DATABASE_UNUSABLE';
  readonly kind = 'setup';
  constructor(file: string, options: { cause: Error }) {
    super(`the database ${file} cannot be opened: ${options.cause.message}`, options);
  }
}
