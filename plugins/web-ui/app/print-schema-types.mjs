// Prints src/api/schema.ts from the GraphQL schema, so that answers have the types that the server gives them.
//   node plugins/web-ui/app/print-schema-types.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql';

const schemaFile = new URL('../../graphql/test/schema.graphql', import.meta.url);
export const typesFile = fileURLToPath(new URL('src/api/schema.ts', import.meta.url));

const SCALARS = {
  Any: 'unknown',
  Boolean: 'boolean',
  Float: 'number',
  ID: 'string | number',
  Int: 'number',
  JobState: 'string',
  MetricScope: 'string',
  NullableFloat: 'number | null',
  String: 'string',
  Time: 'string',
};

export function schemaTypes() {
  const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
  const types = Object.values(schema.getTypeMap())
    .filter(
      (type) => !type.name.startsWith('__') && type !== schema.getQueryType() && type !== schema.getMutationType(),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const blocks = types.flatMap((type) => {
    if (isEnumType(type)) {
      const names = type.getValues().map(({ name }) => `'${name}'`);
      return [`export type ${type.name} = ${names.join(' | ')};\n`];
    }
    if (!isObjectType(type) && !isInputObjectType(type)) return [];
    const fields = Object.values(type.getFields()).map((field) => {
      const optional = isInputObjectType(type) && !isNonNullType(field.type);
      return `  readonly ${field.name}${optional ? '?' : ''}: ${textOf(field.type)};\n`;
    });
    return [`export interface ${type.name} {\n${fields.join('')}}\n`];
  });
  return `// Printed from the GraphQL schema by print-schema-types.mjs.\n\n${blocks.join('\n')}`;
}

function textOf(type) {
  if (isNonNullType(type)) return innerText(type.ofType);
  const text = innerText(type);
  return text === 'unknown' ? text : `${text} | null`;
}

function innerText(type) {
  if (!isListType(type)) return SCALARS[type.name] ?? type.name;
  const item = textOf(type.ofType);
  return `readonly ${item.includes(' ') ? `(${item})` : item}[]`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(typesFile, schemaTypes());
