import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';

/** Any JSON value. */
export const Any = new GraphQLScalarType<unknown, unknown>({
  name: 'Any',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
