import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  isNonNullType,
  GraphQLString,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  isInputObjectType,
  isListType,
} from 'graphql';

type Values = Readonly<Record<string, unknown>>;

export type CheckedVariables = { readonly values: Values } | { readonly errors: readonly GraphQLError[] };

/**
 * Checks the variables of a request before anything runs, with the path of each mistake: `["variable", "p", "page"]`.
 * A number where text is expected becomes text, as scripts send job ids so.
 */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Values,
): CheckedVariables {
  const values: Record<string, unknown> = {};
  const errors: GraphQLError[] = [];
  for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) continue; // validation has refused it
    const mistake = (message: string, path: readonly (string | number)[] = []): void => {
      if (errors.length < 20) errors.push(mistakeAt(message, ['variable', name, ...path]));
    };
    if (!Object.hasOwn(given, name)) {
      if (isNonNullType(type) && defaultValue === undefined) mistake(`variable "$${name}" must be given`);
      continue;
    }
    const value = numbersToText(given[name], type);
    if (value === null && isNonNullType(type)) mistake(`variable "$${name}" cannot be null`);
    else {
      values[name] = value;
      coerceInputValue(value, type, (path, _invalid, { message }) => mistake(message, [...path, ...fieldIn(message)]));
    }
  }
  return errors.length > 0 ? { errors } : { values };
}

/** The field that is missing or surplus: graphql-js puts it into the text only. */
function fieldIn(message: string): readonly string[] {
  const field = /^Field "(\w+)" (?:of required type|is not defined)/.exec(message)?.[1];
  return field === undefined ? [] : [field];
}

function mistakeAt(message: string, path: readonly (string | number)[]): GraphQLError {
  return new GraphQLError(message, { path, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}

function numbersToText(value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return numbersToText(value, type.ofType);
  if (isListType(type)) {
    return Array.isArray(value)
      ? value.map((item) => numbersToText(item, type.ofType))
      : numbersToText(value, type.ofType);
  }
  if (isInputObjectType(type)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const fields = type.getFields();
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
        return [name, field ? numbersToText(item, field.type) : item];
      }),
    );
  }
  return type === GraphQLString && typeof value === 'number' ? String(value) : value;
}
