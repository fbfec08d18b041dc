import { carryOut, everydayRules, type Rules } from './anticipate.js';
import { isTombstone, type Change } from './backend.js';
import type { Command } from './command.js';
import { refKey, type Entities, type Entity, type Kind, type Ref, type Tombstone } from './entity.js';
import type { State } from './match.js';
import {
  createBoard,
  createGoal,
  createPoll,
  editBoard,
  editCommunity,
  reportGoal,
} from './rules/community.js';
import { importEntity, importedAt } from './rules/import.js';
import type { Context } from './rules/work.js';

/** What each command does. A command without a rule does not compile. */
const rules: Rules = {
  ...everydayRules,
  'poll.create': createPoll,
  'board.create': createBoard,
  'board.edit': editBoard,
  'goal.create': createGoal,
  'goal.report': reportGoal,
  'community.edit': editCommunity,
  'entity.import': importEntity,
};

/**
 * What a command changes, given the state before it: the one place where acts get their effect. Pure: the same serves
 * the stores, the optimistic view in the browser and the model in tests. No changes means that all is as asked already.
 *
 * @throws RallyError `unauthenticated`, `forbidden`, `not-found`, `invalid` or `conflict`, each with a sentence for people.
 */
export function reduce(state: State, command: Command, context: Context): readonly Change[] {
  const now = command.type === 'entity.import' ? importedAt(command.input.entity) : context.now;
  return carryOut(rules, state, command, { ...context, now });
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
