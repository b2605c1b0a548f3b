import { token } from './token.js';

/** The tables are there and of a version that this program serves. Rooms that use SQL need it instead of the bare driver. */
export interface DatabaseSchema {
  /** cc-backend's schema version of the open database, 10 or 11. */
  readonly version: number;
}
export const DatabaseSchema = token<DatabaseSchema>('sql.DatabaseSchema');
