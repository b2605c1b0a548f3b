import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = fileURLToPath(new URL('../..', import.meta.url));

const folder = path.resolve(project, '../shared/golden');

/** Where the recorded material is; `undefined`: this machine has none. */
export const golden = fs.existsSync(folder) ? folder : undefined;

export const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/** The lines of a file with a JSON document each. */
export const readJsonLines = (file) =>
  fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
