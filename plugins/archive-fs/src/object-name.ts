import { InvalidInputError } from '@cc-kernel/core/plugin';

const aside = /^\.cck-.*\.tmp$/;

/** Refuses whatever would lead out of the archive or to an unfinished write. */
export function checkName(name: string): void {
  const parts = name.split('/');
  const bad = parts.some((part) => part === '' || part === '.' || part === '..' || aside.test(part));
  if (bad || name.includes('\0'))
    throw new InvalidInputError(`${JSON.stringify(name)} is no name of an archived object`);
}

/** Where an object is written before it takes its name: beside it, since a folder of its own would look like a job. */
export function asideName(fileName: string): string {
  return `.cck-${fileName}.tmp`;
}

export function isAside(fileName: string): boolean {
  return aside.test(fileName);
}
