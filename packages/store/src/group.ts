import {
  fromProblem,
  fromReceiptMessage,
  isTombstone,
  refKey,
  type Backend,
  type Call,
  type Change,
  type Command,
  type LiveEvent,
  type Problem,
  type RallyError,
  type Receipt,
  type ReceiptMessage,
  type ResumeToken,
  type Scope,
} from '@rallykit/core';
import { Hub } from './hub.js';
import { Inbox } from './inbox.js';
import type { Inside } from './inside.js';
import type { Link } from './link.js';
import type { Mark, SharedAct, Sharing } from './outbox.js';
import { problemOf } from './problem.js';
import type { Locks } from './types.js';

/** A leader that says nothing for so long when it is asked does not live any more, or is asleep. */
const patienceMs = 5_000;
/** A tab that is looked at sees to it this often that the leader lives. */
const careMs = 15_000;

/** What the tabs of one person say to each other. */
export type Say =
  /** A tab is new here. `guest`: by the pass that all tabs share. */
  | { readonly type: 'join'; readonly guest: boolean }
  | { readonly type: 'lead'; readonly acts: readonly SharedAct[] }
  | { readonly type: 'ping' | 'pong' | 'unwatch' }
  | { readonly type: 'watch'; readonly scope: Scope; readonly from: ResumeToken | undefined }
  | { readonly type: 'at'; readonly tab: string; readonly at: ResumeToken }
  | { readonly type: 'event'; readonly event: LiveEvent }
  | { readonly type: 'broke'; readonly problem: Partial<Problem> }
  | { readonly type: 'acts'; readonly acts: readonly SharedAct[] }
  | { readonly type: 'marks'; readonly marks: readonly Mark[] }
  | { readonly type: 'answers'; readonly receipts: readonly ReceiptMessage[] }
  | { readonly type: 'refused'; readonly command: Command; readonly problem: Partial<Problem> }
  | { readonly type: 'dismissed'; readonly id: string }
  /** Signed out by the page. */
  | { readonly type: 'out' };

/** `by`: the tab that says it. */
export type Message = Say & { readonly by: string; readonly person: string | null };

const fromLeader: readonly Say['type'][] = ['lead', 'pong', 'at', 'event', 'broke', 'answers'];

export interface GroupHost {
  readonly store: Inside;
  readonly locks: Locks;
  /** This tab. */
  readonly tab: string;
  say(message: Message): void;
  /** Sends what was kept before the page was loaded. */
  restore(): void;
  isHidden(): boolean;
  /** The page signed out in another tab. */
  signedOut(): void;
  /** It ended by itself: locks are `denied` here, or nothing can be asked as this person now. */
  ended(denied: boolean): void;
}

/**
 * This tab as one of those in which one person is signed in to one community. One leads: it holds the stream and sends
 * the acts of all. Who leads is the browser's to say, by a lock that is free again when its tab is gone.
 */
