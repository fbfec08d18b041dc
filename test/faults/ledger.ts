import { setTimeout as wait } from 'node:timers/promises';
import {
  command,
  isTombstone,
  RallyError,
  voteId,
  type Backend,
  type BackendHost,
  type Command,
  type CommandInputs,
  type CommandType,
  type Cursor,
  type Idea,
  type Page,
  type Receipt,
} from '@rallykit/core';
import type { Chance } from './random.js';

/** The board on which everything here happens: votes are for or against. */
export const board = { id: 'faults', purpose: 'process', title: 'Faults' } as const;

type Applied = Exclude<Receipt, { error: RallyError }>;

/** What sending a command until it was acknowledged took. */
export interface Delivery {
  readonly receipt: Applied;
  /** The codes of the failures before. */
  readonly failures: readonly string[];
}

export interface Sending {
  /** How long one attempt may take. */
  readonly deadlineMs: number;
  readonly chance: Chance;
  /** Gives up between attempts. */
  readonly signal?: AbortSignal;
}

/**
 * Sends a command as the taxonomy of errors says: what may be sent again with the same id is, until it is acknowledged.
 * Rejects with any other refusal, and when the signal aborts.
 */
export async function deliver(backend: Backend, sent: Command, sending: Sending): Promise<Delivery> {
  const { deadlineMs, chance, signal } = sending;
  const failures: string[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const failure = await attempt(backend, sent, deadlineMs);
    if (!RallyError.is(failure)) return { receipt: failure, failures };
    if (failure.retry !== 'same-key' || failures.length > 2_000)
      throw new Error(`${sent.id} ${sent.type} was refused after ${failures.length} failures`, {
        cause: failure,
      });
    failures.push(failure.code);
    await wait(Math.max(failure.retryAfterMs ?? 0, 5 + chance.whole(40)));
  }
}

/** One attempt; resolves to why it failed. */
export async function attempt(
  backend: Backend,
  sent: Command,
  deadlineMs: number,
): Promise<Applied | RallyError> {
  try {
    const [receipt] = await backend.apply([sent], { deadlineMs });
    return receipt!.error ?? receipt!;
  } catch (thrown) {
    if (RallyError.is(thrown)) return thrown;
    throw thrown;
  }
}

/** A person with votes of their own. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

export const people = (count: number): Person[] =>
  Array.from({ length: count }, (_, n) => ({ id: `person-${n}`, name: `Person ${n}` }));

/**
 * What was acknowledged, and so what a store has to hold: each command here has an effect, so that a lost one or one
 * done twice shows in a revision even where another has hidden it from the tally.
 */
export class Ledger {
  readonly #ideas = new Map<
    string,
    { votes: Map<string, { value: 0 | 1; times: number }>; comments: string[] }
  >();
  /** The idea that each person voted on last. */
  readonly #lastVotes = new Map<string, string>();
  readonly #prefix: string;
  #made = 0;
  acknowledged = 0;
  /** Receipts that told of an effect which an earlier attempt had. */
  replayed = 0;
  readonly failures: Record<string, number> = {};

