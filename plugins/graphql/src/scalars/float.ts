import { GraphQLError, GraphQLScalarType, Kind, print } from 'graphql';

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Like the built-in type; a variable may also bring a number as text. Infinities and NaN are refused both ways. */
export const Float = new GraphQLScalarType<number, number>({
  name: 'Float',
  serialize: (value) => {
    if (Number.isFinite(value)) return value as number;
    throw new GraphQLError(`Float cannot represent ${String(value)}`);
  },
  parseValue: (value) => {
    const number = typeof value === 'string' && numeric.test(value) ? Number(value) : value;
    if (Number.isFinite(number)) return number as number;
    throw new GraphQLError(`Float must be a number, not ${JSON.stringify(value)}`);
  },
  parseLiteral: (node) => {
    const number = node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : Number.NaN;
    if (Number.isFinite(number)) return number;
    throw new GraphQLError(`Float must be a number, not ${print(node)}`, { nodes: node });
  },
});
