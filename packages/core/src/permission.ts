import type { Change, Identity } from './backend.js';
import { commandTypes, leastRole } from './command-types.js';
import type { CommandType } from './command.js';
import {
  formerMember,
  type Board,
  type Community,
  type Entity,
  type Kind,
  type Member,
  type Role,
  type Tombstone,
} from './entity.js';

const ranks: readonly Role[] = ['guest', 'member', 'team', 'leader', 'operator'];

/** Whether a role may do all that `least` may. */
export const atLeast = (role: Role, least: Role): boolean => ranks.indexOf(role) >= ranks.indexOf(least);

/** Whether a role ranks above another. */
export const outranks = (role: Role, other: Role): boolean => ranks.indexOf(role) > ranks.indexOf(other);

/** What is written, which guests that only vote do not do. */
const writing = /^(idea|question|answer|comment|post)/;

/** What is kept of a person: their entity, or that they were erased. */
export type Kept = Member | Tombstone | undefined;

/** Whether somebody's access was taken: they are suspended, or erased. */
const barred = (member: Kept): boolean =>
  member !== undefined && ('removedAt' in member || member.suspended === true);

/** The commands that are open to someone in a community. An anonymous reader and who is suspended or erased have none. */
export function permitted(
  actor: Identity | null,
  community: Community | undefined,
  member?: Kept,
): readonly CommandType[] {
  if (!actor || actor.id === formerMember || barred(member)) return [];
  if (actor.role === 'guest') {
    const guests = community?.guests ?? 'none';
    if (guests === 'none') return [];
    return commandTypes.filter(
      (type) => leastRole[type] === 'guest' && (guests === 'post' || !writing.test(type)),
    );
  }
  // Everybody else's name is what their account says.
  return commandTypes.filter((type) => type !== 'member.rename' && atLeast(actor.role, leastRole[type]));
}

/** What is a member's own business, the team's no more than others'. */
export const personalKinds: readonly Kind[] = ['vote', 'ballot', 'follow', 'notification', 'mark'];

/** Whether someone may see an entity, or that it is gone. What is not visible is, to them, not there. */
export function visible(thing: Entity | Tombstone, actor: Identity | null): boolean {
  const { kind } = thing;
  const whose =
    'only' in thing
      ? thing.only
      : 'member' in thing
        ? thing.member
        : 'pending' in thing
          ? thing.author
          : undefined;
  if (kind !== 'audit' && whose === undefined) return true;
  if (!actor) return false;
  return actor.id === whose || atLeast(actor.role, personalKinds.includes(kind) ? 'operator' : 'team');
}

/** Whether somebody may see who voted on the posts of a board. */
export const maySeeVoters = ({ voters }: Board, role: Role | undefined): boolean =>
  voters === 'all' || (voters === 'team' && role !== undefined && atLeast(role, 'team'));

/** The person as whom a connection reads: nobody, once they are suspended or erased. `member` is what is kept of them. */
export const readerOf = (identity: Identity | null, member: Kept): Identity | null =>
  barred(member) ? null : identity;

/**
 * Whether a change gives or takes somebody's access, so that what they watch begins anew: whatever the team does to a
 * person is in the audit, and whoever is erased is gone.
 */
export function changesAccess(change: Change, identity: Identity | null): boolean {
  const about =
    change.type === 'remove'
      ? change.tombstone
      : change.entity.kind === 'audit'
        ? change.entity.subject
        : undefined;
  return about?.kind === 'member' && about.id === identity?.id;
}
