import { communityRef, type Backend, type BackendHost, type Community } from '@rallykit/core';
import { importCommand, imported } from './writer.js';

/** The operator's connection: what the command line writes through. */
export const operator = (host: BackendHost): Backend =>
  host.as({ id: 'operator', name: 'Operator', role: 'operator' });

export async function findCommunity(backend: Backend): Promise<Community | undefined> {
  const found = (await backend.get([communityRef]))[0];
  return found && !('removedAt' in found) ? (found as Community) : undefined;
}

/** Gives an empty store its community. Whether it was empty. */
export async function ensureCommunity(backend: Backend, name = 'Community'): Promise<boolean> {
  if (await findCommunity(backend)) return false;
  const community: Community = {
    ...imported('community', communityRef.id, Date.now()),
    name,
    guests: 'post',
    members: 0,
  };
  const [receipt] = await backend.apply([importCommand(community)]);
  if (receipt?.error) throw receipt.error;
  return true;
}
