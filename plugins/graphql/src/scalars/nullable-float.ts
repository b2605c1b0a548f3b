import { GraphQLError, GraphQLScalarType, Kind, print } from 'graphql';
import { fixed2 } from '@cc-kernel/core/plugin';
import { FloatText } from '../gate/float-text.js';

/**
 * A number with two decimals, or null for a gap, also inside `[NullableFloat!]!`. The executor refuses null there, so a gap is
 * NaN, which JSON text writes as null; a long list comes as one `FloatText`.
 */
export const NullableFloat = new GraphQLScalarType<number, number | FloatText>({
  name: 'NullableFloat',
  serialize: (value) => {
    if (value instanceof FloatText) return value;
    if (typeof value === 'number') return Number.isFinite(value) ? Number(fixed2(value)) : Number.NaN;
    throw new GraphQLError(`NullableFloat cannot represent ${String(value)}`);
  },
  parseValue: (value) => {
    if (Number.isFinite(value)) return value as number;
    throw new GraphQLError(`NullableFloat must be a number, not ${JSON.stringify(value)}`);
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return Number(node.value);
    throw new GraphQLError(`NullableFloat must be a number, not ${print(node)}`, { nodes: node });
  },
});
