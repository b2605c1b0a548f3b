import { ConfigSchema, SECTION_NAMES, type Sections } from './config-schema.js';
import { crossChecks } from './cross-checks.js';
import { mistakesOf, nearestKey } from './mistakes.js';
import { SchemaChecker } from './schema-checker.js';
import { inlineSectionFiles } from './section-files.js';
import { unbuiltKeys } from './unbuilt-keys.js';

interface ReadConfig {
  /** `undefined` when there are mistakes. */
  readonly sections: Sections | undefined;
  /** As written, section files followed; for reporting on plugins although other sections have mistakes. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly mistakes: readonly string[];
  /** Path → the part of the server that is not there yet. */
  readonly unbuilt: ReadonlyMap<string, string>;
}

/** Checks a whole config document; all mistakes are found at once. */
export function readConfig(
  raw: unknown,
  where: { readonly root: string; readonly file: string },
  checker = new SchemaChecker(),
): ReadConfig {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    const mistakes = [`${where.file}: must be an object of sections (${SECTION_NAMES.join(', ')})`];
    return { sections: undefined, document: {}, mistakes, unbuilt: new Map() };
  }
  const { document, mistakes } = inlineSectionFiles(raw as Readonly<Record<string, unknown>>, where.root);
  const stray = strayFileKeys(document);
  const failedFiles = new Set(SECTION_NAMES.filter((name) => name in document && document[name] === undefined));
  const { value, errors } = checker.check(ConfigSchema, document);
  const wrong = errors.filter(
    (error) =>
      !(error.keyword === 'required' && error.instancePath === '' && failedFiles.has(missingKey(error.params))) &&
      !(error.keyword === 'additionalProperties' && error.instancePath === '' && stray.has(extraKey(error.params))),
  );
  const all = [...mistakes, ...stray.values(), ...mistakesOf(wrong)];
  if (errors.length === 0) all.push(...crossChecks(value as Sections));
  return {
    sections: all.length === 0 ? (value as Sections) : undefined,
    document,
    mistakes: all,
    unbuilt: unbuiltKeys(ConfigSchema, document),
  };
}

/** Misspelt `…-file` keys, which deserve a nearer suggestion than a section's name. */
function strayFileKeys(document: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const key of Object.keys(document)) {
    if (!key.endsWith('-file')) continue;
    const near = nearestKey(
      key,
      SECTION_NAMES.map((name) => `${name}-file`),
    );
    if (near !== undefined) found.set(key, `${key}: unknown key, did you mean "${near}"?`);
  }
  return found;
}

function missingKey(params: object): string {
  return String((params as { missingProperty?: unknown }).missingProperty);
}

function extraKey(params: object): string {
  return String((params as { additionalProperty?: unknown }).additionalProperty);
}
