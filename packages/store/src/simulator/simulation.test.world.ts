import { RallyError, refKey, type Command, type Entity, type Idea, type Receipt } from '@rallykit/core';
import * as acting from '../acting.js';
import { Browser, type Tab } from '../browser.test.world.js';
import { ideaRef, people, start } from '../community.test.world.js';
import { draftKey } from '../draft-key.js';
import { draftsOf } from '../drafts.js';
import type { KeptAct, Keeper } from '../keeper.js';
import * as staying from '../staying.js';
import { createStore } from '../store.js';
import type { ListView, Store, StoreOptions } from '../types.js';
import { Chance, Clock, drain } from './clock.test.world.js';
import { Line, question, Server, type Observer, type Who } from './server.test.world.js';

/** Changes of what a store is given, by which a test plants a bug. */
export interface Mutant {
  options?(options: StoreOptions, tab: Tab, machine: Machine): StoreOptions;
  /** Store whose drafts are kept. */
  drafts?(store: Store): Store;
  /** Changes the store's own classes until the returned function is called. */
  patch?(): () => void;
}

/** What a simulated person did, and what became of it. */
interface Done {
  readonly n: number;
  /** Whoever its tab turns out to be, where another has signed out meanwhile. */
  author: Who | undefined;
  readonly type: string;
  readonly tab: Tab;
  /** It was said to outlive its page. */
  kept: boolean;
  applied: number;
  /** By the server. */
  refused: boolean;
  outcome?: 'done' | string;
  /** When a tab told that it is refused. */
  refusedAt?: number;
  /** `refused` told it. */
  shown: boolean;
}

interface Seat {
  readonly tab: Tab;
  readonly machine: Machine;
  who: Who;
  /** Others in its browser may have signed it out. */
  mayBeOut: boolean;
  readonly byFunction: boolean;
  ideas: ListView<Idea>;
  /** Since when it knows until when the server takes no acts of a person. */
  readonly waits: Map<Who, { readonly from: number; readonly until: number }>;
}

/** A browser with what it keeps and its line. */
export class Machine {
  readonly browser: Browser;
  readonly line = new Line();
  readonly acts = new Map<string, KeptAct>();
  readonly kept = new Map<string, string>();
  /** Nothing can be kept: neither acts nor drafts. */
  denied = false;
  readonly drafts = new Map<string, { body: string } | 'unknown'>();
  /** Acts that could not be taken out of the database, or not be written in as refused: they may be sent again. */
  readonly stuck = new Set<string>();

  constructor(clock: Clock) {
    this.browser = new Browser(clock.after);
  }

