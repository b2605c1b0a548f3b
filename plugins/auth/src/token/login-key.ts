import { Settings } from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';
import { keyBytes } from '../secret-key.js';

/** The key that portals sign login tokens with. Never empty: an empty one would verify what anybody signs. */
@injectable()
export class LoginKey {
  readonly bytes: Uint8Array | undefined;

  constructor(@inject(Settings) { env }: Settings) {
    this.bytes = keyBytes(env, 'CROSS_LOGIN_JWT_HS512_KEY');
  }
}