export class Group implements Sharing {
  readonly #host: GroupHost;
  readonly link: Link;
  readonly person: string | null;
  readonly #lock: string;
  readonly #ended = new AbortController();
  readonly #hub: Hub;
  /** Resolves when this has ended. */
  readonly #over = new Promise<void>((resolve) =>
    this.#ended.signal.addEventListener('abort', () => resolve()),
  );
  #leads = false;
  #inbox: Inbox<Say> | undefined;
  #cancelWait: (() => void) | undefined;
  #cancelCare = () => {};
  #asked = Promise.resolve(false);

  constructor(host: GroupHost) {
    const { store } = host;
    this.#host = host;
    this.link = store.link;
    this.person = this.link.person.id ?? null;
    this.#lock = `rallykit:1:${store.name}:${this.person ?? ''}`;
    this.#hub = new Hub({
      pauses: store.pauses,
      link: this.link,
      answer: (tab, at) => this.#sayToAll({ type: 'at', tab, at }),
      event: (event) => this.#sayToAll({ type: 'event', event }),
      broke: (error) => this.#broke(error),
    });
  }

  get tab(): string {
    return this.#host.tab;
  }

  get sends(): boolean {
    return this.#leads;
  }

  join(): void {
    this.link.signal.addEventListener('abort', () => this.#end());
    // By which others know that this tab lives.
    void this.#request(`${this.#lock}:${this.tab}`, {}, () => this.#over);
    this.#queue();
    this.#share();
    this.#say({ type: 'join', guest: this.#isGuest });
    this.done(this.#acts(false));
    this.#care();
  }

  /** Nothing is said or done from here on. */
  leave(): void {
    if (this.#ended.signal.aborted) return;
    this.#say({ type: 'unwatch' });
    this.#ended.abort();
    this.#cancelWait?.();
    this.#cancelCare();
    this.#hub.stop();
    this.#leads = false;
    this.#host.store.outbox?.share(undefined);
  }

  #end(denied = false): void {
    if (this.#ended.signal.aborted) return;
    this.leave();
    this.#host.ended(denied);
  }

  // --- who leads ---------------------------------------------------------------------------------------------------

  #queue(options: { readonly steal?: boolean } = {}): void {
    void this.#request(this.#lock, options, () => this.#lead()).then((lost) => lost && this.#queue());
  }

  /** Resolves with whether the lock was taken from this tab. */
  async #request(
    name: string,
    options: { readonly steal?: boolean },
    work: () => Promise<void>,
  ): Promise<boolean> {
    const { signal } = this.#ended;
    let held = false;
    try {
      await this.#host.locks.request(name, options.steal ? options : { signal }, async () => {
        held = true;
        if (!signal.aborted) await work();
      });
    } catch {
      if (signal.aborted) return false;
      if (!held) this.#end(true);
      else this.#follow();
      return held;
    }
    return false;
  }

  #lead(): Promise<void> {
    this.#leads = true;
    this.#heardLeader();
    this.#say({ type: 'lead', acts: this.#acts(true) });
    this.#inbox?.push({ type: 'lead', acts: [] });
    this.#share();
    this.#host.restore();
    return this.#over;
  }

  /** Another tab leads. */
  #follow(): void {
    if (this.#leads) this.#hub.stop();
    this.#leads = false;
    this.#inbox?.push({ type: 'lead', acts: [] });
  }

  /** Nobody knows yet to whom the acts of somebody without a name will belong: each tab sends its own. */
  #share(): void {
    if (this.person !== null) this.#host.store.outbox?.share(this);
  }

  /** Waits for a word of the leader; takes over where none comes. */
  #expect(): void {
    if (this.#leads || this.#cancelWait || this.#ended.signal.aborted) return;
    this.#cancelWait = this.#host.store.env.after(patienceMs, () => {
      this.#cancelWait = undefined;
      if (!this.#leads && !this.#host.isHidden()) this.#queue({ steal: true });
    });
  }

  #heardLeader(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
  }

  #care(): void {
    // Joining can end it: what waits to be sent may be refused at once.
    if (this.#ended.signal.aborted) return;
    this.#cancelCare = this.#host.store.env.after(careMs, () => {
      if (!this.#leads && !this.#host.isHidden()) {
        this.#say({ type: 'ping' });
        this.#expect();
      }
      this.#care();
    });
  }

  // --- the stream --------------------------------------------------------------------------------------------------

  /** The leader's stream as this tab's own: goes on from `from`, whoever leads. */
  async *watch(
    backend: Backend,
    scope: Scope,
    from: ResumeToken | undefined,
    call: Call,
  ): AsyncGenerator<LiveEvent, void> {
    const signal = AbortSignal.any([this.#ended.signal, ...(call.signal ? [call.signal] : [])]);
    const inbox = new Inbox<Say>();
    this.#inbox = inbox;
    let told = from;
    let joined = false;
    const ask = () => {
      joined = false;
      this.#sayToAll({ type: 'watch', scope, from: told });
      this.#expect();
    };
    ask();
    try {
      for await (const heard of inbox.heard(signal)) {
        if (heard.type === 'lead') ask();
        else if (heard.type === 'broke') throw fromProblem(heard.problem);
        else if (heard.type === 'at' && !joined) {
          joined = true;
          for await (const event of this.#catchUp(backend, scope, told, heard.at, signal)) {
            yield event;
            if (event.type === 'reset') return;
            told = event.at;
          }
        } else if (heard.type === 'event' && joined) {
          yield heard.event;
          if (heard.event.type === 'reset') return;
          told = heard.event.at;
        }
      }
    } finally {
      if (this.#inbox === inbox) {
        this.#inbox = undefined;
        this.#sayToAll({ type: 'unwatch' });
      }
    }
  }

  /** What was between what this tab was told and what the leader tells from now on. */
  async *#catchUp(
    backend: Backend,
    scope: Scope,
    told: ResumeToken | undefined,
    at: ResumeToken,
    signal: AbortSignal,
  ): AsyncGenerator<LiveEvent, void> {
    // Who was told nothing reads everything after this.
    if (told === undefined || told === at) return yield { type: 'caught-up', at };
    for await (const event of backend.watch!(scope, told, { signal })) {
      yield event;
      if (event.type !== 'changes') return;
    }
  }

  /** Opens the stream anew, as after sleep; from where it is. */
  reopen(): void {
    if (this.#leads) this.#hub.reopen();
    else this.#inbox?.push({ type: 'lead', acts: [] });
  }

  #broke(error: RallyError): void {
    const say: Say = { type: 'broke', problem: problemOf(error) };
    if (error.retry === 'same-key') {
      this.#say(say);
      this.#isBroken(error);
      return;
    }
    // Another tab may do better; what is wrong is for this tab's own stream to tell, before it leaves.
    this.#inbox?.push(say);
    this.#host.store.env.after(0, () => this.#end());
  }

  /** The leader goes on from where it was; nothing is missed here meanwhile. */
  #isBroken(error: RallyError): void {
    const { stream, heard } = this.#host.store;
    if (stream.open) stream.move('catching-up');
    heard(error);
  }

  // --- acts --------------------------------------------------------------------------------------------------------

  #acts(all: boolean): readonly SharedAct[] {
    return this.person === null ? [] : (this.#host.store.outbox?.toShare(all) ?? []);
  }

  done(acts: readonly SharedAct[]): void {
    if (acts.length > 0) this.#say({ type: 'acts', acts });
  }

  marked(marks: readonly Mark[]): void {
    if (marks.length > 0) this.#say({ type: 'marks', marks });
  }

  answered(receipts: readonly Receipt[]): void {
    this.#say({
      type: 'answers',
      receipts: receipts.map((receipt) =>
        receipt.error
          ? { id: receipt.id, problem: problemOf(receipt.error) }
          : { ...receipt, changes: receipt.changes.map((change) => this.#now(change)) },
      ),
    });
  }

  /** Removed since, as far as it is known here: a tab that was opened after that is not told of it. */
  #now(change: Change): Change {
    if (change.type === 'remove') return change;
    const known = this.#host.store.views.host.cache.confirmed(refKey(change.entity));
    return known && isTombstone(known) && known.revision > change.entity.revision
      ? { type: 'remove', tombstone: known }
      : change;
  }

  refused(tab: string, command: Command, error: RallyError): void {
    void this.#isGone(tab).then((gone) => {
      if (gone) this.#sayToAll({ type: 'refused', command, problem: problemOf(error) });
    });
  }

  dismissed(id: string): void {
    this.#say({ type: 'dismissed', id });
  }

  /** Asked one after the other: whoever asks holds that lock for a moment. */
  #isGone(tab: string): Promise<boolean> {
    this.#asked = this.#asked.then(async () => {
      let gone = tab === '';
      const ifFree = async (lock: unknown) => void (gone = lock !== null);
      const options = { ifAvailable: true };
      if (!gone) await this.#host.locks.request(`${this.#lock}:${tab}`, options, ifFree).catch(() => {});
      return gone;
    });
    return this.#asked;
  }

  held(): void {
    if (this.link.refused) this.#end();
  }

  // --- what is said ------------------------------------------------------------------------------------------------

  #say(say: Say): void {
    if (!this.#ended.signal.aborted) this.#host.say({ ...say, by: this.tab, person: this.person });
  }

  /** To all tabs, and to this one as one of them. */
  #sayToAll(say: Say): void {
    this.#say(say);
    this.#take(say, this.tab);
  }

  hear(message: Message): void {
    if (fromLeader.includes(message.type)) this.#heardLeader();
    this.#take(message, message.by);
  }

  #take(said: Say, by: string): void {
    const { outbox } = this.#host.store;
    switch (said.type) {
      case 'join':
        if (!this.#leads) break;
        this.#say({ type: 'acts', acts: this.#acts(true) });
        for (const { command, error } of this.#host.store.refused.value)
          this.#say({ type: 'refused', command, problem: problemOf(error) });
        break;
      case 'lead':
        outbox?.take(said.acts, this.link.person);
        this.#follow();
        // All: whoever did one may be gone before this tab could tell of it. Not before what this tab is still to hear, if it
        // was asleep.
        this.#host.store.env.after(0, () => this.done(this.#acts(true)));
        break;
      case 'ping':
        if (this.#leads) this.#say({ type: 'pong' });
        break;
      case 'pong':
        break;
      case 'watch':
        if (!this.#leads) break;
        this.#say({ type: 'pong' });
        this.#hub.ask(by, said.scope, said.from);
        break;
      case 'unwatch':
        this.#hub.forget(by);
        break;
      case 'at':
        if (said.tab === this.tab) this.#inbox?.push(said);
        break;
      case 'event':
        this.#inbox?.push(said);
        break;
      case 'broke':
        this.#isBroken(fromProblem(said.problem));
        break;
      case 'acts':
        outbox?.take(said.acts, this.link.person);
        break;
      case 'marks':
        outbox?.marked(said.marks);
        break;
      case 'answers':
        // Sent before that tab joined: whoever joined meanwhile was told by this one that it waits.
        if (outbox?.answer(said.receipts.map(fromReceiptMessage)) && this.#leads) this.#say(said);
        break;
      case 'refused':
        outbox?.refused(said.command, fromProblem(said.problem), this.person);
        break;
      case 'dismissed':
        outbox?.dismissed(said.id);
        break;
      case 'out':
        this.#host.signedOut();
        break;
    }
  }

  /** The community was opened in another tab, by somebody who may not know yet that they are this guest. */
  greet(): void {
    if (this.#leads) this.#say({ type: 'join', guest: this.#isGuest });
  }

  get #isGuest(): boolean {
    return this.person !== null && this.link.token === undefined;
  }

  signOut(): void {
    this.#say({ type: 'out' });
  }
}