  /** `prefix` begins all ids that it makes up. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** A command by this person that will have an effect when all before it by the same person have had theirs. */
  next(person: Person, chance: Chance): Command {
    const id = `${this.#prefix}-${++this.#made}`;
    const make = <T extends CommandType>(type: T, input: CommandInputs[T]) =>
      command(id, type, input) as Command;
    if (this.#ideas.size < 8 || chance.whole(20) === 0)
      return make('idea.create', { id: `idea-${id}`, board: board.id, title: `Idea ${id}` });
    // The newest are in many hands at once. Mostly a vote on the last idea of one's own, back and forth, so that a vote that
    // arrives again later meets another.
    const mine = this.#lastVotes.get(person.id);
    const idea =
      mine !== undefined && chance.whole(4) > 0 ? mine : chance.of([...this.#ideas.keys()].slice(-8));
    const subject = { kind: 'idea', id: idea } as const;
    if (chance.whole(4) === 0)
      return make('comment.create', { id: `comment-${id}`, subject, body: `Comment ${id}` });
    const value = this.#ideas.get(idea)!.votes.get(person.id)?.value === 1 ? 0 : 1;
    return make('vote.set', { subject, value });
  }

  /** Enters what was acknowledged. */
  enter(person: Person, { id, type, input }: Command, { receipt, failures }: Delivery): void {
    if (receipt.id !== id) throw new Error(`the receipt of ${id} is for ${receipt.id}`);
    this.acknowledged++;
    if (receipt.replayed) this.replayed++;
    for (const code of failures) this.failures[code] = (this.failures[code] ?? 0) + 1;
    switch (type) {
      case 'idea.create':
        this.#ideas.set(input.id, { votes: new Map(), comments: [] });
        break;
      case 'comment.create':
        this.#ideas.get(input.subject.id)!.comments.push(input.id);
        break;
      case 'vote.set': {
        const { votes } = this.#ideas.get(input.subject.id)!;
        this.#lastVotes.set(person.id, input.subject.id);
        const times = (votes.get(person.id)?.times ?? 0) + 1;
        votes.set(person.id, { value: input.value === 1 ? 1 : 0, times });
        break;
      }
      default:
        throw new Error(`nobody sends ${type} here`);
    }
  }

  /** Everything in which a store differs from what was acknowledged; nothing when each command has had one effect. */
  async differences(host: BackendHost): Promise<string[]> {
    const operator = host.as({ id: 'operator', name: 'Operator', role: 'operator' });
    const found: string[] = [];
    const differ = (what: string, is: unknown, ought: unknown) => {
      if (is !== ought) found.push(`${what} is ${String(is)}, and ought to be ${String(ought)}`);
    };
    const kept = await this.#ideasIn(operator);
    differ('the number of ideas', kept.size, this.#ideas.size);
    for (const [id, { votes, comments }] of this.#ideas) {
      const idea = kept.get(id);
      if (!idea) {
        found.push(`${id} is lost`);
        continue;
      }
      const up = [...votes.values()].filter(({ value }) => value === 1).length;
      const times = [...votes.values()].reduce((sum, vote) => sum + vote.times, 0);
      differ(`the votes of ${id}`, idea.tally.up, up);
      differ(`the comments of ${id}`, idea.comments, comments.length);
      // It was made, and each vote and comment has changed it once.
      differ(`the revision of ${id}`, idea.revision, 1 + times + comments.length);
      const voters = [...votes];
      const cast = await operator.get(voters.map(([person]) => ({ kind: 'vote', id: voteId(person, idea) })));
      voters.forEach(([person, { value, times }], at) => {
        const vote = cast[at];
        const there = vote && !isTombstone(vote) && vote.kind === 'vote' ? vote : undefined;
        differ(`the vote of ${person} on ${id}`, there?.value, value);
        differ(`the revision of the vote of ${person} on ${id}`, there?.revision, times);
      });
      const listed = await operator.list({
        kind: 'comment',
        subject: { kind: 'idea', id },
        first: 0,
        total: true,
      });
      differ(`the listed comments of ${id}`, listed.total?.n, comments.length);
    }
    await operator.close();
    return found;
  }

  async #ideasIn(operator: Backend): Promise<Map<string, Idea>> {
    const found = new Map<string, Idea>();
    let after: Cursor | undefined;
    do {
      const page: Page<Idea> = await operator.list({
        kind: 'idea',
        sort: 'new',
        first: 100,
        ...(after && { after }),
      });
      for (const idea of page.items)
        if (idea.id.startsWith(`idea-${this.#prefix}-`)) found.set(idea.id, idea);
      after = page.next;
    } while (after !== undefined);
    return found;
  }
}
