import { DuckDBInstance } from '@duckdb/node-api';

/** Rows of a query, with a database of its own: DuckDB remembers files by their names. */
export async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
