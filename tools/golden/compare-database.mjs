import Database from 'better-sqlite3';
import { Comparison } from './comparison.mjs';
import { differences } from './differences.mjs';

const json = new Set(['resources', 'meta_data', 'footprint', 'energy_footprint']);

/** Every column of every row of the job table, except what differs between two runs of the original too. */
export function compareJobTable(recordedFile, site) {
  const comparison = new Comparison('database');
  const original = new Database(recordedFile, { readonly: true, fileMustExist: true });
  try {
    site.database(
      (database) => {
        const now = new Map(rows(database).map((row) => [row.job_id, row]));
        for (const row of rows(original)) compareRow(comparison, row, now.get(row.job_id));
        const known = new Set(rows(original).map((row) => row.job_id));
        for (const jobId of now.keys()) if (!known.has(jobId)) comparison.count(`${jobId}`, 'not recorded');
      },
      { readonly: true },
    );
  } finally {
    original.close();
  }
  return comparison;
}

const rows = (database) => database.prepare('SELECT * FROM job ORDER BY job_id').all();

function compareRow(comparison, recorded, now) {
  for (const column of Object.keys(recorded)) {
    if (column === 'id') continue; // jobs leave the original's cache in an order of their own
    if (column === 'duration' && recorded.job_state === 'running') continue; // depends on the present moment
    const name = `${recorded.job_id}/${column}`;
    const found = now
      ? differences(value(column, recorded), value(column, now))
      : [{ kind: 'other', text: 'no such job' }];
    comparison.count(
      name,
      found.map(({ place = '', kind, text }) => ({ name: `${name}${place} ${kind}`, text })),
    );
  }
}

function value(column, row) {
  const found = row[column];
  const text = Buffer.isBuffer(found) ? found.toString() : found; // the original writes some texts as BLOB
  return json.has(column) && typeof text === 'string' ? JSON.parse(text) : (text ?? null);
}
