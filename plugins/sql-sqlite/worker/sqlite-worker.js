// One SQLite connection in a thread of its own. Plain JavaScript, since a thread is started from a file: this one serves both the
// built plugin and tests that run from sources.
//
// In:  { id, statements: [{ sql, bindings }], together }   `together`: one transaction around all of them
//      { forget: true }                                    the schema changed
//      { close: true }
// Out: { ready: true } | { failed: error }                 once, after the start
//      { id, results: [{ columns, rows } | { changes, lastId } | { error }] }
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const keptStatements = 200;
const { file, readOnly, busyTimeoutMs, pragmas } = workerData;

/** @type {Map<string, { statement: import('better-sqlite3').Statement, columns: string[] | undefined }>} */
const prepared = new Map();
const describe = (error) => ({ message: error.message, code: error.code ?? 'SQLITE_ERROR' });

function prepare(database, sql) {
  const known = prepared.get(sql);
  if (known) return known;
  const statement = database.prepare(sql);
  const columns = statement.reader ? statement.columns().map((column) => column.name) : undefined;
  if (columns) statement.raw(true);
  const entry = { statement, columns };
  if (prepared.size >= keptStatements) prepared.delete(prepared.keys().next().value);
  prepared.set(sql, entry);
  return entry;
}

function execute(database, { sql, bindings }) {
  try {
    const { statement, columns } = prepare(database, sql);
    if (readOnly && !statement.readonly) return { error: { message: 'writes', code: 'CC_NEEDS_WRITER' } };
    if (columns) return { columns, rows: statement.all(bindings) };
    const { changes, lastInsertRowid } = statement.run(bindings);
    return { changes, lastId: Number(lastInsertRowid) };
  } catch (error) {
    return { error: describe(error) };
  }
}

/** A statement that fails undoes only itself; when the engine gave up the whole transaction, all of them have failed. */
function executeTogether(database, statements) {
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    return statements.map(() => ({ error: describe(error) }));
  }
  const results = [];
  for (const statement of statements) {
    results.push(execute(database, statement));
    if (database.inTransaction) continue;
    const { error } = results.at(-1);
    return statements.map(() => ({ error: error ?? { message: 'the transaction ended early', code: 'SQLITE_ABORT' } }));
  }
  try {
    database.exec('COMMIT');
    return results;
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    return statements.map(() => ({ error: describe(error) }));
  }
}

/** A connection notices a changed schema only when it runs something; column names are asked for before that. */
function forget(database) {
  prepared.clear();
  database.prepare('SELECT count(*) FROM sqlite_master').get();
}

function open() {
  const database = new Database(file, { readonly: readOnly, timeout: busyTimeoutMs });
  for (const pragma of pragmas) database.pragma(pragma);
  return database;
}

function serve(database) {
  parentPort.on('message', (message) => {
    if (message.forget) return forget(database);
    if (message.close) {
      prepared.clear();
      database.close();
      return parentPort.close();
    }
    const { id, statements, together } = message;
    const results = together ? executeTogether(database, statements) : statements.map((one) => execute(database, one));
    parentPort.postMessage({ id, results });
  });
  parentPort.postMessage({ ready: true });
}

try {
  serve(open());
} catch (error) {
  parentPort.postMessage({ failed: describe(error) });
  parentPort.close();
}
