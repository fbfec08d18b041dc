import { carryOut, everydayRules, type Rules } from './anticipate.js';
import { isTombstone, type Change } from './backend.js';
import type { Command } from './command.js';
import { refKey, type Entities, type Entity, type Kind, type Ref, type Tombstone } from './entity.js';
import { visible } from './permission.js';
import { relationKey, type Relation, type WholeState } from './relation.js';
import {
  createBoard,
  createGoal,
  createPoll,
  editBoard,
  editCommunity,
  reportGoal,
} from './rules/community.js';
import { setVoteWithinBudget } from './rules/budget.js';
import { erase } from './rules/erase.js';
import { setMark, setFollow } from './rules/follow.js';
import { importEntity, importedAt } from './rules/import.js';
import { removeReleasing, unmerge } from './rules/merge.js';
import { suspend } from './rules/moderation.js';
import {
  answerTelling,
  approveTelling,
  commentTelling,
  editUpdateTelling,
  mergeTelling,
  moveTelling,
  publishTelling,
  respondTelling,
} from './rules/notify.js';
import { teamRules } from './rules/team.js';
import { removeUpdate } from './rules/update.js';
import type { Context } from './rules/work.js';

/** What each command does. A command without a rule does not compile. */
const rules: Rules = {
  ...everydayRules,
  ...teamRules,
  'vote.set': setVoteWithinBudget,
  'idea.set-status': moveTelling,
  'idea.respond': respondTelling,
  'idea.merge': mergeTelling,
  'idea.unmerge': unmerge,
  'post.remove': removeReleasing,
  'member.erase': erase,
  'poll.create': createPoll,
  'answer.create': answerTelling,
  'comment.create': commentTelling,
  'follow.set': setFollow,
  'mark.set': setMark,
  'update.publish': publishTelling,
  'update.edit': editUpdateTelling,
  'update.remove': removeUpdate,
  'board.create': createBoard,
  'board.edit': editBoard,
  'goal.create': createGoal,
  'goal.report': reportGoal,
  'community.edit': editCommunity,
  'post.approve': approveTelling,
  'member.suspend': suspend,
  'entity.import': importEntity,
};

/**
 * What a command changes, given the state before it: the one place where acts get their effect. Pure: the same serves
 * the stores, the optimistic view in the browser and the model in tests. No changes means that all is as asked already.
 *
 * @throws RallyError `unauthenticated`, `forbidden`, `not-found`, `invalid` or `conflict`, each with a sentence for people.
 */
export function reduce(state: WholeState, command: Command, context: Context): readonly Change[] {
  const now = command.type === 'entity.import' ? importedAt(command.input.entity) : context.now;
  // What waits for review is, to all but its author and the team, not there.
  const hidden = (entity: Entity) => 'pending' in entity && !visible(entity, context.actor);
  return carryOut(rules, state, command, { ...context, now }, hidden);
}

/** Reads from a store that has to be asked, all in the transaction in which the changes are then written. */
export interface Loader {
  /** One result for each ref, in order; undefined or null for what was never there. */
  get(refs: readonly Ref[]): Promise<readonly (Entity | Tombstone | null | undefined)[]>;
  /** One list for each relation, in order; each is what `WholeState.related` gives. */
  related(relations: readonly Relation[]): Promise<readonly (readonly Entity[])[]>;
}

/** `reduce` over a store that has to be asked: runs it again until all that it reads was loaded. */
export async function reduceAsync(
  loader: Loader,
  command: Command,
  context: Context,
): Promise<readonly Change[]> {
  const refs = new Loaded(refKey, (missing: readonly Ref[]) => loader.get(missing));
  const relations = new Loaded(relationKey, (missing: readonly Relation[]) => loader.related(missing));
  const state: WholeState = {
    get<K extends Kind>({ kind, id }: Ref<K>) {
      const found = refs.look({ kind, id });
      return found && !isTombstone(found) ? (found as Entities[K]) : undefined;
    },
    gone({ kind, id }) {
      const found = refs.look({ kind, id });
      return found ? isTombstone(found) : false;
    },
    related: <K extends Kind>(relation: Relation<K>) =>
      (relations.look(relation) ?? []) as readonly Entities[K][],
  };
  for (;;) {
    let outcome: { changes: readonly Change[] } | { refused: unknown };
    try {
      outcome = { changes: reduce(state, command, context) };
    } catch (refused) {
      outcome = { refused };
    }
    const more = [await refs.load(), await relations.load()];
    if (more.includes(true)) continue;
    if ('refused' in outcome) throw outcome.refused;
    return outcome.changes;
  }
}

/** What was asked for so far, and what was found. */
class Loaded<A, R> {
  readonly #keyOf: (asked: A) => string;
  readonly #fetch: (asked: readonly A[]) => Promise<readonly R[]>;
  readonly #known = new Map<string, R>();
  readonly #missing = new Map<string, A>();

  constructor(keyOf: (asked: A) => string, fetch: (asked: readonly A[]) => Promise<readonly R[]>) {
    this.#keyOf = keyOf;
    this.#fetch = fetch;
  }

  /** What was found; undefined, and noted as missing, when it was not fetched yet. */
  look(asked: A): R | undefined {
    const key = this.#keyOf(asked);
    if (!this.#known.has(key)) this.#missing.set(key, asked);
    return this.#known.get(key);
  }

  /** Fetches what is missing. Whether anything was. */
  async load(): Promise<boolean> {
    if (this.#missing.size === 0) return false;
    const missing = [...this.#missing];
    this.#missing.clear();
    const found = await this.#fetch(missing.map(([, asked]) => asked));
    missing.forEach(([key], at) => this.#known.set(key, found[at] as R));
    return true;
  }
}
