import { Settings } from '@cc-kernel/core/plugin';
import type { KeyObject } from 'node:crypto';
import { inject, injectable } from 'tsyringe';
import { keyBytes, keyOfLength } from '../secret-key.js';
import { verifyingKey } from './token-keys.js';

/** The keys of other programs that make login tokens. */
@injectable()
export class LoginKeys {
  /** Signs and verifies. Never empty: an empty one would verify what anybody signs. */
  readonly shared: Uint8Array | undefined;
  readonly portal: KeyObject | undefined;

  constructor(@inject(Settings) { env }: Settings) {
    this.shared = keyBytes(env, 'CROSS_LOGIN_JWT_HS512_KEY');
    const portal = keyOfLength(env, 'CROSS_LOGIN_JWT_PUBLIC_KEY', 32);
    this.portal = portal && verifyingKey(portal);
  }
}
