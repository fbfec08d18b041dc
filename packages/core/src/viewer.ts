import type { Identity, Viewer } from './backend.js';
import type { Community, Member } from './entity.js';
import { permitted } from './permission.js';

/** A person as a backend shows them to themselves. `member` is what it keeps of them, if they took part already. */
export function viewerOf(
  actor: Identity | null,
  community: Community | undefined,
  member: Member | undefined,
): Viewer {
  const may = permitted(actor, community, member);
  if (!actor) return { member: null, may };
  const { id, role, title, audience, avatar } = actor;
  // A guest's name is their own choice; everybody else's is what their account says.
  const name = (role === 'guest' && member?.name) || actor.name;
  return {
    member: {
      id,
      name,
      role,
      ...(title && { title }),
      ...(audience && { audience }),
      ...(avatar && { avatar }),
      ...(member?.suspended && { suspended: true }),
    },
    may,
  };
}
