import { GraphQLError, GraphQLScalarType, Kind, print } from 'graphql';

const digits = /^-?\d+$/;

/**
 * Whole numbers up to 2^53, where the built-in type ends at 2^31: core hours and epoch times need more. A variable may also bring
 * one as text. Never use type-graphql's own `Int` beside it: one name, one type.
 */
export const Int = new GraphQLScalarType<number, number>({
  name: 'Int',
  serialize: (value) => {
    const number = typeof value === 'boolean' ? Number(value) : value;
    if (Number.isSafeInteger(number)) return number as number;
    throw new GraphQLError(`Int cannot represent ${String(value)}`);
  },
  parseValue: (value) => {
    const number = typeof value === 'string' && digits.test(value) ? Number(value) : value;
    if (Number.isSafeInteger(number)) return number as number;
    throw new GraphQLError(`Int must be a whole number up to 2^53, not ${JSON.stringify(value)}`);
  },
  parseLiteral: (node) => {
    const number = node.kind === Kind.INT ? Number(node.value) : Number.NaN;
    if (Number.isSafeInteger(number)) return number;
    throw new GraphQLError(`Int must be a whole number up to 2^53, not ${print(node)}`, { nodes: node });
  },
});
