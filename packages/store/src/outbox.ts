import {
  command,
  fromProblem,
  RallyError,
  toRallyError,
  type Command,
  type CommandInputs,
  type CommandType,
  type Receipt,
  type Ref,
  type ResumeToken,
} from '@rallykit/core';
import { nanoid } from 'nanoid';
import type { Copy, Unconfirmed } from './cache.js';
import { copyOf } from './effects.js';
import type { Pauses } from './environment.js';
import type { Keeper, KeptAct } from './keeper.js';
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

type Applied = Extract<Receipt, { error?: never }>;

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

/** The last word on an act. */
interface Answered {
  /** Why it was refused: what brings it again is not sent again. */
  readonly error: RallyError | undefined;
  /** Whose it is to tell; undefined when it was told here, empty when it was told to all. */
  readonly tab: string | undefined;
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
  now(): number;
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

/** A refusal that was seen stays kept so long, for a page that waits apart with the act. */
const seenMs = 30 * 86_400_000;

/** Commands on their way to the backend: one batch at a time, in the order given, again and again until there is an answer. */
export class Outbox {
  readonly #host: OutboxHost;
  readonly refusals: Refusals;
  readonly #ended = new AbortController();
  #acts: Act[] = [];
  #running = false;
  #held = false;
  #away = false;
  /** Set while other tabs may send acts of this one that they have read in the keeper, and hear their answer alone. */
  #apart: object | undefined;
  #round = 0;
  #sharing: Sharing | undefined;
  /** By id, acts that have their answer, by way of any tab. */
  readonly #answered = new Map<string, Answered>();

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
      if (!this.#apart) this.#sharing?.done(this.#shared(added));
      void this.#run();
    });
  }

  /** Joins the tabs of this person, or leaves them; also when it is another of them that sends now. */
  share(sharing: Sharing | undefined): void {
    this.#sharing = sharing;
    if (!sharing) this.#apart = {};
    else void this.#catchUp();
    // What becomes of acts of other tabs is not heard any more; they are told again to those who join. Those of pages that
    // are gone are for whoever sends.
    const others = this.#acts.filter(({ tab }) => tab !== undefined);
    if (!sharing?.sends && others.length > 0) this.#giveUp(others);
    void this.#run();
  }

  /** What other tabs have to know: what was done here, unless it may be answered, or `all` that is known here. */
  toShare(all: boolean): readonly SharedAct[] {
    return this.#shared(...this.#acts.filter(({ tab }) => (tab === undefined ? !this.#apart : all)));
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
      const error = this.#answered.get(id)?.error;
      return error ? [{ id, error }] : [];
    });
    // Its tab did not listen when that was told. What was done is sent again: its receipt has more to tell.
    if (this.#sharing?.sends && refused.length > 0) this.#sharing.answered(refused);
    const news = acts.filter(({ command: { id } }) => !known.has(id) && !this.#answered.get(id)?.error);
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
    const mine = kept.filter((act) => act.person === person.id && !known.has(act.command.id));
    this.#host.keeps(kept.some(isOpen));
    const longAgo = this.#host.now() - seenMs;
    void this.#unkeep(kept.filter(({ at, seen }) => seen && at < longAgo).map(({ command: { id } }) => id));
    const restored = mine.flatMap((act) => {
      const { command: done, refused, seen } = act;
      const answered = this.#answered.get(done.id);
      if (!refused) return answered ? [] : this.#elsewhere({ ...act, tab: '' }, person, true);
      const error = fromProblem(refused);
      if (seen) this.#answered.set(done.id, { error, tab: undefined });
      // Told by no tab, or left to one that may be gone since.
      else if (!answered || (answered.error && answered.tab))
        if (this.#sharing) this.#sharing.refused(answered?.tab ?? '', done, error);
        else this.refused(done, error, act.person);
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
      else if (!sharing && act.tab === '') this.refused(act.command, error, by.id ?? null);
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
      const answered = this.#answered.get(done.id);
      if (answered && isTold(answered)) return void (await this.#host.keeper.drop([done.id]));
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
    this.#held = true;
    this.#stop();
    this.#sharing?.held();
  }

  #stop(): void {
    this.#apart = {};
    this.#round++;
    this.#mark('waiting');
  }

  /** The page is left, or come back to: meanwhile other tabs send what waits here, and what became of it is read then. */
  leave(away: boolean): void {
    if (away === this.#away) return;
    this.#away = away;
    if (away) this.#stop();
    else void this.#run();
  }

  /** Goes on for this person. The acts of another are refused: they are not theirs. */
  release(person: Person): void {
    const others = this.#acts.filter(
      ({ by }) => by !== person && (by.id === undefined || by.id !== person.id),
    );
    this.#giveUp(others, isAnothers);
    for (const act of this.#acts) {
      act.by = person;
      if (!act.kept) void this.#keep(act);
    }
    this.#held = false;
    if (this.#sharing) void this.#catchUp();
    this.refusals.meet(person.id);
    this.#host.pauses.wake();
    void this.#run();
  }

  /** An act was refused whose tab is gone: all tabs tell it, unless it is of this one after all. */
  refused(act: Command, error: RallyError, person: string | null): void {
    this.answer([{ id: act.id, error }]);
    const answered = this.#answered.get(act.id);
    if (!answered || isTold(answered)) return;
    this.#answered.set(act.id, { error, tab: '' });
    this.refusals.show(act, error, person);
  }

  /** Its author has seen that it was refused. It stays kept for as long as a page may wait apart that would send it again. */
  dismiss(id: string): void {
    this.dismissed(id);
    this.#sharing?.dismissed(id);
    void this.#see(id);
  }

  /** The same, in another tab. */
  dismissed(id: string): void {
    this.refusals.forget([id]);
    const answered = this.#answered.get(id);
    if (answered) this.#answered.set(id, { ...answered, tab: undefined });
  }

  async #see(id: string): Promise<void> {
    const read = (await this.#read()) ?? [];
    const kept = read.find(({ command }) => command.id === id);
    if (!kept) return;
    // Denied: it is told again.
    await this.#host.keeper!.keep({ ...kept, seen: true }).catch(() => {});
    this.#host.keeps(this.#acts.length > 0 || read.some((each) => each !== kept && isOpen(each)));
  }

  close(error: RallyError): void {
    this.#held = true;
    this.#round++;
    this.#ended.abort();
    this.#giveUp([...this.#acts], () => error);
  }

  get #sends(): boolean {
    return !this.#held && !this.#away && (this.#sharing?.sends ?? true);
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
      if (!this.#sharing) this.#apart ??= {};
    }
    this.#running = false;
  }

  /** What was refused elsewhere while this was apart is not sent again: its author was told. */
  async #catchUp(): Promise<void> {
    const apart = this.#apart;
    if (!apart) return;
    const read = (await this.#read()) ?? [];
    if (apart !== this.#apart) return;
    this.#apart = undefined;
    for (const { command, refused } of read) {
      if (!refused || !this.#find(command.id)) continue;
      const told = [{ id: command.id, error: fromProblem(refused) }];
      this.answer(told);
      this.#sharing?.answered(told);
    }
    this.#sharing?.done(this.toShare(false));
  }

  #find = (id: string) => this.#acts.find(({ command }) => command.id === id);

  /** Returns the error that makes it worth to wait and try again, if one came. */
  async #sendBatch(): Promise<RallyError | undefined> {
    const round = this.#round;
    const batch = this.#next();
    this.#mark('sending', batch);
    const receipts = await this.#send(batch);
    // The person changed meanwhile, or the page was left: what is still here is sent again under its id, or was refused
    // already; not before the time that the server asks for.
    if (round !== this.#round) return receipts.find(({ error }) => error?.retryAfterMs)?.error;
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
    // Another tab was faster while this one was asleep: a second try may be refused of what was done.
    const late = final.filter(({ id }) => !this.#find(id) && this.#answered.get(id));
    void this.#unkeep(late.map(({ id }) => id).filter((id) => isTold(this.#answered.get(id)!)));
    const heard = final.filter((receipt) => !late.includes(receipt));
    if (heard.length > 0) this.#sharing?.answered(heard);
    this.answer(heard);
    return failed;
  }

  /** The last word on these acts, by the backend itself or the tab that asked it. Returns whether one waited for it here. */
  answer(receipts: readonly Receipt[]): boolean {
    const settled = new Map<Act, Receipt>();
    for (const receipt of receipts) {
      const { id, error } = receipt;
      const act = this.#find(id);
      if (!error) this.#rebase(receipt);
      if (act) settled.set(act, receipt);
      const known = this.#answered.get(id);
      // What was done once is done, whatever became of another try.
      const isDone = known && !known.error;
      this.#answered.set(id, {
        error: isDone ? undefined : error,
        tab: act ? act.tab : known ? known.tab : '',
      });
    }
    // What the oldest of a long visit left in the keeper is gone since.
    for (const id of [...this.#answered.keys()].slice(0, -mostAnswered)) this.#answered.delete(id);
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
      return batch.map(({ command: { id, input } }) => {
        const receipt = byId.get(id) ?? { id, error: unanswered() };
        // Only what was based anew has two texts: it was done on another base.
        const isDone = receipt.error?.code === 'key-reused' && 'revision' in input;
        return isDone ? { id, replayed: true, changes: [], at: '' as ResumeToken } : receipt;
      });
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
  #rebase({ id: done, replayed, changes }: Applied): void {
    const first = this.#find(done)?.command;
    if (!first || !('revision' in first.input)) return;
    const { id, revision: _, ...text } = first.input;
    const change = changes.find((each) => each.type === 'put' && each.entity.id === id);
    if (change?.type !== 'put') return;
    const { entity } = change;
    // Told again, it comes as it is now: somebody else may have edited it since.
    const isAsMade = Object.entries(text).every(
      ([field, value]) => JSON.stringify(entity[field as 'id']) === JSON.stringify(value),
    );
    if (replayed && !isAsMade) return;
    for (const act of this.#acts) {
      const { input } = act.command;
      if (act.command === first || !('revision' in input) || input.id !== id) continue;
      act.command = { ...act.command, input: { ...input, revision: entity.revision } } as Command;
      void this.#keep(act);
    }
  }

  /** Gives acts up here; those that are kept go on when their person is back. */
  #giveUp(acts: readonly Act[], why?: (act: Act) => RallyError): void {
    this.#acts = this.#acts.filter((act) => !acts.includes(act));
    this.#tell();
    this.#host.land([]);
    if (why) for (const act of acts) act.reject(why(act));
  }

  /** These have their last word. A refusal is kept until it is told: by the tab that did the act, or when it is dismissed. */
  #forget(settled: ReadonlyMap<Act, Receipt>): Promise<void> {
    const sends = this.#sharing?.sends ?? true;
    const over = [...settled].filter(([{ tab }, { error }]) => (error ? tab === undefined : sends));
    return this.#unkeep(over.map(([, { id }]) => id));
  }

  async #unkeep(ids: readonly string[]): Promise<void> {
    const { keeper } = this.#host;
    if (!keeper || ids.length === 0) return;
    try {
      await keeper.drop(ids);
      if (this.#acts.length === 0) this.#host.keeps((await keeper.read()).some(isOpen));
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

/** Nobody else has to be told why it was refused. */
const isTold = ({ error, tab }: Answered) => !error || tab === undefined;

const isOpen = ({ seen }: KeptAct) => !seen;

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
