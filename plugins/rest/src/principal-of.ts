import { UnauthorizedError } from '@cc-kernel/core/plugin';
import type { Principal, RouteContext } from '@cc-kernel/core/plugin';

/** Who asks, on a guarded route. */
export function principalOf({ principal }: RouteContext): Principal {
  if (!principal) throw new UnauthorizedError('unauthorized');
  return principal;
}
