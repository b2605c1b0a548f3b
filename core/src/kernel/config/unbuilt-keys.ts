import type { AnnotatedSchema } from './schema-parts.js';

/** Keys of a document that are accepted although no part of the server acts on them yet: path → missing part. */
export function unbuiltKeys(schema: AnnotatedSchema, value: unknown, at = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  walk(schema, value, at, found);
  return found;
}

interface Shape extends AnnotatedSchema {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

function walk(schema: Shape, value: unknown, at: string, found: Map<string, string>): void {
  // Something switched off, or an empty list, asks for nothing.
  if (value === undefined || value === false || value === 0 || (Array.isArray(value) && value.length === 0)) return;
  if (schema.unbuilt !== undefined) {
    found.set(at, schema.unbuilt);
    return;
  }
  if (Array.isArray(value) && schema.items) {
    for (const [index, item] of value.entries()) walk(schema.items, item, `${at}[${index}]`, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(schema.properties ?? {}))
      walk(inner, (value as Readonly<Record<string, unknown>>)[key], at === '' ? key : `${at}.${key}`, found);
  }
}
