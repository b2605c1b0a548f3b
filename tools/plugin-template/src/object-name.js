import { InvalidInputError } from '@cc-kernel/core/plugin';

/** Refuses what is no relative path of proper parts. */
export function checkName(name) {
  const proper = name.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
  if (!proper) throw new InvalidInputError(`${JSON.stringify(name)} is no name of an object`);
}

/** As `checkName`; `''` is the root. */
export function checkFolder(folder) {
  if (folder !== '') checkName(folder);
}
