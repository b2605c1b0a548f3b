import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { Comparison } from './comparison.mjs';
import { differences } from './differences.mjs';

/** The archive, file by file. Each place that differs is a difference of its own, named `<file> <place> <kind>`. */
export function compareArchive(recordedFolder, folder) {
  const comparison = new Comparison('archive');
  const recorded = files(recordedFolder);
  const now = files(folder);
  for (const name of recorded) {
    if (!now.includes(name)) comparison.count(name, [{ name, text: 'no such file' }]);
    else {
      const found = differences(document(path.join(recordedFolder, name)), document(path.join(folder, name)));
      comparison.count(
        name,
        found.map(({ place, kind, text }) => ({ name: `${name} ${place} ${kind}`, text })),
      );
    }
  }
  for (const name of now) if (!recorded.includes(name)) comparison.count(name, [{ name, text: 'not recorded' }]);
  return comparison;
}

const files = (folder) =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

function document(file) {
  const bytes = fs.readFileSync(file);
  if (file.endsWith('version.txt')) return bytes.toString().trim();
  const content = JSON.parse(file.endsWith('.gz') ? zlib.gunzipSync(bytes) : bytes);
  if (path.basename(file).startsWith('data.json')) return inOneOrder(content);
  if (path.basename(file) === 'meta.json') delete content.id; // the database's, see compare-database.mjs
  return content;
}

/** The original leaves the order of series open, and the id of a node's series that it summed from finer ones. */
function inOneOrder(data) {
  for (const scopes of Object.values(data)) {
    for (const [scope, metric] of Object.entries(scopes)) {
      if (scope === 'node') for (const series of metric.series) delete series.id;
      metric.series.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    }
  }
  return data;
}

const key = (series) => JSON.stringify([series.hostname, series.id ?? '']);
