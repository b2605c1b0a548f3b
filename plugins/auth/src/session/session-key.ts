import { randomBytes } from 'node:crypto';
import type { Settings } from '@cc-kernel/core/plugin';
import { AuthKeyError } from '../errors.js';
import { keyBytes } from '../secret-key.js';

/** The key that signs session cookies. Changing it logs everybody out. */
export function sessionKeyOf({ env, main }: Settings): Buffer {
  const key = keyBytes(env, 'SESSION_KEY');
  if (key) return key;
  if (main.disableAuthentication) return randomBytes(32);
  throw new AuthKeyError('SESSION_KEY is not set; put 32 random bytes in base64 into .env (openssl rand -base64 32)');
}
