import {
  command,
  fromProblem,
  RallyError,
  toRallyError,
  type Change,
  type Command,
  type CommandId,
  type CommandInputs,
  type CommandType,
  type Receipt,
  type Ref,
} from '@rallykit/core';
import { nanoid } from 'nanoid';
import type { Copy, Unconfirmed } from './cache.js';
import { copyOf } from './effects.js';
import type { Pauses } from './environment.js';
import type { Keeper, KeptAct } from './keeper.js';
import { problemOf } from './problem.js';
import { Refusals } from './refusals.js';
import type { Signal } from './signal.js';
import type { PendingAct, RefusedAct } from './types.js';

/** Whoever is signed in: one object for each sign-in; `id` is undefined until known and null for an anonymous reader. */
export interface Person {
  id?: string | null;
}

/** An act as tabs tell each other of it. */
export interface SharedAct extends KeptAct {
  /** The tab in which it was done; empty when that is gone. */
  readonly tab: string;
}

/** What became of acts that are not answered yet. */
export type Mark = Pick<PendingAct, 'id'> & Partial<PendingAct>;

/** The tabs of one person, as their outboxes see each other: all hold the acts of all, and one of them sends. */
export interface Sharing {
  readonly tab: string;
  /** This is the tab that sends. */
  readonly sends: boolean;
  done(acts: readonly SharedAct[]): void;
  marked(marks: readonly Mark[]): void;
  answered(receipts: readonly Receipt[]): void;
  /** An act of another tab was refused, or of one that is gone. */
  refused(tab: string, command: Command, error: RallyError): void;
  dismissed(id: string): void;
  /** Nothing can be sent from here for now. */
  held(): void;
}

interface Act extends Unconfirmed {
  command: Command;
  by: Person;
  /** Where it was done, when not here; empty when that page is gone. */
  tab?: string;
  state: PendingAct['state'];
  attempts: number;
  /** It outlives this page. */
  kept: boolean;
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
  /** Whoever is here has no name but that of a guest: what nobody did in this browser was theirs. */
  readonly isGuest: boolean;
  /** Whether an act that needs a sign-in should wait for it. */
  awaitsSignIn(error: RallyError): boolean;
  /** Keeps acts over a reload, where something can. */
  readonly keeper: Keeper | undefined;
  /** Some are kept, or none any more. */
  keeps(some: boolean): void;
  /** Acts that were refused when nobody waited for their answer any more, for all to see. */
  readonly refused: Signal<readonly RefusedAct[]>;
}

/** A backend that fails for a reason of its own gets a command this often, before its author is told. */
const internalAttempts = 5;

/** So many acts may be answered while the keeper still has one of them. */
const mostAnswered = 1_000;

/** Commands on their way to the backend: one batch at a time, in the order given, again and again until there is an answer. */
export class Outbox {
  readonly #host: OutboxHost;
  readonly refusals: Refusals;
  readonly #ended = new AbortController();
  #acts: Act[] = [];
  #running = false;
  #held = false;
  /** Others may have read acts of this page in the keeper, and sent them. */
  #apart = false;
  #round = 0;
  #sharing: Sharing | undefined;
  /** By id, acts that have their answer, and why if they were refused: what brings them again is not sent again. */
  readonly #answered = new Map<string, RallyError | undefined>();

