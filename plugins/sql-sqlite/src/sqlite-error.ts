/** What the engine said. `code` is its own name, e.g. `SQLITE_CONSTRAINT_UNIQUE`. */
export class SqliteError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }

  override get name(): string {
    return 'SqliteError';
  }
}
