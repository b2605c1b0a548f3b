import { stat } from 'node:fs/promises';
import { isMissing } from './file-errors.js';

/** The path, or the first of `<path>.2`, `<path>.3`, … that is not taken. */
export async function freeName(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? path : `${path}.${number}`;
    if (!(await exists(name))) return name;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
