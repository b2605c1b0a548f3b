import { GraphQLError } from 'graphql';

/** Why a request was not executed; stands in `extensions.code`. */
export type RefusalCode =
  'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'COMPLEXITY_LIMIT_EXCEEDED' | 'DEPTH_LIMIT_EXCEEDED';

/** @param from gives the place in the query text */
export function refused(code: RefusalCode, message: string, from?: GraphQLError): GraphQLError {
  const { nodes = null, source = null, positions = null } = from ?? {};
  return new GraphQLError(message, { nodes, source, positions: nodes ? null : positions, extensions: { code } });
}