  readonly storage = {
    getItem: (key: string) => (this.#check(), this.kept.get(key) ?? null),
    setItem: (key: string, value: string) => (this.#check(), void this.kept.set(key, value)),
    removeItem: (key: string) => (this.#check(), void this.kept.delete(key)),
  };

  #check(): void {
    if (this.denied) throw new DOMException('Full.', 'QuotaExceededError');
  }

  /** The browser's database, as one of its tabs uses it: what is asked for is done in order, a moment later. */
  keeper(tab: Tab, clock: Clock, chance: Chance): Keeper {
    let last = 0;
    const later = <T>(work: () => T, denied = () => {}) =>
      new Promise<T>((resolve, reject) => {
        last = Math.max(last, clock.now + chance.below(6));
        clock.after(last - clock.now, () => {
          if (tab.dead) return;
          try {
            this.#check();
            const done = work();
            tab.whenAwake(() => resolve(done));
          } catch (error) {
            denied();
            tab.whenAwake(() => reject(error as Error));
          }
        });
      });
    return {
      read: () => later(() => [...this.acts.values()]),
      keep: (act) => {
        const copy = structuredClone(act);
        const { id } = act.command;
        return later(() => void ((act.refused || !this.acts.get(id)?.refused) && this.acts.set(id, copy)));
      },
      drop: (ids) =>
        later(
          () => ids.forEach((id) => this.acts.delete(id)),
          () => ids.forEach((id) => this.stuck.add(id)),
        ),
    };
  }
}

const all = { kind: 'idea', board: 'product', sort: 'new', first: 100, total: true } as const;
const comments = { kind: 'comment', subject: ideaRef('idea-1'), first: 100 } as const;
const asked = { ...all, kind: 'question' } as const;
const answers = { kind: 'answer', subject: { kind: 'question', id: question }, first: 100 } as const;
/** So long it takes that another tab hears of it. */
const toldMs = 1;
const isRefusal = (outcome: string) => !['done', 'aborted', 'closed'].includes(outcome);
const rightly = ['not-found', 'forbidden', 'conflict', 'unauthenticated', 'aborted', 'closed', 'invalid'];

/** Found by a seed: what does not hold. */
export class Violation extends Error {}

/** One run: everything in it follows from the seed. */
export class Simulation implements Observer {
  readonly seed: number;
  readonly trace: string[] = [];
  readonly #clock = new Clock(start);
  readonly #chance: Chance;
  readonly #server: Server;
  readonly #machines: Machine[];
  readonly #done = new Map<string, Done>();
  readonly #ideas = ['idea-1', 'idea-2', 'idea-3'];
  readonly #answers: string[] = [];
  readonly #mutant: Mutant;
  #seats: Seat[] = [];
  #skipped = 0;
  #made = 0;
  #broken: Violation | undefined;

  constructor(seed: number, mutant: Mutant = {}) {
    this.seed = seed;
    this.#mutant = mutant;
    this.#chance = new Chance(seed);
    this.#server = new Server(this.#clock, this.#chance, this);
    this.#machines = Array.from({ length: 1 + this.#chance.below(2) }, () => new Machine(this.#clock));
    for (const { browser } of this.#machines) browser.onSaid = (tab, message) => this.#said(tab, message);
  }

  /** @throws Violation with what does not hold. */
  async run(): Promise<void> {
    const restore = this.#mutant.patch?.();
    try {
      await this.#server.begin();
      for (const machine of this.#machines)
        for (let n = this.#chance.below(3); n >= 0; n--)
          this.#open(machine, this.#chance.pick(['ana', 'ben']));
      await this.#clock.pass(this.#chance.pick([0, 50, 500]));
      for (let n = 10 + this.#chance.below(31); n > 0 && !this.#broken; n--) await this.#step();
      await this.#heal();
      for (const seat of this.#seats) await this.#compare(seat);
      this.#judge();
      await this.#closeAll();
    } finally {
      restore?.();
    }
    if (this.#broken) throw this.#broken;
  }

  get hash(): string {
    let hash = 0x811c9dc5;
    for (const line of this.trace)
      for (let at = 0; at < line.length; at++) hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193);
    return (hash >>> 0).toString(16);
  }

  note(what: string): void {
    this.trace.push(`${this.#clock.now - start} ${what}`);
  }

  #wrong(what: string): void {
    this.note(`WRONG ${what}`);
    this.#broken ??= new Violation(what);
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) this.#wrong(what);
  }

  // --- what the server sees ----------------------------------------------------------------------------------------

  sent(command: Command, tab: Tab): void {
    const seat = this.#seats.find((each) => each.tab === tab);
    if (seat) this.note(`${this.#nth(seat)} sends ${this.#name(command.id)}`);
    const act = this.#done.get(command.id);
    // A server does not know again what it refused. Two tabs may send one act, as when the lead passes on, and the second
    // try be good: what it did is seen where it was done, like all that is done. But nobody sends what was told as refused;
    // only the tabs of somebody without a name do not hear of each other.
    const isTold = act?.refusedAt !== undefined && this.#clock.now > act.refusedAt + toldMs;
    this.#expect(
      !isTold || act.author === null || this.#isStuck(command.id),
      `act ${act?.n} is sent after it was told that it is refused`,
    );
  }

  arrived(command: Command, who: Who, tab: Tab): void {
    const act = this.#done.get(command.id);
    this.note(`arrived ${this.#name(command.id)} as ${who} ${JSON.stringify(command.input)}`);
    this.#expect(act !== undefined, `a command arrived that nobody gave: ${command.type}`);
    if (act && act.author === undefined) act.author = who;
    if (act && who !== null) this.#expect(who === act.author, `act ${act.n} of ${act.author} came as ${who}`);
    if (act && tab.dead) this.note('from a tab that died since');
  }

  applied(command: Command): void {
    const act = this.#done.get(command.id);
    if (!act) return;
    act.applied++;
    this.note(`applied ${this.#name(command.id)}`);
  }

  refused(command: Command): void {
    const act = this.#done.get(command.id);
    if (act) act.refused = true;
  }

  asked(tab: Tab, who: Who, sentAt: number): void {
    const wait = this.#seats.find((each) => each.tab === tab)?.waits.get(who);
    this.#expect(
      !wait || sentAt < wait.from || sentAt >= wait.until,
      'sent before the time that the server asked for',
    );
  }

  refusedUntil(tab: Tab, who: Who, at: number): void {
    const seat = this.#seats.find((each) => each.tab === tab);
    seat?.waits.set(who, { from: this.#clock.now, until: at });
    if (seat) this.note(`${this.#nth(seat)} is told to wait until ${at - start}`);
  }

  #isStuck = (id: string) => this.#machines.some(({ stuck }) => stuck.has(id));

  #name = (id: string) => `act ${this.#done.get(id)?.n ?? '?'}`;

  // --- tabs --------------------------------------------------------------------------------------------------------

  #open(machine: Machine, who: Who): Seat {
    const { browser, line } = machine;
    const tab = browser.add({
      now: () => this.#clock.now + this.#skipped,
      random: this.#chance.next,
    });
    const byFunction = this.#chance.is(0.5);
    const seat = { tab, machine, who, mayBeOut: false, byFunction, waits: new Map() } as Seat;
    const token = this.#token(seat, who);
    const options: StoreOptions = {
      name: 'site',
      connect: (given) => this.#server.connect(tab, line, given),
      ...(token !== undefined && { token }),
      storage: machine.storage,
      keeper: machine.keeper(tab, this.#clock, this.#chance),
      environment: tab.environment,
      acting,
      staying,
      onAuthRequired: () => this.note(`tab ${this.#nth(seat)} is asked to sign in`),
    };
    tab.store = createStore(this.#mutant.options?.(options, tab, machine) ?? options);
    this.#seats.push(seat);
    this.note(`open ${this.#nth(seat)} as ${who}`);
    this.#look(seat);
    return seat;
  }

  #nth = ({ tab, machine }: Seat) =>
    `${this.#machines.indexOf(machine) + 1}.${machine.browser.tabs.indexOf(tab) + 1}`;

  #token({ byFunction, tab }: Pick<Seat, 'byFunction' | 'tab'>, who: Who) {
    if (who === null) return undefined;
    if (!byFunction) return this.#server.tokenOf(who);
    return async () => {
      await this.#clock.wait(1 + this.#chance.below(20));
      if (tab.dead) await new Promise(() => {});
      return this.#server.tokenOf(who);
    };
  }

  #said(tab: Tab, message: unknown): void {
    const seat = this.#seats.find((each) => each.tab === tab);
    const { type, person } = (message || { type: 'hello' }) as { type: string; person?: string };
    if (seat) this.note(`${this.#nth(seat)} says ${type} as ${person}`);
  }

  #look(seat: Seat): void {
    const { store } = seat.tab;
    seat.ideas = store.list(all);
    seat.ideas.subscribe(() => {});
    for (const query of [comments, asked, answers]) store.list(query).subscribe(() => {});
    store.pending.subscribe(() => {
      for (const { id, kept } of store.pending.value) {
        const act = this.#done.get(id);
        if (act && kept) act.kept = true;
      }
    });
    store.refused.subscribe(() => {
      for (const { command } of store.refused.value) {
        const act = this.#done.get(command.id);
        if (!act) continue;
        if (!act.shown) this.note(`refused tells of act ${act.n} in ${this.#nth(seat)}`);
        act.shown = true;
        this.#told(act, command.id, seat);
        this.#expect(
          act.author === undefined ||
            act.author === store.keeping.person ||
            store.keeping.person === undefined,
          `${store.keeping.person} was told of act ${act.n} of ${act.author}`,
        );
      }
    });
  }

  /** A tab tells that it is refused. Whether it is looked at makes no difference: what it says is there to be read later. */
  #told(act: Done, id: string, { machine }: Seat): void {
    act.refusedAt ??= this.#clock.now;
    if (machine.denied) machine.stuck.add(id);
  }

  #kill(seat: Seat): void {
    this.note(`kill ${this.#nth(seat)}`);
    seat.machine.browser.kill(seat.tab);
    this.#seats = this.#seats.filter((each) => each !== seat);
  }

