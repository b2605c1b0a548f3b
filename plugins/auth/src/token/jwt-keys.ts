import { Settings } from '@cc-kernel/core/plugin';
import type { KeyObject } from 'node:crypto';
import { inject, injectable } from 'tsyringe';
import { readTokenKeys } from './token-keys.js';

/** The pair that API tokens are signed and checked with. */
@injectable()
export class JwtKeys {
  readonly verifying: KeyObject | undefined;
  readonly signing: KeyObject | undefined;

  constructor(@inject(Settings) { env }: Settings) {
    ({ verifying: this.verifying, signing: this.signing } = readTokenKeys(env));
  }
}
