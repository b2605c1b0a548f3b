import type { Principal } from '@cc-kernel/core/plugin';

/** Metrics marked `restrict` are for staff and service accounts only. */
export function seesRestricted(who: Principal): boolean {
  return who.isStaff || who.isService;
}
