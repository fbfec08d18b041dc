import type { Change } from './backend.js';
import type { Command, CommandInputs, CommandType } from './command.js';
import { communityRef, parentOf, type Entities, type Entity, type Kind, type Ref } from './entity.js';
import type { State } from './match.js';
import type { Relation } from './relation.js';
import { permitted } from './permission.js';
import { accessTaken, erased } from './exclusion.js';
import { notPermitted } from './refusal.js';
import { acceptAnswer, createAnswer, createComment, createTitled, edit, remove } from './rules/post.js';
import { rename } from './rules/member.js';
import { setBallot, setVote } from './rules/vote.js';
import { Work, type Context } from './rules/work.js';

/** What commands do, by type. */
export type Rules<T extends CommandType = CommandType> = {
  readonly [K in T]: (work: Work, input: CommandInputs[K]) => void;
};

/** What people do day by day. What the team does and what sets up a community is apart, so that a visitor's browser need not load it. */
export const everydayRules = {
  'idea.create': (work, input) => createTitled(work, 'idea', input),
  'idea.edit': (work, input) => edit(work, 'idea', input),
  'question.create': (work, input) => createTitled(work, 'question', input),
  'question.edit': (work, input) => edit(work, 'question', input),
  'answer.create': createAnswer,
  'answer.edit': (work, input) => edit(work, 'answer', input),
  'answer.accept': acceptAnswer,
  'comment.create': createComment,
  'comment.edit': (work, input) => edit(work, 'comment', input),
  'vote.set': setVote,
  'ballot.set': setBallot,
  'post.remove': remove,
  'member.rename': rename,
} satisfies Partial<Rules>;

const anticipated: Partial<Rules> = { ...everydayRules };

/** Has `anticipate` know further rules from now on, such as `teamRules`, for pages that have loaded them. */
export const anticipateAlso = (rules: Partial<Rules>): void => void Object.assign(anticipated, rules);

/**
 * What `reduce` will make of a command, for whoever shows it before a backend has done it: the same rules, for what
 * people do day by day. No changes for the other commands, whose effect shows when the backend has done them.
 *
 * @throws RallyError as `reduce` does.
 */
export function anticipate(state: State, command: Command, context: Context): readonly Change[] {
  return carryOut(anticipated, state, command, context);
}

export function carryOut(
  rules: Partial<Rules>,
  state: State,
  { type, input }: Command,
  context: Context,
  hidden: (entity: Entity) => boolean = () => false,
): readonly Change[] {
  const actor = needPermission(state, type, context);
  const work = new Work(visibleState(state, hidden), actor, context.now);
  const rule = rules[type] as ((work: Work, input: unknown) => void) | undefined;
  rule?.(work, input);
  if (work.changes.length > 0) work.joinActor();
  return work.changes;
}

function needPermission(state: State, type: CommandType, { actor }: Context) {
  const ref: Ref<'member'> = { kind: 'member', id: actor?.id ?? '' };
  const member = actor ? state.get(ref) : undefined;
  if (actor && state.gone?.(ref)) throw erased();
  const allowed = permitted(actor, state.get(communityRef), member);
  if (actor && allowed.includes(type)) return actor;
  throw member?.suspended ? accessTaken() : notPermitted(actor, type);
}

/**
 * The state without what is hidden, and without what hangs on something removed: an answer goes with its question. Their
 * ids are taken all the same.
 */
function visibleState(state: State, hidden: (entity: Entity) => boolean): State {
  const get = <K extends Kind>(ref: Ref<K>): Entities[K] | undefined => {
    const entity = state.get(ref);
    const parent = entity && parentOf(entity);
    return entity && (hidden(entity) || (parent && !get(parent))) ? undefined : entity;
  };
  const gone = (ref: Ref) => (state.gone?.(ref) ?? false) || (state.get(ref) !== undefined && !get(ref));
  const related = <K extends Kind>(relation: Relation<K>) =>
    (state.related?.(relation) ?? []).filter((entity) => get(entity as Ref));
  return { get, gone, related };
}
