import type { Principal } from '../contracts/principal.js';
import type { Tag } from '../domain/tag.js';

/** Why `who` may not attach such a tag to a job; `undefined`: may. */
export function tagRefusal(who: Principal, tag: Omit<Tag, 'id'>): string | undefined {
  const name = JSON.stringify(`${tag.type}:${tag.name}`);
  if (who.by === 'system') return undefined;
  const serves = who.isService || who.has('admin');
  if (tag.scope === 'global')
    return serves || who.isStaff ? undefined : `tag ${name}: scope global needs the role admin or support`;
  if (tag.scope === 'admin') return serves ? undefined : `tag ${name}: scope admin needs the role admin`;
  if (tag.scope === who.username) return undefined;
  return `tag ${name}: scope ${JSON.stringify(tag.scope)} is private to another user`;
}
