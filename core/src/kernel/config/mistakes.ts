import type { ErrorObject } from 'ajv';
import { distance } from 'fastest-levenshtein';
import type { OwnWords } from './schema-parts.js';

/**
 * The errors of one document as lines for an operator: path, what was expected, what was found, nearest known key.
 * @param at path of the document in the file, `''` for the whole
 */
export function mistakesOf(errors: readonly ErrorObject[], at = ''): readonly string[] {
  const lines: string[] = [];
  for (const path of new Set(errors.map((error) => error.instancePath))) {
    const group = errors.filter((error) => error.instancePath === path);
    const where = pathText(at, path);
    for (const error of group) {
      const line = mistake(error, where, group);
      if (line !== undefined && !lines.includes(line)) lines.push(line);
    }
  }
  return lines;
}

/** The known key that the writer probably meant. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const plain = key.toLowerCase();
  const [best] = known
    .map((candidate) => ({ candidate, far: distance(plain, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far);
  return best && best.far <= Math.max(2, best.candidate.length / 3) ? best.candidate : undefined;
}

/** `a.b[0].c`; keys that are no plain names are quoted. */
function pathText(at: string, pointer: string): string {
  let text = at;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (/^\d+$/.test(key)) text += `[${key}]`;
    else text += `${text === '' ? '' : '.'}${keyText(key)}`;
  }
  return text;
}

function keyText(key: string): string {
  return /^[\w-]+$/.test(key) ? key : shorten(JSON.stringify(key));
}

function mistake(error: ErrorObject, where: string, group: readonly ErrorObject[]): string | undefined {
  const schema = (error.parentSchema ?? {}) as OwnWords;
  const params = error.params as Readonly<Record<string, unknown>>;
  const must = (what: string): string => `${where || 'the file'}: must be ${what}${found(error.data, schema)}`;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(params['additionalProperty']), where, error);
    case 'required':
      return `${pathText(where, `/${String(params['missingProperty'])}`)}: is missing${wanted(error)}`;
    case 'enum':
      return must(alternatives((params['allowedValues'] as readonly unknown[]).map(quoted)));
    case 'const':
      // A choice between constants arrives as one error each: the first speaks for all.
      return group.find((other) => other.keyword === 'const') === error
        ? must(alternatives(group.filter((other) => other.keyword === 'const').map((e) => quoted(constOf(e)))))
        : undefined;
    case 'anyOf':
    case 'oneOf':
      return group.some((other) => other !== error) ? undefined : must(schema.expected ?? 'one of the allowed forms');
    case 'type':
      return must(typeText(params['type']));
    case 'format':
    case 'pattern':
      return must(schema.expected ?? `text that matches ${String(params['pattern'] ?? params['format'])}`);
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return must(`${String(params['comparison'])} ${String(params['limit'])}`);
    case 'if':
      return undefined;
    default:
      return `${where || 'the file'}: ${error.message ?? error.keyword}${found(error.data, schema)}`;
  }
}

function unknownKey(key: string, where: string, error: ErrorObject): string {
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
  const near = nearestKey(key, known);
  const help = near !== undefined ? `did you mean "${near}"?` : `known here: ${known.join(', ') || 'none'}`;
  return `${where === '' ? '' : `${where}.`}${keyText(key)}: unknown key, ${help}`;
}

function wanted(error: ErrorObject): string {
  const properties = error.parentSchema?.['properties'] as Readonly<Record<string, Description>> | undefined;
  const schema = properties?.[String((error.params as { missingProperty?: unknown }).missingProperty)];
  if (!schema) return '';
  const kind = schema.expected ?? (schema.enum ? alternatives(schema.enum.map(quoted)) : typeText(schema.type));
  return `, expected ${kind}${schema.description ? `: ${schema.description}` : ''}`;
}

interface Description extends OwnWords {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
}

function constOf(error: ErrorObject): unknown {
  return (error.params as { allowedValue?: unknown }).allowedValue;
}

function typeText(type: unknown): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    null: 'null',
  };
  return alternatives((Array.isArray(type) ? type : [type]).map((name) => names[String(name)] ?? String(name)));
}

/** Objects and lists are never printed: they may hold secrets further down. */
function found(value: unknown, schema: OwnWords): string {
  if (schema.secret) return ' (what was found is secret)';
  if (value === undefined) return '';
  if (Array.isArray(value)) return ', is a list';
  if (typeof value === 'object' && value !== null) return ', is an object';
  return `, is ${shorten(JSON.stringify(value))}`;
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}

function alternatives(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