  #signIn(seat: Seat, who: Who): void {
    this.note(`sign in ${this.#nth(seat)} as ${who}`);
    if (who === null)
      for (const other of this.#seats)
        if (other.machine === seat.machine && other.who === seat.who && other !== seat) other.mayBeOut = true;
    seat.who = who;
    seat.mayBeOut = false;
    seat.tab.store.setToken(this.#token(seat, who));
  }

  // --- what happens ------------------------------------------------------------------------------------------------

  async #step(): Promise<void> {
    const chance = this.#chance;
    const machine = chance.pick(this.#machines);
    const seats = this.#seats.filter((seat) => seat.machine === machine);
    const seat = seats.length ? chance.pick(seats) : this.#open(machine, 'ana');
    const { tab } = seat;
    const { line } = machine;
    const roll = chance.below(100);
    if (roll < 34) {
      if (!tab.frozen && !tab.isHidden) this.#act(seat);
    } else if (roll < 40) this.#lead();
    else if (roll < 45) {
      line.down = !line.down;
      this.note(`line ${line.down ? 'down' : 'up'}`);
      if (line.down) for (const stream of [...line.streams]) stream.cut();
      else for (const each of seats) if (!each.tab.frozen) each.tab.online();
    } else if (roll < 48) line.lossy = line.lossy ? 0 : 0.4;
    else if (roll < 50) line.longestMs = line.longestMs > 40 ? 40 : 3_000;
    else if (roll < 53) this.#server.cut();
    else if (roll < 55) this.#server.busy = chance.below(4);
    else if (roll < 57) {
      this.#server.down = !this.#server.down;
      this.note(`server ${this.#server.down ? 'down' : 'up'}`);
      this.#server.cut();
    } else if (roll < 59) {
      this.#server.epoch++;
      this.note('new epoch');
      this.#server.cut();
    } else if (roll < 61) {
      this.#server.good[chance.pick(['ana', 'ben'] as const)]++;
      this.note('a token ended');
      this.#server.cut();
    } else if (roll < 66) {
      this.#kill(seat);
      this.#open(machine, chance.is(0.8) ? seat.who : chance.pick(['ana', 'ben', null]));
    } else if (roll < 68) {
      if (seats.length < 3) this.#open(machine, chance.pick(['ana', 'ben', null]));
    } else if (roll < 70) this.#kill(seat);
    else if (roll < 72) {
      this.note(`${tab.frozen ? 'thaw' : 'freeze'} ${this.#nth(seat)}`);
      if (tab.frozen) tab.thaw();
      else tab.frozen = true;
    } else if (roll < 75) {
      if (!tab.frozen) tab.hide(!tab.isHidden);
    } else if (roll < 77) {
      if (tab.frozen) return;
      this.note(`leave ${this.#nth(seat)}`);
      tab.hide();
      tab.event('pagehide');
    } else if (roll < 78) this.#skipped += chance.pick([20_000, 3_600_000]);
    else if (roll < 80) {
      machine.denied = !machine.denied;
      this.note(`storage ${machine.denied ? 'denied' : 'allowed'}`);
    } else if (roll < 83) {
      if (!tab.frozen) this.#signIn(seat, chance.pick(['ana', 'ben', null]));
    } else if (roll < 87) {
      if (!tab.frozen) this.#draft(seat);
    } else if (roll < 89) {
      const [refused] = tab.frozen ? [] : tab.store.refused.value;
      if (refused) tab.store.dismiss(refused.command.id);
    }
    await this.#clock.pass(chance.pick([0, 0, 1, 5, 40, 300, 3_000, 20_000]));
  }

  #act(seat: Seat): void {
    const { store } = seat.tab;
    const ref = ideaRef(this.#chance.pick(this.#ideas));
    const n = this.#done.size + 1;
    const roll = this.#chance.below(13);
    if (roll >= 10) this.#ask(seat, n);
    else if (roll < 5) this.#dispatch(seat, 'vote.set', { subject: ref, value: this.#chance.pick([0, 1]) });
    else if (roll < 6) {
      const id = `made-${++this.#made}`;
      this.#ideas.push(id);
      this.#dispatch(seat, 'idea.create', { id, board: 'product', title: `Idea ${n}` });
    } else if (roll < 8)
      this.#dispatch(seat, 'comment.create', {
        id: `comment-${n}`,
        subject: ideaRef('idea-1'),
        body: `${n}`,
      });
    else if (roll < 9) {
      const known = store.peek(ref);
      if (known)
        this.#dispatch(seat, 'idea.edit', { id: ref.id, revision: known.revision, title: `Edited ${n}` });
    } else this.#dispatch(seat, 'post.remove', { ref });
  }

  /** Answers a question, or accepts an answer, or takes that back. */
  #ask(seat: Seat, n: number): void {
    if (this.#answers.length === 0 || this.#chance.is(0.3)) {
      const id = `answer-${n}`;
      this.#answers.push(id);
      this.#dispatch(seat, 'answer.create', { id, question, body: `${n}` });
    } else {
      const answer = this.#chance.is(0.3) ? null : this.#chance.pick(this.#answers);
      this.#dispatch(seat, 'answer.accept', { question, answer });
    }
  }

  #dispatch(seat: Seat, ...[type, input]: Parameters<Store['dispatch']>): void {
    const { store } = seat.tab;
    const answer = store.dispatch(type, input);
    const id = store.pending.value.at(-1)?.id;
    const n = this.#done.size + 1;
    const { person } = store.keeping;
    const author = !seat.mayBeOut || person ? seat.who : person === null ? null : undefined;
    const act: Done = {
      n,
      author,
      type,
      tab: seat.tab,
      kept: false,
      applied: 0,
      refused: false,
      shown: false,
    };
    if (id === undefined || this.#done.has(id)) return this.#wrong('an act does not show as pending');
    this.#done.set(id, act);
    this.note(`act ${n} ${type} ${JSON.stringify(input)} in ${this.#nth(seat)} by ${author}`);
    answer.then(
      (receipt: Receipt) => {
        act.outcome = 'done';
        this.note(`act ${n} is done`);
        this.#expect(receipt.id === id, 'a receipt of another act');
      },
      (error: unknown) => {
        act.outcome = RallyError.is(error) ? error.code : String(error);
        if (isRefusal(act.outcome)) this.#told(act, id, seat);
        this.note(`act ${n} is told ${act.outcome}`);
        this.#expect(rightly.includes(act.outcome), `act ${n} was told ${act.outcome}: ${String(error)}`);
      },
    );
  }

  /** Somebody else does something, by another way. */
  #lead(): void {
    const chance = this.#chance;
    const ref = ideaRef(chance.pick(this.#ideas));
    const id = `lead-${this.trace.length}`;
    const locked = chance.is(0.5);
    const command = chance.pick([
      { id, type: 'post.lock', input: { ref, locked } },
      { id, type: 'post.remove', input: { ref } },
      { id, type: 'idea.set-status', input: { id: ref.id, status: chance.pick(['open', 'planned']) } },
      { id, type: 'vote.set', input: { subject: ref, value: chance.pick([0, 1]) } },
      ...this.#answers
        .slice(-1)
        .map((answer) => ({ id, type: 'post.remove', input: { ref: { kind: 'answer', id: answer } } })),
    ]) as Command;
    this.note(`lea: ${command.type} ${JSON.stringify(command.input)}`);
    void this.#lea.apply([command]);
  }

  get #lea() {
    return this.#server.host.as(people.lea);
  }

  #draft({ tab, machine }: Seat): void {
    const place = this.#chance.pick(['one', 'two']);
    const body = this.#chance.is(0.8) ? `text ${this.trace.length}` : '';
    const who = tab.store.keeping.person ?? 'anon';
    this.note(`draft of ${who} at ${place}: ${body}`);
    const store = this.#mutant.drafts?.(tab.store) ?? tab.store;
    draftsOf(store).set(place, { body });
    const set = (person: string, value: { body: string } | undefined) => {
      const key = draftKey('site', person, place);
      // What could not be kept stays with its tab, whatever others do.
      if (machine.denied || machine.drafts.get(key) === 'unknown') machine.drafts.set(key, 'unknown');
      else if (value) machine.drafts.set(key, value);
      else machine.drafts.delete(key);
    };
    if (who !== 'anon') set('anon', undefined);
    set(who, body ? { body } : undefined);
  }

  // --- the end -----------------------------------------------------------------------------------------------------

  /** Everything works again, and everybody is there again to see what became of their acts. */
  async #heal(): Promise<void> {
    this.note('heal');
    this.#server.down = false;
    this.#server.busy = 0;
    for (const machine of this.#machines) {
      Object.assign(machine.line, { down: false, lossy: 0, longestMs: 40 });
      machine.denied = false;
    }
    for (const { tab } of this.#seats) {
      tab.thaw();
      tab.hide(false);
      tab.online();
    }
    await this.#clock.pass(1_000);
    for (const seat of this.#seats) this.#signIn(seat, seat.who);
    for (const machine of this.#machines)
      for (const who of ['ana', 'ben', null] as const) this.#open(machine, who);
    for (let n = 0; n < 12; n++) {
      await this.#clock.pass(10_000);
      if (this.#seats.every(({ tab: { store } }) => this.#isQuiet(store)) && n > 3) break;
    }
    await this.#clock.pass(1_000);
  }

  #isQuiet = (store: Store) => store.connection.value === 'live' && store.pending.value.length === 0;

  async #compare(seat: Seat): Promise<void> {
    const { tab, ideas, who } = seat;
    const { store } = tab;
    const at = `tab ${this.#nth(seat)} of ${who}`;
    this.#expect(store.connection.value === 'live', `${at} is ${store.connection.value}`);
    this.#expect(store.pending.value.length === 0, `${at} still has acts that wait`);
    const person = (store.keeping.person ?? null) as Who;
    if (!seat.mayBeOut) this.#expect(person === who, `${at} shows what ${person} sees`);
    ideas.showNew();
    const backend = this.#server.as(person);
    const truth = await backend.list(all);
    const shown = ideas.value;
    const text = (entities: readonly Entity[]) => {
      const sorted = [...entities].sort((a, b) => (refKey(a) < refKey(b) ? -1 : 1));
      return JSON.stringify(sorted.map((entity) => Object.entries(entity).sort()));
    };
    if (text(shown.items) !== text(truth.items)) {
      this.note(`shown ${text(shown.items)}`);
      this.note(`truth ${text(truth.items)}`);
      this.#wrong(`${at} shows other ideas than there are`);
    }
    this.#expect(shown.total === truth.total?.n, `${at} counts ${shown.total} ideas of ${truth.total?.n}`);
    for (const idea of person ? truth.items : []) {
      const [vote] = await backend.get([{ kind: 'vote', id: `${person}~idea~${idea.id}` }]);
      const value = vote && 'value' in vote ? vote.value : 0;
      this.#expect(store.myVote(idea) === value, `${at} shows another vote on ${idea.id} than there is`);
    }
    const [idea] = await backend.get([ideaRef('idea-1')]);
    for (const query of [...(idea && 'title' in idea ? [comments] : []), asked, answers]) {
      const list = store.list(query);
      list.showNew();
      const there = text((await backend.list(query)).items);
      const isSame = text(list.value.items) === there;
      if (!isSame) this.note(`shown ${text(list.value.items)}, truth ${there}`);
      this.#expect(isSame, `${at} shows other ${query.kind}s than there are`);
    }
    const drafts = draftsOf(this.#mutant.drafts?.(store) ?? store);
    for (const place of ['one', 'two']) {
      const of = (name: string) => seat.machine.drafts.get(draftKey('site', name, place));
      const expected = of('anon') ?? (person && of(person));
      if (of('anon') === 'unknown' || expected === 'unknown') continue;
      if (!seat.machine.browser.tabs.includes(tab)) continue;
      const got = drafts.get(place)?.body;
      this.#expect(got === expected?.body, `draft of ${person} at ${place} is ${got}, not ${expected?.body}`);
    }
  }

  #judge(): void {
    const live = new Set(this.#seats.map(({ tab }) => tab));
    const told = new Set<string>(
      [...live].flatMap(({ store }) => store.refused.value.map(({ command: { id } }) => id)),
    );
    for (const [id, act] of this.#done) {
      const { n, outcome, applied, shown, kept, refused } = act;
      const isRefused = outcome !== undefined && isRefusal(outcome);
      if (live.has(act.tab)) this.#expect(outcome !== undefined, `act ${n} was never answered`);
      if (outcome === 'done') this.#expect(applied === 1, `act ${n} was called done and was not`);
      if (told.has(id) || ((isRefused || shown) && !refused && !this.#isStuck(id)))
        this.#expect(applied === 0, `act ${n} was called refused and was done`);
      if (kept) this.#expect(applied === 1 || isRefused || shown, `act ${n} was kept and is lost`);
    }
    for (const { line } of this.#machines)
      for (const who of ['ana', 'ben', null]) {
        const open = [...line.streams].filter((stream) => stream.who === who).length;
        this.#expect(open <= 1, `${open} streams of ${who} in one browser`);
      }
  }

  async #closeAll(): Promise<void> {
    for (const { tab } of this.#seats) void tab.store.close();
    await this.#clock.pass(10_000);
    for (const seat of this.#seats) {
      const { timers, watchers, channels } = seat.tab;
      this.#expect(timers.size === 0, `tab ${this.#nth(seat)} left ${timers.size} timers`);
      this.#expect(watchers === 0 && channels.size === 0, `tab ${this.#nth(seat)} still listens`);
    }
    for (const { line } of this.#machines) this.#expect(line.streams.size === 0, 'a stream was left open');
    for (const machine of this.#machines)
      for (const tab of machine.browser.tabs) {
        tab.died.abort();
        // Node keeps what listens to a joined signal that never aborts, and with it all of this run.
        void tab.store.close();
      }
    await drain();
    this.#expect(this.#server.host.watching === 0, 'the server still tells somebody');
    this.note('end');
  }
}
