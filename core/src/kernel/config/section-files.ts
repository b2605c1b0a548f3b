import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SECTION_NAMES } from './config-schema.js';
import { jsonMistakeAt } from './json-mistake.js';

interface InlinedSections {
  /** The document with every `<section>-file` replaced by what the file holds. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly mistakes: readonly string[];
}

/** Follows `main-file`, `metric-store-file` and so on; paths are relative to the site's folder. */
export function inlineSectionFiles(document: Readonly<Record<string, unknown>>, root: string): InlinedSections {
  const result: Record<string, unknown> = { ...document };
  const mistakes: string[] = [];
  for (const section of SECTION_NAMES) {
    const key = `${section}-file`;
    if (!(key in document)) continue;
    delete result[key];
    const file = document[key];
    if (section in document)
      mistakes.push(`${key}: the section "${section}" is also in the file itself; keep one of them`);
    else if (typeof file !== 'string') mistakes.push(`${key}: must be text, the path of a file`);
    else {
      const read = readJson(path.resolve(root, file));
      if ('problem' in read) {
        mistakes.push(`${key}: ${read.problem}`);
        // The mistake is known: an empty stand-in keeps "is missing" out of the report.
        result[section] = undefined;
      } else result[section] = read.value;
    }
  }
  return { document: result, mistakes };
}

export function readJson(file: string): { readonly value: unknown } | { readonly problem: string } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: code === 'ENOENT' ? `${file} does not exist` : `cannot read ${file}: ${String(error)}` };
  }
  return parseJson(text, file);
}

export function parseJson(text: string, file: string): { readonly value: unknown } | { readonly problem: string } {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return { value: JSON.parse(json) as unknown };
  } catch {
    return { problem: `${file} is no valid JSON: ${placeOf(jsonMistakeAt(json) ?? json.length, json)}` };
  }
}

function placeOf(offset: number, text: string): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
