import { CockpitError } from '@cc-kernel/core/plugin';

/** Another server's metric store cannot be asked, or its answer cannot be used. Names the scope: who reads it need not know the address. */
export class ExternalStoreError extends CockpitError {
  readonly code = 'CC_EXTERNAL_STORE';
  readonly kind = 'unavailable';

  constructor(scope: string, why: string, options?: ErrorOptions) {
    super(`the external metric store for ${JSON.stringify(scope)} ${why}`, options);
  }
}
