import {
  command,
  RallyError,
  toRallyError,
  type Change,
  type Command,
  type CommandInputs,
  type CommandType,
  type Receipt,
  type Ref,
} from '@rallykit/core';
import { nanoid } from 'nanoid';
import { copyOf, type Copy, type Unconfirmed } from './cache.js';
import type { Pauses } from './environment.js';
import type { Signal } from './signal.js';
import type { PendingAct } from './types.js';

/** Whoever is signed in: one object for each sign-in; `id` is undefined until known and null for an anonymous reader. */
export interface Person {
  id?: string | null;
}

interface Act extends Unconfirmed {
  command: Command;
  by: Person;
  state: PendingAct['state'];
  attempts: number;
  resolve(receipt: Receipt): void;
  reject(error: RallyError): void;
}

export interface OutboxHost {
  readonly pauses: Pauses;
  /** What it holds, for all to see. */
  readonly pending: Signal<readonly PendingAct[]>;
  /** How many commands may go at once. */
  readonly max: number;
  send(commands: readonly Command[]): Promise<readonly Receipt[]>;
  /** Something was applied; resolves when it is known who this person now is. */
  applied(): Promise<void>;
  /** The acts changed, and these copies came with it. */
  land(copies: readonly Copy[]): void;
  /** Whether an act that needs a sign-in should wait for it. */
  awaitsSignIn(error: RallyError): boolean;
}

/** A backend that fails for a reason of its own gets a command this often, before its author is told. */
const internalAttempts = 5;

/** Commands on their way to the backend: one batch at a time, in the order given, again and again until there is an answer. */
export class Outbox {
  readonly #host: OutboxHost;
  readonly #ended = new AbortController();
  #acts: Act[] = [];
  #running = false;
  #held = false;
  #round = 0;

  constructor(host: OutboxHost) {
    this.#host = host;
  }

  get acts(): readonly Unconfirmed[] {
    return this.#acts;
  }

  /** `at`: when it was done. */
  add<T extends CommandType>(type: T, input: CommandInputs[T], at: number, by: Person): Promise<Receipt> {
    // An id starts with a letter or digit, which nanoid does not promise.
    const act = command(`c${nanoid()}`, type, input) as Command;
    return new Promise((resolve, reject) => {
      const state = this.#held ? 'waiting' : 'sending';
      this.#acts.push({ command: act, at, by, state, attempts: 0, resolve, reject });
      this.#tell();
      void this.#run();
    });
  }

  /** Sends nothing more until `release`. What is under way counts as not sent. */
  hold(): void {
    this.#held = true;
    this.#round++;
    this.#mark('waiting');
  }

