import type { Principal } from '../contracts/principal.js';
import { ForbiddenError } from '../errors/index.js';

export function mustBeAdmin(who: Principal): void {
  if (!who.has('admin')) throw new ForbiddenError('only administrators may do this');
}
