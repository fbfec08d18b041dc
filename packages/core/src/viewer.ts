import type { Identity, Viewer } from './backend.js';
import type { Community } from './entity.js';
import { permitted, type Kept } from './permission.js';

/** A person as a backend shows them to themselves. `kept` is what it keeps of them, if they took part already. */
export function viewerOf(actor: Identity | null, community: Community | undefined, kept: Kept): Viewer {
  const may = permitted(actor, community, kept);
  const member = kept && 'removedAt' in kept ? undefined : kept;
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
