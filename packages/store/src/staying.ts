import { Group, type Message } from './group.js';
import type { Inside } from './inside.js';
import { Polling } from './polling.js';
import type { Watched } from './stream.js';
import type { Channel } from './types.js';
import { hasUnsent } from './unsent.js';

export { lasting } from './lasting.js';

/** A page that nobody sees closes its stream after so long. */
const hiddenMs = 60_000;
const tickMs = 10_000;
/** A clock that is ahead by so much was asleep. */
const asleepMs = 15_000;

/**
 * What a page takes that stays open: it shares one stream and one outbox with the other tabs of its person, rests while
 * it is hidden, catches up after sleep, and asks again and again where a backend only answers.
 */
export class Staying {
  readonly #store: Inside;
  readonly #tab: string;
  readonly #polling: Polling;
  readonly #stops: (() => void)[];
  #channel: Channel | undefined;
  #group: Group | undefined;
  /** Settled when it is known whether there is a group. */
  #joined: Promise<void> | undefined;
  #denied = false;
  /** Another tab says that there is a guest by now. */
  #mayBeKnown = false;
  #closed = false;
  /** Settled when the page is seen again; undefined while it is. */
  #resting: Promise<void> | undefined;
  #rise = () => {};
  #cancelRest = () => {};
  #cancelTick = () => {};

  constructor(store: Inside) {
    this.#store = store;
    const { env, stream } = store;
    this.#tab = [env.random(), env.random()].map((part) => part.toString(36).slice(2)).join('');
    this.#polling = new Polling(store, () => this.#isHidden);
    this.#openChannel();
    stream.source = () => this.#watched();
    this.#stops = [env.page(({ type }) => this.#seen(type)), env.online(() => this.#reopen())];
    if (env.hidden || 'document' in globalThis) this.#tick();
    this.#seen('');
    if (store.link.person.id !== undefined) this.meet();
  }

