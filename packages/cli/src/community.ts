import {
  command,
  communityRef,
  type Backend,
  type BackendHost,
  type Board,
  type Community,
  type Purpose,
} from '@rallykit/core';
import { digest } from './parse.js';
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

export interface NewBoard {
  readonly id: string;
  readonly purpose: Purpose;
  readonly title: string;
}

const firstBoards: readonly NewBoard[] = [
  { id: 'product', purpose: 'product-design', title: 'Ideas' },
  { id: 'help', purpose: 'support', title: 'Questions and answers' },
];

/** Makes the boards that are not there yet; two to begin with where there would be none. Resolves to all boards. */
export async function ensureBoards(backend: Backend, wanted: readonly NewBoard[]): Promise<readonly Board[]> {
  const list = async () => (await backend.list({ kind: 'board', sort: 'old', first: 100 })).items;
  const there = await list();
  const boards = wanted.length > 0 || there.length > 0 ? wanted : firstBoards;
  const missing = boards.filter(({ id }) => !there.some((board) => board.id === id));
  if (missing.length === 0) return there;
  const receipts = await backend.apply(
    missing.map((board) =>
      command(digest(JSON.stringify(['board', board]), 64), 'board.create', { ...board }),
    ),
  );
  for (const { error } of receipts) if (error) throw error;
  return list();
}
