import {
  castOn,
  cancelled,
  closed as isClosed,
  toRallyError,
  type Backend,
  type Ballot,
  type Call,
  type Command,
  type CommandInputs,
  type CommandType,
  type Entity,
  type RallyError,
  type Receipt,
  type Ref,
  type Vote,
} from '@rallykit/core';
import { createCache, type Actor, type Copy } from './cache.js';
import { createPauses, environment } from './environment.js';
import { fetcher } from './fetcher.js';
import { guestToBe } from './guest.js';
import { createLink } from './link.js';
import type { Inside } from './inside.js';
import type { Outbox } from './outbox.js';
import { plainRefusal } from './refusal.js';
import { signal } from './signal.js';
import type { Staying } from './staying.js';
import { createStream, type Stream } from './stream.js';
import { hasUnsent } from './unsent.js';
import type {
  Acting,
  Connection,
  PendingAct,
  RefusedAct,
  Session,
  Store,
  StoreOptions,
  Token,
} from './types.js';
import { createViews, type Views } from './views.js';

/** A backend that is silent for so long is taken for one that does not answer. */
const deadlineMs = 30_000;

/**
 * Makes the client of one community. Nothing is asked for before somebody subscribes or acts.
 * @example
 * const store = createStore({ connect: (token) => httpBackend({ url: 'https://community.example.com', token }) });
 * const ideas = store.list({ kind: 'idea', board: 'product' });
 * const stop = ideas.subscribe(() => console.log(ideas.value.items));
 */