  get #isHidden(): boolean {
    return this.#store.env.hidden?.() ?? globalThis.document?.hidden ?? false;
  }

  close(): void {
    this.#closed = true;
    this.#group?.leave();
    this.#channel?.close();
    for (const stop of [...this.#stops, this.#cancelRest, this.#cancelTick, this.#rise]) stop();
    this.#polling.stop();
  }

  // --- other tabs --------------------------------------------------------------------------------------------------

  #openChannel(): void {
    const { channel, env, name } = this.#store;
    if (!channel) return;
    // From here on messages are heard here.
    channel.close();
    this.#channel = env.channel(`rallykit:1:${name}`, (message) => this.#hear(message));
  }

  #hear(message: unknown): void {
    const { link, learn } = this.#store;
    const said = typeof message === 'object' ? (message as Message | null) : null;
    if (said && said.person === this.#group?.person) return this.#group.hear(said);
    // Somebody who is there without a name yet, or does not know of other tabs.
    if (!said || (said.type === 'join' && said.person === null)) return this.#group?.greet();
    const isNobody = link.token === undefined && link.person.id === null;
    if (said.type !== 'join' || !said.guest || !isNobody) return;
    this.#mayBeKnown = true;
    learn();
  }

  /** It is known who this is, maybe anew. */
  meet(): void {
    const { link, session, views } = this.#store;
    if (session.value?.supports.live.mode === 'poll') this.#polling.start();
    // They became a guest in another tab: what is theirs was not read here.
    if (this.#mayBeKnown && link.person.id) for (const view of views.all) void view.reload();
    this.#mayBeKnown = false;
    const group = this.#group;
    if (group && group.link === link && group.person === (link.person.id ?? null)) return;
    group?.leave();
    this.#group = undefined;
    if (!this.#resting) this.#joined = this.#join();
  }

  async #join(): Promise<void> {
    const store = this.#store;
    const { link, env } = store;
    const { id } = link.person;
    const locks = env.locks ?? globalThis.navigator?.locks;
    const backend = await link.backend().catch(() => undefined);
    const others = this.#channel && locks && !this.#denied && backend && !backend.pageOnly;
    if (others) await store.prepare();
    if (this.#closed || this.#resting || this.#group) return;
    if (link !== store.link || id === undefined || id !== link.person.id) return;
    if (!others || !store.outbox) return this.#restore();
    this.#group = new Group({
      store,
      locks,
      tab: this.#tab,
      say: (message) => this.#channel?.postMessage(message),
      restore: () => this.#restore(),
      isHidden: () => this.#isHidden,
      signedOut: () => this.#signedOut(),
      ended: (denied) => {
        this.#group = undefined;
        this.#denied = denied;
        if (denied) this.#restore();
        this.#restart();
      },
    });
    this.#group.join();
    this.#restart();
  }

  /** Goes on with what was kept before the page was loaded. */
  #restore(): void {
    const { options, name, link, prepare } = this.#store;
    if (hasUnsent(name, options))
      void prepare().then(() => this.#store.outbox?.restore(link.person, link.signal));
  }

  /** The page signs out: so do all tabs. */
  signOut(): void {
    if (this.#store.link.token !== undefined) this.#group?.signOut();
  }

  /** A token function knows whether that holds for this tab; who was named by a token of this page is nobody now. */
  #signedOut(): void {
    const { link, switchTo } = this.#store;
    if (link.token !== undefined) switchTo(typeof link.token === 'function' ? link.token : undefined);
  }

  // --- the stream --------------------------------------------------------------------------------------------------

  async #watched(): Promise<Watched> {
    await this.#resting;
    await this.#joined;
    const backend = await this.#store.link.backend();
    const group = this.#group;
    if (!group || !backend.watch) return backend;
    return { watch: (scope, from, call = {}) => group.watch(backend, scope, from, call) };
  }

  /** Watches on from where it is, by the way that is right now. */
  #restart(): void {
    const { stream } = this.#store;
    if (stream.open) stream.start(stream.token);
  }

  /** What was connected may be so no longer. */
  #reopen(): void {
    this.#store.pauses.wake();
    this.#polling.hurry();
    if (this.#group) this.#group.reopen();
    else this.#restart();
  }

  #tick(): void {
    const { env } = this.#store;
    const expected = env.now() + tickMs;
    this.#cancelTick = env.after(tickMs, () => {
      if (env.now() > expected + asleepMs && !this.#isHidden) this.#reopen();
      // What could not be read before, or was left by somebody who signed in as another since.
      // While this rests, those are for the tabs that are looked at.
      if (!this.#resting && (this.#group?.sends ?? this.#joined)) this.#restore();
      this.#tick();
    });
  }

  // --- whether somebody looks --------------------------------------------------------------------------------------

  #seen(event: string): void {
    this.#cancelRest();
    if (event === 'pagehide') this.#rest(true);
    else if (this.#isHidden) this.#restLater();
    else this.#look();
  }

  #restLater(): void {
    this.#cancelRest = this.#store.env.after(hiddenMs, () => {
      // What waits to be sent keeps it up.
      if (this.#store.outbox?.acts.length) this.#restLater();
      else this.#rest(false);
    });
  }

  /** `away`: the page is left, and maybe comes back as it is. Another tab leads, nothing stays open. */
  #rest(away: boolean): void {
    const { stream } = this.#store;
    if (away) {
      this.#group?.leave();
      this.#group = undefined;
      this.#channel?.close();
      this.#channel = undefined;
      this.#store.outbox?.leave(true);
    }
    if (this.#resting) return;
    this.#resting = new Promise((resolve) => (this.#rise = resolve));
    this.#group?.leave();
    this.#group = undefined;
    this.#restart();
    if (stream.open) stream.move('stale');
  }

  #look(): void {
    this.#polling.hurry();
    if (!this.#resting) return;
    const { link, outbox, stream, switchTo } = this.#store;
    this.#resting = undefined;
    const wasAway = !this.#channel;
    if (wasAway) this.#openChannel();
    outbox?.leave(false);
    if (stream.open) stream.move('catching-up');
    // Whoever signed out meanwhile was not heard.
    if (wasAway && typeof link.token === 'function') switchTo(link.token);
    else if (link.person.id !== undefined) this.meet();
    this.#rise();
  }
}
