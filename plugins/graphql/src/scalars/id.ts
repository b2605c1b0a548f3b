import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/**
 * Named like the built-in one, so that clients see no difference, but a number stays a number on the wire: clients compare
 * `Job.id` and `Tag.id` with numbers. Never use type-graphql's own `ID` beside it: one name, one type.
 */
export const Id = new GraphQLScalarType<string, string | number>({
  name: 'ID',
  serialize: (value) => {
    if (typeof value === 'string' || Number.isSafeInteger(value)) return value as string | number;
    throw new GraphQLError('ID must be text or a whole number');
  },
  parseValue: (value) => {
    if (typeof value === 'string' || Number.isSafeInteger(value)) return String(value);
    throw new GraphQLError('ID must be text or a whole number');
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT) return node.value;
    throw new GraphQLError('ID must be text or a whole number', { nodes: node });
  },
});
