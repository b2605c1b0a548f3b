import { GraphQLError } from 'graphql';
import { isCockpitError } from '@cc-kernel/core/plugin';

/**
 * What a client may read of an error that a field ended with: a refusal word for word as cc-backend tells it, other errors of ours with
 * their code, everything else without its text, which could hold statements or paths.
 */
export function publicError(error: GraphQLError): GraphQLError {
  const cause = error.originalError;
  if (cause === undefined || cause instanceof GraphQLError) return error;
  if (!isCockpitError(cause))
    return errorAt(error, 'internal error, see the log of the server', 'INTERNAL_SERVER_ERROR');
  if (cause.kind === 'forbidden') return errorAt(error, cause.message);
  return errorAt(error, cause.message, cause.code);
}

function errorAt(place: GraphQLError, message: string, code?: string): GraphQLError {
  return new GraphQLError(message, {
    nodes: place.nodes ?? null,
    source: place.source ?? null,
    positions: place.positions ?? null,
    path: place.path ?? null,
    extensions: code === undefined ? null : { code },
  });
}
