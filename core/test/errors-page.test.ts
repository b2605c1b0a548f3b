import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isCockpitError } from '../src/errors/cockpit-error.js';
import { InvalidInputError, TooManyError } from '../src/errors/errors.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Codes that some class of the program declares. */
function declaredCodes(): Set<string> {
  const found = new Set<string>();
  const plugins = readdirSync(`${project}plugins`).map((plugin) => `plugins/${plugin}/src`);
  const sources = ['core/src', ...plugins].flatMap((folder) =>
    readdirSync(`${project}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  for (const file of sources) {
    const text = readFileSync(`${project}${file}`, 'utf8');
    for (const [, code = ''] of text.matchAll(/\bcode(?:: string)? = '(CC_[A-Z0-9_]+)'/g)) found.add(code);
  }
  return found;
}

function documentedCodes(): Set<string> {
  const page = readFileSync(`${project}docs/errors.md`, 'utf8');
  return new Set([...page.matchAll(/^\| `(CC_[A-Z0-9_]+)`\s*\|/gm)].map((match) => match[1] ?? ''));
}

it('docs/errors.md has a line for each code and none for a code that is gone', () => {
  expect([...documentedCodes()].sort()).toEqual([...declaredCodes()].sort());
});

it('tells our errors by shape, since two installed copies are two classes', () => {
  expect(isCockpitError(new InvalidInputError('x'))).toBe(true);
  expect(isCockpitError(new TooManyError('x', 5))).toBe(true);
  expect(isCockpitError(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe(false);
  expect(isCockpitError('x')).toBe(false);
});