export function createStore(options: StoreOptions): Store {
  const env = { ...environment, ...options.environment };
  const pauses = createPauses(env);
  const cache = createCache();
  const session = signal<Session | undefined>(undefined);
  const connection = signal<Connection>('idle');
  const pending = signal<readonly PendingAct[]>([]);
  const refused = signal<readonly RefusedAct[]>([]);
  /** Loaded when somebody acts or something happens. */
  let acting: Acting | undefined;
  let outbox: Outbox | undefined;
  /** Loaded when the page turns out to be one of several, or is hidden. */
  let staying: Staying | undefined;
  const { name = '' } = options;
  let link = createLink(options, options.token, env.now);
  let offline = false;
  let reviving = false;
  let closed = false;
  let cleanAbove = 1_000;
  let cleaning: (() => void) | undefined;

  // --- who this is -------------------------------------------------------------------------------------------------

  function actor(): Actor | undefined {
    if (!session.value) return undefined;
    const { member, may } = session.value.viewer;
    return { identity: member ?? (may.length > 0 ? guestToBe : null), may };
  }

  const me = () => actor()?.identity?.id;

  /** My vote or ballot on something, pending acts included. */
  function mineOn(ref: Ref): Entity | undefined {
    const [mine] = castOn(ref, me());
    return mine && cache.get(mine);
  }

  const acts = () => outbox?.acts ?? [];

  const inUse = () => !closed && (views.size > 0 || session.listeners.size > 0 || acts().length > 0);

  /** Learns who this is and what the backend can do; tries until it is known or nobody cares. */
  function learn(): void {
    const asked = link;
    const ask = async () => {
      if (!inUse()) return true;
      try {
        // What a backend can do it mostly knows by heart.
        const viewer = await call((backend, each) => backend.viewer(each));
        const supports = await call((backend, each) => backend.supports(each));
        if (asked === link) meet({ viewer, supports });
        return true;
      } catch (thrown) {
        return toRallyError(thrown).retry !== 'same-key';
      }
    };
    asked.learning ??= pauses.until(asked.signal, ask).finally(() => (asked.learning = undefined));
  }

  function meet(met: Session): void {
    const before = me();
    link.person.id = met.viewer.member?.id ?? null;
    if (JSON.stringify(met) !== JSON.stringify(session.value)) session.set(met);
    if (me() !== before) {
      forget((_, copy) => 'member' in copy && copy.member !== me());
      if (before !== undefined && stream.open && stream.token !== undefined) stream.start(stream.token);
    }
    outbox?.release(link.person);
    staying?.meet();
    if (hasUnsent(name, options) || met.supports.live.mode === 'poll') stay();
    show({});
    for (const view of views.all) view.reconsider();
  }

  // --- calls -------------------------------------------------------------------------------------------------------

  async function call<T>(work: (backend: Backend, call: Call) => Promise<T>): Promise<T> {
    const used = link;
    try {
      const answer = await work(await used.backend(), { signal: used.signal, deadlineMs });
      if (used === link) {
        used.works = true;
        heard(undefined);
        return answer;
      }
    } catch (thrown) {
      const error = toRallyError(thrown);
      if (used === link) {
        heard(error);
        throw error;
      }
    }
    throw cancelled();
  }

  /** What the backend's last answer says about the connection. */
  function heard(error: RallyError | undefined): void {
    const was = offline;
    if (!error) offline = false;
    else if (isUnreachable(error)) offline = true;
    else if (error.code === 'unauthenticated') refuse(error);
    if (was && !offline) pauses.wake();
    tellConnection();
  }

  function refuse(error: RallyError): void {
    if (link.token === undefined || link.refused) return;
    link.refused = true;
    // A token that was good and ran out: the function gets a new one.
    if (typeof link.token === 'function' && link.works) return switchTo(link.token);
    outbox?.hold();
    queueMicrotask(() => options.onAuthRequired?.(error));
  }

  function tellConnection(): void {
    connection.set(views.size === 0 || closed ? 'idle' : offline ? 'offline' : stream.state);
  }

  // --- what changes ------------------------------------------------------------------------------------------------

  /** Takes copies in, lays the pending acts over them and tells the views. `live`: it happened just now. */
  function show({
    copies = [],
    absent = [],
    live = true,
  }: {
    copies?: readonly Copy[];
    absent?: readonly Ref[];
    live?: boolean;
  }): void {
    const who = actor();
    const before = cache.update(copies, absent, (old) => who && acting?.lay(cache, acts(), who, old));
    if (before.size > 0) views.tell(before, live);
    // Not at once: a view that takes a page in knows of its items only after this.
    if (cache.size > cleanAbove) queueMicrotask(clean);
  }

  /** Forgets what matches, and what is not there for this person. */
  function forget(matches: Parameters<typeof cache.forget>[0]): void {
    cache.forget(matches);
    cache.absent.clear();
  }

  /** Forgets what nobody shows, unless acts are laid over it. */
  function clean(): void {
    cleaning = void cleaning?.();
    if (acts().length > 0) return;
    if (views.size === 0) forget(() => true);
    else acting?.prune(views);
    cleanAbove = 1_000 + 2 * cache.size;
  }

  const single = fetcher({
    cache,
    get: (refs) => call((backend, each) => backend.get(refs, each)),
    take: (copies, absent) => show({ copies, absent, live: false }),
  });

  const stream: Stream = createStream({
    pauses,
    backend: () => link.backend(),
    scope() {
      const boards = views.all.map((view) => view.boards);
      return boards.includes(undefined) ? {} : { boards: [...new Set(boards.flatMap((each) => each ?? []))] };
    },
    ready: (signal) => equipped(signal),
    changes: (changes) => acting!.gather(inside, changes),
    reread(all) {
      if (all) learn();
      for (const view of views.all) if (all || view.since === undefined) void view.reload();
    },
    heard,
    moved: tellConnection,
  });

  // --- views -------------------------------------------------------------------------------------------------------

  const views: Views = createViews({
    cache,
    now: env.now,
    after: env.after,
    me,
    list: (query) => call((backend, each) => backend.list(query, each)),
    keep: (list) => acting && new acting.Upkeep(list, views.host),
    take({ items, related }) {
      show({ copies: [...items, ...related], live: false });
      single.need(items);
    },
    need(key) {
      const entity = cache.entity(key);
      if (entity) single.need([entity]);
    },
    fetch: single.fetch,
    token: () => stream.token,
    settled(view, asOf) {
      if (!views.all.includes(view)) return;
      if (view.error) {
        if (view.error.retry === 'same-key') void revive(view.error);
        if (stream.open || views.all.every((each) => each.loading || each.error)) return;
      }
      if (!stream.open) {
        if (asOf !== undefined || !views.all.some((each) => each.loading)) stream.start(asOf);
      } else if (
        asOf !== undefined &&
        view.since === undefined &&
        stream.token !== undefined &&
        asOf !== stream.openedFrom
      ) {
        // Read while the stream was opened from elsewhere: what came between is known to neither.
        void view.reload();
      } else if (!stream.covers(view.boards)) {
        stream.start(view.since ?? stream.openedFrom);
      }
    },
    viewsChanged() {
      if (views.size > 0 && link.person.id === undefined) learn();
      if (views.size === 0) {
        stream.stop();
        pauses.wake();
        clean();
      }
      // Once for all that come and go together: it looks at all that is shown.
      else cleaning ??= env.after(0, clean);
      tellConnection();
    },
  });

  /** Reads again what could not be read, until it can. */
  async function revive({ retryAfterMs }: RallyError): Promise<void> {
    if (reviving) return;
    reviving = true;
    for (let attempt = 0; inUse(); attempt++) {
      await pauses.before(attempt, link.signal, retryAfterMs);
      const failed = views.all.filter((view) => view.error?.retry === 'same-key');
      if (!failed[0]) break;
      await Promise.all(failed.map((view) => view.reload()));
    }
    reviving = false;
  }

  // --- acts --------------------------------------------------------------------------------------------------------

  function equip(loaded: Acting): void {
    if (outbox) return;
    acting = loaded;
    outbox = acting.openOutbox(inside);
  }

  /** Acts wait for it; who asks next tries to load it again. */
  const prepare = async (): Promise<void> => {
    if (!outbox) await import('./acting.js').then(equip, () => {});
  };

  /** Loads what acts and live changes take. */
  const equipped = (signal: AbortSignal) =>
    pauses.until(signal, async () => {
      await prepare();
      return outbox !== undefined;
    });

  /** Loads what a page takes that stays open: beside other tabs, hidden, or with acts of before. */
  const stay = (): void =>
    void pauses.until(link.signal, async () => {
      const loaded = options.staying ?? (await import('./staying.js').catch(() => {}));
      if (loaded) staying ??= new loaded.Staying(inside);
      return staying !== undefined;
    });

  async function dispatch<T extends CommandType>(type: T, input: CommandInputs[T]): Promise<Receipt> {
    const { person } = link;
    const act = { type, input: { ...input }, at: env.now() };
    // Somebody who did not turn to a widget first waits for what acting takes.
    while (!outbox && !closed) await equipped(link.signal);
    if (!outbox || closed) throw isClosed();
    return acting!.give(inside, outbox, act, person);
  }

  // --- sign-in -----------------------------------------------------------------------------------------------------

  function switchTo(token: Token | undefined): void {
    outbox?.hold();
    stream.stop();
    void link.end();
    const inOrOut = token === undefined || link.token === undefined;
    link = createLink(options, token, env.now);
    if (inOrOut) session.set(undefined);
    // Nothing waits to be sent, so there is nobody to be mistaken for.
    if (acts().length === 0) outbox?.release(link.person);
    show({});
    if (inUse()) learn();
    for (const view of views.all) {
      view.since = undefined;
      if (inOrOut) view.reconsider();
      void view.reload();
    }
  }

  // --- other tabs, and this one over time --------------------------------------------------------------------------

  /** Says that this tab is there; one that hears of another loads what they share. */
  const channel = name ? env.channel(`rallykit:1:${name}`, stay) : undefined;
  channel?.postMessage(0);
  const leavePage = env.page(stay);

  const inside: Inside = {
    options,
    name,
    env,
    pauses,
    session,
    pending,
    refused,
    stream,
    views,
    channel,
    get link() {
      return link;
    },
    get outbox() {
      return outbox;
    },
    call,
    show,
    clean,
    learn,
    meet,
    heard,
    switchTo,
    prepare,
  };
  if (options.acting) equip(options.acting);

  const self: Store = {
    session: {
      get value() {
        return session.value;
      },
      subscribe(listener) {
        const stop = session.subscribe(listener);
        if (link.person.id === undefined) learn();
        return stop;
      },
    },
    connection,
    pending,
    refused,
    dismiss: (id) => outbox?.dismiss(id),
    list: views.list,
    entity: views.entity,
    peek: cache.get,
    myVote: (subject) => (mineOn(subject) as Vote | undefined)?.value ?? 0,
    myBallot: (poll) => (mineOn({ kind: 'poll', id: poll }) as Ballot | undefined)?.options ?? [],
    prepare,
    dispatch,
    refusalCode(type, input) {
      const who = actor();
      const act = { type, input } as Command;
      return who && (plainRefusal(cache, session.value!, who, act) ?? self.refusal(type, input)?.code);
    },
    refusal(type, input) {
      const who = actor();
      const act = { type, input } as Command;
      return who && acting?.refusal(cache, session.value!, who, act, env.now());
    },
    setToken(token) {
      if (closed || (token === link.token && !link.refused)) return;
      if (token === undefined) staying?.signOut();
      switchTo(token);
    },
    keeping: {
      name,
      storage: options.storage,
      get person() {
        return link.person.id;
      },
      now: env.now,
    },
    async close() {
      if (closed) return;
      closed = true;
      staying?.close();
      leavePage();
      channel?.close();
      views.close();
      stream.stop();
      outbox?.close(isClosed());
      tellConnection();
      await link.end();
    },
  };
  return self;
}

const isUnreachable = ({ code }: RallyError) => /^(offline|unavailable|timeout)$/.test(code);
