import { refKey, type Change, type Command, type Receipt, type Ref } from '@rallykit/core';
import { differences } from '../assert.js';
import { personas, type Persona } from '../world.js';
import type { ModelState, Outcome } from './state.js';

/** A batch that was sent and answered. `sentAt` and `answeredAt` count what was sent and answered, one after the other. */
export interface Call {
  readonly by: Persona;
  readonly commands: readonly Command[];
  readonly receipts: readonly Receipt[];
  readonly sentAt: number;
  readonly answeredAt: number;
}

/**
 * The model after commands that were under way at the same time, in an order that explains every receipt: one in which
 * a batch keeps its own order, and what was answered before something else was sent comes before it.
 * @throws Error that says what the receipts of the longest order that was found contradict.
 */
export function explain(model: ModelState, calls: readonly Call[]): ModelState {
  let longest = -1;
  let reasons: string[] = [];

  function search(state: ModelState, done: readonly number[]): ModelState | undefined {
    const open = calls.flatMap(({ commands }, at) => (done[at]! < commands.length ? [at] : []));
    if (open.length === 0) return state;
    const length = done.reduce((sum, n) => sum + n, 0);
    for (const at of open) {
      const { by, commands, receipts, sentAt } = calls[at]!;
      if (open.some((other) => calls[other]!.answeredAt < sentAt)) continue;
      const [command, receipt] = [commands[done[at]!]!, receipts[done[at]!]!];
      const next = state.copy();
      const wrong =
        receipt.error?.code === 'in-progress' && isTwin(at, command)
          ? undefined
          : contradiction(next.apply(command, personas[by], timeOf(receipt)), receipt);
      if (wrong === undefined) {
        const found = search(
          next,
          done.map((n, other) => (other === at ? n + 1 : n)),
        );
        if (found) return found;
        continue;
      }
      if (length > longest) [longest, reasons] = [length, []];
      if (length === longest) reasons.push(`${by}: ${command.id} ${command.type}: ${wrong}`);
    }
    return undefined;
  }

  /** Whether the same person has the same command under way in another tab, so that one may be told to wait. */
  const isTwin = (at: number, { id }: Command) =>
    calls.some(
      ({ by, commands }, other) =>
        other !== at && by === calls[at]!.by && commands.some((command) => command.id === id),
    );

  const found = search(
    model,
    calls.map(() => 0),
  );
  if (found) return found;
  throw new Error([...new Set(reasons)].join('\n'));
}

/** How a receipt contradicts what ought to have come of its command. */
function contradiction(expected: Outcome, receipt: Receipt): string | undefined {
  if ('refused' in expected) {
    if (!receipt.error) return `ought to be refused with ${expected.refused}, but was applied`;
    const { code, message, current } = receipt.error;
    if (code !== expected.refused)
      return `ought to be refused with ${expected.refused}, but with ${code} (${message})`;
    return differ(current ?? null, expected.current ?? null, 'the current entity of the refusal');
  }
  if (receipt.error) {
    const { code, message } = receipt.error;
    return `ought to be applied, but was refused with ${code} (${message})`;
  }
  if (receipt.replayed !== expected.replayed)
    return `“replayed” ought to be ${expected.replayed}, but is ${receipt.replayed}`;
  // A receipt that is told again may tell of the entities as they are by now.
  if (expected.replayed)
    return differ(refsOf(receipt.changes), refsOf(expected.changes), 'what the first receipt told of');
  return differ(sorted(receipt.changes), sorted(expected.changes), 'the changes');
}

function differ(actual: unknown, expected: unknown, what: string): string | undefined {
  const [first] = differences(actual, expected);
  return first && `${what}: ${first}`;
}

export const refOf = (change: Change): Ref => (change.type === 'put' ? change.entity : change.tombstone);
const refsOf = (changes: readonly Change[]) => changes.map((change) => refKey(refOf(change))).sort();
/** The changes by what they change: a receipt need not tell of them in any order. */
const sorted = (changes: readonly Change[]) =>
  Object.fromEntries(changes.map((change) => [refKey(refOf(change)), change]));

/** When a command was carried out, as its receipt tells; nothing when it changed nothing. */
function timeOf(receipt: Receipt): number | undefined {
  if (receipt.error || receipt.replayed || receipt.changes.length === 0) return undefined;
  const times = receipt.changes.map((change) =>
    change.type === 'put' ? change.entity.updatedAt : change.tombstone.removedAt,
  );
  return Math.max(...times);
}
