import { token } from './token.js';

/** The tables are there and of a version that this program serves. Rooms that use SQL need it instead of the bare driver. */
export interface DatabaseSchema {
  /** cc-backend's schema version of the open database, 10 or 11. Before `open`: throws `NotOpenError`. */
  readonly version: number;
  /** Makes the tables of an empty database, adopts those of cc-backend, or rejects with an error that says what to do (`CC_DATABASE_SCHEMA`). */
  open(): Promise<void>;
}
export const DatabaseSchema = token<DatabaseSchema>('sql.DatabaseSchema');
