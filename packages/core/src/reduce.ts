import { isTombstone, type Change } from './backend.js';
import type { Command, CommandInputs, CommandType } from './command.js';
import {
  communityRef,
  parentOf,
  refKey,
  type Entities,
  type Entity,
  type Kind,
  type Ref,
  type Tombstone,
} from './entity.js';
import { RallyError } from './error.js';
import type { State } from './match.js';
import { permitted } from './permission.js';
import {
  closePoll,
  createBoard,
  createGoal,
  createPoll,
  editBoard,
  editCommunity,
  rename,
  reportGoal,
} from './rules/community.js';
import { respond, setStatus } from './rules/idea.js';
import { importEntity, importedAt } from './rules/import.js';
import { acceptAnswer, createAnswer, createComment, createTitled, edit, lock, remove } from './rules/post.js';
import { setBallot, setVote } from './rules/vote.js';
import { Work, type Context } from './rules/work.js';

/** What each command does. A command without a rule does not compile. */
const rules: { readonly [T in CommandType]: (work: Work, input: CommandInputs[T]) => void } = {
  'idea.create': (work, input) => createTitled(work, 'idea', input),
  'idea.edit': (work, input) => edit(work, 'idea', input),
  'idea.set-status': setStatus,
  'idea.respond': respond,
  'question.create': (work, input) => createTitled(work, 'question', input),
  'question.edit': (work, input) => edit(work, 'question', input),
  'answer.create': createAnswer,
  'answer.edit': (work, input) => edit(work, 'answer', input),
  'answer.accept': acceptAnswer,
  'comment.create': createComment,
  'comment.edit': (work, input) => edit(work, 'comment', input),
  'poll.create': createPoll,
  'poll.close': closePoll,
  'vote.set': setVote,
  'ballot.set': setBallot,
  'post.remove': remove,
  'post.lock': lock,
  'board.create': createBoard,
  'board.edit': editBoard,
  'goal.create': createGoal,
  'goal.report': reportGoal,
  'community.edit': editCommunity,
  'member.rename': rename,
  'entity.import': importEntity,
};

/**
 * What a command changes, given the state before it: the one place where acts get their effect. Pure: the same serves
 * the stores, the optimistic view in the browser and the model in tests. No changes means that all is as asked already.
 *
 * @throws RallyError `unauthenticated`, `forbidden`, `not-found`, `invalid` or `conflict`, each with a sentence for people.
 */
export function reduce(state: State, command: Command, context: Context): readonly Change[] {
  const actor = needPermission(state, command.type, context);
  const now = command.type === 'entity.import' ? importedAt(command.input.entity) : context.now;
  const work = new Work(visibleState(state), actor, now);
  const rule = rules[command.type] as (work: Work, input: unknown) => void;
  rule(work, command.input);
  if (work.changes.length > 0) work.joinActor();
  return work.changes;
}

function needPermission(state: State, type: CommandType, { actor }: Context) {
  const allowed = permitted(actor, state.get(communityRef));
  if (actor && allowed.includes(type)) return actor;
  if (!actor || actor.role === 'guest') throw new RallyError('unauthenticated', 'Sign in to do this.');
  throw new RallyError(
    'forbidden',
    type === 'member.rename'
      ? 'Your name comes from your account on this site. Change it there.'
      : 'This is for the people who run this community.',
  );
}

/** The state without what hangs on something removed: an answer goes with its question. */
function visibleState(state: State): State {
  const get = <K extends Kind>(ref: Ref<K>): Entities[K] | undefined => {
    const entity = state.get(ref);
    const parent = entity && parentOf(entity);
    return parent && !get(parent) ? undefined : entity;
  };
  return { get, gone: (ref) => state.gone?.(ref) ?? false };
}

/** `reduce` over a store that has to be asked: runs it again until all that it reads was loaded. */
export async function reduceAsync(
  load: (refs: readonly Ref[]) => Promise<readonly (Entity | Tombstone | null | undefined)[]>,
  command: Command,
  context: Context,
): Promise<readonly Change[]> {
  const known = new Map<string, Entity | Tombstone | null | undefined>();
  for (;;) {
    const missing = new Map<string, Ref>();
    const look = (ref: Ref) => {
      const key = refKey(ref);
      if (!known.has(key)) missing.set(key, { kind: ref.kind, id: ref.id });
      return known.get(key) ?? undefined;
    };
    const state: State = {
      get<K extends Kind>(ref: Ref<K>) {
        const found = look(ref);
        return found && !isTombstone(found) ? (found as Entities[K]) : undefined;
      },
      gone(ref) {
        const found = look(ref);
        return found !== undefined && isTombstone(found);
      },
    };
    let outcome: { changes: readonly Change[] } | { refused: unknown };
    try {
      outcome = { changes: reduce(state, command, context) };
    } catch (refused) {
      outcome = { refused };
    }
    if (missing.size === 0) {
      if ('refused' in outcome) throw outcome.refused;
      return outcome.changes;
    }
    const refs = [...missing.values()];
    const loaded = await load(refs);
    refs.forEach((ref, at) => known.set(refKey(ref), loaded[at]));
  }
}
