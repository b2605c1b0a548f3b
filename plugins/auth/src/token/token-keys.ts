import { createPublicKey, createPrivateKey, type KeyObject } from 'node:crypto';
import { AuthKeyError } from '../errors.js';
import { keyOfLength } from '../secret-key.js';

const PUBLIC_BYTES = 32;
// The seed, then the public key.
const PRIVATE_BYTES = 64;

export interface TokenKeys {
  readonly verifying: KeyObject | undefined;
  readonly signing: KeyObject | undefined;
}

/** The Ed25519 pair of `JWT_PUBLIC_KEY` and `JWT_PRIVATE_KEY`. Either may be absent; a malformed one stops the start. */
export function readTokenKeys(env: Readonly<Record<string, string | undefined>>): TokenKeys {
  const open = keyOfLength(env, 'JWT_PUBLIC_KEY', PUBLIC_BYTES);
  const secret = keyOfLength(env, 'JWT_PRIVATE_KEY', PRIVATE_BYTES);
  if (open && secret && !secret.subarray(PUBLIC_BYTES).equals(open)) {
    throw new AuthKeyError('JWT_PUBLIC_KEY does not belong to JWT_PRIVATE_KEY: issued tokens would not be accepted');
  }
  return { verifying: open && verifyingKey(open), signing: secret && signingKey(secret) };
}

export function verifyingKey(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
}

function signingKey(secret: Buffer): KeyObject {
  const seed = secret.subarray(0, PUBLIC_BYTES);
  const x = secret.subarray(PUBLIC_BYTES).toString('base64url');
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d: seed.toString('base64url'), x }, format: 'jwk' });
}