  constructor(host: OutboxHost) {
    this.#host = host;
    this.refusals = new Refusals(host.refused, host.keeper);
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
      const added: Act = { command: act, at, by, state, attempts: 0, kept: false, resolve, reject };
      this.#acts.push(added);
      void this.#keep(added);
      this.#tell();
      this.#sharing?.done(this.#shared(added));
      void this.#run();
    });
  }

  /** Joins the tabs of this person, or leaves them; also when it is another of them that sends now. */
  share(sharing: Sharing | undefined): void {
    this.#sharing = sharing;
    this.#apart ||= !sharing;
    // What becomes of acts of other tabs is not heard any more; they are told again to those who join. Those of pages that
    // are gone are for whoever sends.
    const others = this.#acts.filter(({ tab }) => tab !== undefined);
    if (!sharing?.sends && others.length > 0) this.#leave(others);
    void this.#run();
  }

  /** What other tabs have to know: what was done here, or `all` that is known here. */
  toShare(all: boolean): readonly SharedAct[] {
    return this.#shared(...this.#acts.filter(({ tab }) => all || tab === undefined));
  }

  #shared(...acts: readonly Act[]): SharedAct[] {
    const here = this.#sharing?.tab ?? '';
    return acts.map(({ command, at, by, tab = here }) => ({ command, at, person: by.id ?? null, tab }));
  }

  /** Acts of this person in other tabs. */
  take(acts: readonly SharedAct[], by: Person): void {
    const known = new Map(this.#acts.map((act) => [act.command.id, act]));
    for (const { command, tab } of acts) {
      const act = known.get(command.id);
      // Its page is still there, though it was read as one of before.
      if (act?.tab === '') act.tab = tab;
    }
    const refused = acts.flatMap(({ command: { id } }) => {
      const error = this.#answered.get(id);
      return error ? [{ id, error }] : [];
    });
    // Its tab did not listen when that was told. What was done is sent again: its receipt has more to tell.
    if (this.#sharing?.sends && refused.length > 0) this.#sharing.answered(refused);
    const news = acts.filter(({ command: { id } }) => !known.has(id) && !this.#answered.get(id));
    if (news.length === 0) return;
    this.#acts.push(...news.map((act) => this.#elsewhere(act, by)));
    this.#tell();
    this.#host.land([]);
    void this.#run();
  }

  /** What another tab says of acts that it sends or keeps. */
  marked(marks: readonly Mark[]): void {
    const byId = new Map(marks.map((mark) => [mark.id, mark]));
    for (const act of this.#acts) {
      const { state, kept } = byId.get(act.command.id) ?? {};
      if (state) act.state = state;
      if (kept) act.kept = true;
    }
    this.#tell();
  }

  #read = () => this.#host.keeper?.read().catch(() => undefined);

  /** Goes on with what this person did before the page was loaded, while `signal` says that it is they who are here. */
  async restore(person: Person, signal: AbortSignal): Promise<void> {
    // Known, mostly, before this was loaded.
    this.refusals.meet(person.id);
    const read = await this.#read();
    if (!read || signal.aborted || this.#ended.signal.aborted) return;
    const kept = read.map((act) =>
      act.person === null && this.#host.isGuest ? { ...act, person: person.id ?? null } : act,
    );
    const known = new Set(this.#acts.map(({ command: { id } }) => id));
    const mine = kept.filter(
      (act) => act.person === person.id && !known.has(act.command.id) && !this.#answered.has(act.command.id),
    );
    this.#host.keeps(kept.length > 0);
    const restored = mine.flatMap((act) => {
      const { command: done, refused } = act;
      if (!refused) return this.#elsewhere({ ...act, tab: '' }, person, true);
      this.#answered.set(done.id, fromProblem(refused));
      this.refusals.show(done, refused, act.person);
      return [];
    });
    // Another tab sends by now, and reads them itself.
    if (this.#sharing?.sends === false || restored.length === 0) return;
    this.#acts.unshift(...restored);
    this.#tell();
    this.#sharing?.done(this.#shared(...restored));
    this.#host.land([]);
    void this.#run();
  }

  /** Nobody here waits for its answer. */
  #elsewhere({ command: done, at, tab }: SharedAct, by: Person, kept = false): Act {
    const reject = (error: RallyError) => {
      const sharing = this.#sharing;
      if (sharing?.sends) sharing.refused(act.tab ?? '', act.command, error);
      else if (!sharing && act.tab === '') this.refusals.show(act.command, problemOf(error), by.id ?? null);
    };
    const act: Act = {
      command: done,
      at,
      by,
      tab,
      state: 'waiting',
      attempts: 0,
      kept,
      resolve() {},
      reject,
    };
    return act;
  }

  /** Whose it is has to be known: nothing is ever sent as somebody else. */
  async #keep(act: Act): Promise<void> {
    const { command: done, at, by, tab } = act;
    if (tab || by.id === undefined || !this.#host.keeper) return;
    try {
      this.#host.keeps(true);
      await this.#host.keeper.keep({ command: done, at, person: by.id });
      if (this.#answered.has(done.id)) return void (await this.#host.keeper.drop([done.id]));
      // Again: another tab may have found nothing to be kept meanwhile.
      this.#host.keeps(true);
      act.kept = true;
      this.#tell();
      this.#sharing?.marked([{ id: done.id, kept: true }]);
    } catch {
      // Denied or full: it is sent all the same, and those who look are told that it does not outlive the page.
    }
  }

  /** Sends nothing more until `release`. What is under way counts as not sent. */
  hold(): void {
    this.#held = this.#apart = true;
    this.#round++;
    this.#mark('waiting');
    this.#sharing?.held();
  }

  /** Goes on for this person. The acts of another are refused: they are not theirs. */
  release(person: Person): void {
    const others = this.#acts.filter(
      ({ by }) => by !== person && (by.id === undefined || by.id !== person.id),
    );
    this.#leave(others, isAnothers);
    for (const act of this.#acts) {
      act.by = person;
      if (!act.kept) void this.#keep(act);
    }
    this.#held = false;
    this.refusals.meet(person.id);
    this.#host.pauses.wake();
    void this.#run();
  }

  /** Its author has seen that it was refused. */
  dismiss(id: string): void {
    this.refusals.forget([id]);
    this.#sharing?.dismissed(id);
    void this.#unkeep([id]);
  }

  close(error: RallyError): void {
    this.#held = true;
    this.#round++;
    this.#ended.abort();
    this.#leave([...this.#acts], () => error);
  }

  get #sends(): boolean {
    return !this.#held && (this.#sharing?.sends ?? true);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    // What is dispatched in the same microtask goes together.
    await Promise.resolve();
    for (let attempt = 0; this.#acts.length > 0 && this.#sends;) {
      if (this.#apart) {
        await this.#catchUp();
        continue;
      }
      const failed = await this.#sendBatch();
      attempt = failed ? attempt + 1 : 0;
      if (!failed) continue;
      // Also where another tab sends by now: it may be this one again before the time that the server asked for.
      this.#mark('waiting');
      await this.#host.pauses.before(attempt - 1, this.#ended.signal, failed.retryAfterMs);
    }
    this.#running = false;
  }

  /** What was refused elsewhere while this was apart is not sent again: its author was told. */
  async #catchUp(): Promise<void> {
    this.#apart = false;
    for (const { command, refused } of (await this.#read()) ?? []) {
      const told = refused && [{ id: command.id, error: fromProblem(refused) }];
      if (told && this.answer(told)) this.#sharing?.answered(told);
    }
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
    const final: Receipt[] = [];
    batch.forEach((act, at) => {
      const receipt = receipts[at]!;
      act.attempts++;
      if (receipt.error && isWorthRetry(receipt.error, act.attempts)) failed = receipt.error;
      else if (receipt.error && this.#host.awaitsSignIn(receipt.error)) this.hold();
      else final.push(receipt);
    });
    const before = this.#round;
    await this.refusals.keep(
      batch.flatMap((act) => (act.by.id === undefined ? [] : { ...act, person: act.by.id })),
      final,
    );
    if (before !== this.#round) return undefined;
    if (final.length > 0) this.#sharing?.answered(final);
    this.answer(final);
    return failed;
  }

  /** The last word on these acts, by the backend itself or the tab that asked it. Returns whether one waited for it here. */
  answer(receipts: readonly Receipt[]): boolean {
    const settled = new Map<Act, Receipt>();
    for (const receipt of receipts) {
      const act = this.#acts.find(({ command: { id } }) => id === receipt.id);
      if (!receipt.error) this.#rebase(receipt.id, receipt.changes);
      if (act) settled.set(act, receipt);
    }
    const applied = receipts.filter((receipt) => !receipt.error);
    this.refusals.forget(applied.map(({ id }) => id));
    void this.#forget(settled);
    this.#acts = this.#acts.filter((act) => !settled.has(act));
    this.#tell();
    this.#host.land(applied.flatMap(({ changes }) => changes.map(copyOf)));
    for (const [act, receipt] of settled)
      if (receipt.error) act.reject(receipt.error);
      else act.resolve(receipt);
    return settled.size > 0;
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
  #rebase(done: CommandId, changes: readonly Change[]): void {
    const first = this.#acts.find(({ command: { id } }) => id === done)?.command;
    if (!first || !('revision' in first.input)) return;
    const { id } = first.input;
    const change = changes.find((each) => each.type === 'put' && each.entity.id === id);
    if (change?.type !== 'put') return;
    for (const act of this.#acts) {
      const { input } = act.command;
      if (act.command === first || !('revision' in input) || input.id !== id) continue;
      act.command = { ...act.command, input: { ...input, revision: change.entity.revision } } as Command;
      void this.#keep(act);
    }
  }

  /** Gives acts up here; those that are kept go on when their person is back. */
  #leave(acts: readonly Act[], why?: (act: Act) => RallyError): void {
    this.#acts = this.#acts.filter((act) => !acts.includes(act));
    this.#tell();
    this.#host.land([]);
    if (why) for (const act of acts) act.reject(why(act));
  }

  /** These have their last word. A refusal is kept until it is told: by the tab that did the act, or when it is dismissed. */
  async #forget(settled: ReadonlyMap<Act, Receipt>): Promise<void> {
    const sends = this.#sharing?.sends ?? true;
    const answered = [...settled].filter(([{ tab }]) => sends || tab === undefined);
    for (const [, { id, error }] of answered) this.#answered.set(id, error);
    // What the oldest of a long visit left in the keeper is gone since.
    for (const id of [...this.#answered.keys()].slice(0, -mostAnswered)) this.#answered.delete(id);
    await this.#unkeep(
      answered.filter(([{ tab }, { error }]) => (error ? tab === undefined : sends)).map(([, { id }]) => id),
    );
  }

  async #unkeep(ids: readonly string[]): Promise<void> {
    const { keeper } = this.#host;
    if (!keeper || ids.length === 0) return;
    try {
      await keeper.drop(ids);
      if (this.#acts.length === 0) this.#host.keeps((await keeper.read()).length > 0);
    } catch {
      // What could not be dropped is sent again after a reload, under its id: that has no second effect.
    }
  }

  #mark(state: PendingAct['state'], acts: readonly Act[] = this.#acts): void {
    for (const act of acts) act.state = state;
    this.#tell();
    if (this.#sharing?.sends) this.#sharing.marked(acts.map(({ command: { id } }) => ({ id, state })));
  }

  #tell(): void {
    this.#host.pending.set(
      this.#acts.map(({ command: { id, type }, state, kept }) => ({ id, type, state, kept })),
    );
  }
}

const isWorthRetry = ({ retry, code }: RallyError, attempts: number): boolean =>
  retry === 'same-key' && (code !== 'internal' || attempts < internalAttempts);

const isAnothers = ({ kept }: Act) =>
  new RallyError(
    'aborted',
    kept
      ? 'You signed in as somebody else. This is kept, and sent when you sign in as before.'
      : 'You signed in as somebody else. See whether this is there, and do it again if not.',
  );

const unanswered = () =>
  new RallyError(
    'protocol',
    'The server answered in a way that this page does not understand. Reload the page.',
  );

/** What a command is about. */
function idsIn({ input }: Command): string[] {
  const { id, subject, ref, question, answer, poll, entity } = input as Record<
    string,
    string | Ref | null | undefined
  >;
  return [id, subject, ref, question, answer, poll, entity].flatMap((it) =>
    typeof it === 'string' ? it : (it?.id ?? []),
  );
}