  /** Goes on for this person. The acts of another are refused: they are not theirs. */
  release(person: Person): void {
    const others = this.#acts.filter(
      ({ by }) => by !== person && (by.id === undefined || by.id !== person.id),
    );
    this.#refuse(
      others,
      new RallyError(
        'aborted',
        'You signed in as somebody else before this was confirmed. See whether it is there, and do it again if not.',
      ),
    );
    for (const act of this.#acts) act.by = person;
    this.#held = false;
    this.#host.pauses.wake();
    void this.#run();
  }

  close(error: RallyError): void {
    this.#held = true;
    this.#round++;
    this.#ended.abort();
    this.#refuse([...this.#acts], error);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    // What is dispatched in the same microtask goes together.
    await Promise.resolve();
    for (let attempt = 0; this.#acts.length > 0 && !this.#held;) {
      const failed = await this.#sendBatch();
      attempt = failed ? attempt + 1 : 0;
      if (!failed || this.#held) continue;
      this.#mark('waiting');
      await this.#host.pauses.before(attempt - 1, this.#ended.signal, failed.retryAfterMs);
    }
    this.#running = false;
  }

  /** Returns the error that makes it worth to wait and try again, if one came. */
  async #sendBatch(): Promise<RallyError | undefined> {
    const round = this.#round;
    const batch = this.#next();
    this.#mark('sending', batch);
    const receipts = await this.#send(batch);
    // The person changed meanwhile: what is still here is sent again under its id, or was refused already.
    if (round !== this.#round) return undefined;
    if (receipts.some((receipt) => !receipt.error)) await this.#host.applied();
    if (round !== this.#round) return undefined;

    let failed: RallyError | undefined;
    const copies: Copy[] = [];
    const settled = new Map<Act, () => void>();
    batch.forEach((act, at) => {
      const receipt = receipts[at]!;
      act.attempts++;
      if (!receipt.error) {
        copies.push(...receipt.changes.map(copyOf));
        this.#rebase(act, receipt.changes);
        settled.set(act, () => act.resolve(receipt));
      } else if (isWorthRetry(receipt.error, act.attempts)) {
        failed = receipt.error;
      } else if (this.#host.awaitsSignIn(receipt.error)) {
        this.hold();
      } else {
        settled.set(act, () => act.reject(receipt.error));
      }
    });
    this.#drop(settled, copies);
    return failed;
  }

  async #send(batch: readonly Act[]): Promise<readonly Receipt[]> {
    try {
      const receipts = await this.#host.send(batch.map(({ command }) => command));
      const byId = new Map(receipts.map((receipt) => [receipt.id, receipt]));
      return batch.map(({ command: { id } }) => byId.get(id) ?? { id, error: unanswered() });
    } catch (thrown) {
      const error = toRallyError(thrown);
      return batch.map(({ command: { id } }) => ({ id, error }));
    }
  }

  /** The first acts, up to one on something that an earlier one is on: those go one after the other. */
  #next(): Act[] {
    const batch: Act[] = [];
    const taken = new Set<string>();
    for (const act of this.#acts) {
      const ids = idsIn(act.command);
      if (batch.length === this.#host.max || ids.some((id) => taken.has(id))) break;
      for (const id of ids) taken.add(id);
      batch.push(act);
    }
    return batch;
  }

  /** A text edited twice in a row: the second edit is based on what the first one made. */
  #rebase(done: Act, changes: readonly Change[]): void {
    if (!('revision' in done.command.input)) return;
    const { id } = done.command.input;
    const change = changes.find((each) => each.type === 'put' && each.entity.id === id);
    if (change?.type !== 'put') return;
    for (const act of this.#acts) {
      const { input } = act.command;
      if (act === done || !('revision' in input) || input.id !== id) continue;
      act.command = { ...act.command, input: { ...input, revision: change.entity.revision } } as Command;
    }
  }

  #refuse(acts: readonly Act[], error: RallyError): void {
    this.#drop(new Map(acts.map((act) => [act, () => act.reject(error)])), []);
  }

  #drop(settled: ReadonlyMap<Act, () => void>, copies: readonly Copy[]): void {
    this.#acts = this.#acts.filter((act) => !settled.has(act));
    this.#tell();
    this.#host.land(copies);
    for (const settle of settled.values()) settle();
  }

  #mark(state: PendingAct['state'], acts: readonly Act[] = this.#acts): void {
    for (const act of acts) act.state = state;
    this.#tell();
  }

  #tell(): void {
    this.#host.pending.set(this.#acts.map(({ command: { id, type }, state }) => ({ id, type, state })));
  }
}

const isWorthRetry = ({ retry, code }: RallyError, attempts: number): boolean =>
  retry === 'same-key' && (code !== 'internal' || attempts < internalAttempts);

const unanswered = () =>
  new RallyError(
    'protocol',
    'The server answered in a way that this page does not understand. Reload the page.',
  );

/** What a command is about. */
function idsIn({ input }: Command): string[] {
  const { id, subject, ref, question, answer, poll, entity } = input as Record<string, unknown>;
  const refs = [subject, ref, entity] as (Ref | undefined)[];
  const ids = [id, question, answer, poll].filter((each) => typeof each === 'string') as string[];
  return [...ids, ...refs.flatMap((each) => each?.id ?? [])];
}
