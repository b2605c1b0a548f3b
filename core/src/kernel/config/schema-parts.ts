import Type, { type TObject, type TProperties, type TSchema } from 'typebox';

/*
 * Words of our own beside JSON Schema:
 *   secret   the value is never printed
 *   expected what to say instead of a pattern
 *   unbuilt  accepted, but no part of the server acts on it yet; the text names the part
 */

/** An object in which a key that is not listed is a mistake. */
export function closed<Properties extends TProperties>(
  properties: Properties,
  options: object = {},
): TObject<Properties> {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

export function text(description: string, options: object = {}) {
  return Type.Optional(Type.String({ ...options, description }));
}

export function flag(description: string, options: object = {}) {
  return Type.Optional(Type.Boolean({ ...options, description }));
}

export function integer(description: string, options: object = {}) {
  return Type.Optional(Type.Integer({ ...options, description }));
}

export function texts(description: string, options: object = {}) {
  return Type.Optional(Type.Array(Type.String(), { ...options, description }));
}

export function oneOf<Value extends string>(values: readonly [Value, ...Value[]], description: string, options = {}) {
  return Type.Optional(requiredOneOf(values, description, options));
}

export function requiredOneOf<Value extends string>(
  values: readonly [Value, ...Value[]],
  description: string,
  options = {},
) {
  return Type.Enum([...values], { ...options, description });
}

export function requiredDuration(description: string, options: object = {}) {
  return Type.String({
    ...options,
    format: 'duration-text',
    expected: 'a duration such as "30s", "12h" or "1h30m" (there is no unit for days)',
    description,
  });
}

export function duration(description: string, options: object = {}) {
  return Type.Optional(requiredDuration(description, options));
}

export function secret(description: string, options: object = {}) {
  return Type.Optional(Type.String({ ...options, secret: true, description }));
}

/** The annotations of a schema that ajv does not know. */
export interface OwnWords {
  readonly secret?: boolean;
  readonly expected?: string;
  readonly unbuilt?: string;
}

export type AnnotatedSchema = TSchema & OwnWords;
