import { UnauthorizedError } from '@cc-kernel/core/plugin';
import { errors, type JWTPayload } from 'jose';

/** Members of a claim that should be a list of texts; everything else in it is skipped. */
export function textsOf(claim: unknown): readonly string[] {
  return Array.isArray(claim) ? claim.filter((item): item is string => typeof item === 'string') : [];
}

export function subjectOf(claims: JWTPayload): string {
  if (typeof claims.sub !== 'string' || claims.sub === '') throw new UnauthorizedError("missing 'sub' claim in JWT");
  return claims.sub;
}

/** What a program with a bad token is told; nothing of the token's content. */
export function refusalOf(cause: unknown): UnauthorizedError {
  return new UnauthorizedError(textOf(cause), { cause });
}

function textOf(cause: unknown): string {
  if (cause instanceof errors.JWTExpired) return 'token is expired';
  if (cause instanceof errors.JWTClaimValidationFailed) {
    return cause.claim === 'nbf' ? 'token is not valid yet' : `token has an invalid claim '${cause.claim}'`;
  }
  if (cause instanceof errors.JWSSignatureVerificationFailed) return 'token signature is invalid';
  if (cause instanceof errors.JOSEAlgNotAllowed) return 'token is signed with another algorithm than expected';
  return 'token is malformed';
}
