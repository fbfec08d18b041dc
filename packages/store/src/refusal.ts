import {
  command,
  notPermitted,
  RallyError,
  votingOver,
  type Command,
  type CommandInputs,
  type CommandType,
  type Kind,
  type Ref,
} from '@rallykit/core';
import type { Actor, Cache } from './cache.js';
import type { Session } from './types.js';

const madeByActing: readonly Kind[] = ['vote', 'ballot', 'member', 'community'];

/** Why `who` may not do this, by the backend's own rule over what is at hand; undefined when they may or it is not known. */
export function refusal<T extends CommandType>(
  cache: Cache,
  { viewer, supports }: Session,
  who: Actor,
  now: number,
  type: T,
  input: CommandInputs[T],
): RallyError | undefined {
  const act = command('refusal', type, input) as Command;
  if (!supports.commands.includes(type)) {
    return new RallyError('not-supported', 'The store of this community does not do this.');
  }
  if (!viewer.may.includes(type)) return notPermitted(who.identity, type);
  if (!cache.rules) {
    const post = act.type === 'vote.set' && cache.get(act.input.subject);
    const board = post && cache.get({ kind: 'board', id: post.board });
    return board ? votingOver(post, board) : undefined;
  }
  let guessed = false;
  const get = <K extends Kind>(ref: Ref<K>) => {
    const found = cache.get(ref);
    // Its own new id, and what comes to be by acting, are rightly not there.
    const fresh = ref.id === (input as { id?: string }).id && type.endsWith('.create');
    if (!found && !cache.missing(ref) && !fresh && !madeByActing.includes(ref.kind)) guessed = true;
    return found;
  };
  try {
    cache.attempt(act, now, who, { get });
    return undefined;
  } catch (thrown) {
    return RallyError.is(thrown) && !guessed ? thrown : undefined;
  }
}
