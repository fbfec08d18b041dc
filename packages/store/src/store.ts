import {
  ballotId,
  command,
  isTombstone,
  parentOf,
  queryKey,
  refKey,
  relatedRefs,
  RallyError,
  toRallyError,
  voteId,
  type Backend,
  type Call,
  type Command,
  type CommandInputs,
  type CommandType,
  type Entities,
  type Entity,
  type Kind,
  type ListKind,
  type Query,
  type Ref,
} from '@rallykit/core';
import { nanoid } from 'nanoid';
import { Cache, type Actor, type Before, type Copy } from './cache.js';
import { createDrafts } from './drafts.js';
import { LiveEntity, stateOf } from './entity-view.js';
import { environment, Pauses } from './environment.js';
import { Fetcher } from './fetcher.js';
import { Link } from './link.js';
import { LiveList, unloaded } from './list-view.js';
import { copyOf, Outbox } from './outbox.js';
import { Signal } from './signal.js';
import { Stream } from './stream.js';
import type {
  Connection,
  EntityState,
  EntityView,
  ListState,
  ListView,
  Session,
  Store,
  StoreOptions,
  Token,
} from './types.js';
import type { View, ViewHost } from './view.js';

/** A backend that is silent for so long is taken for one that does not answer. */
const deadlineMs = 30_000;
/** A view is kept so long after its last subscriber: an element that moves in the page leaves and comes back. */
const graceMs = 1_000;
/** Stands for a reader who would become a guest by acting, until the backend gives them a name. */
const guestToBe = { id: 'guest.to-be', name: 'Guest', role: 'guest' } as const;

/**
 * Makes the client of one community. Nothing is asked for before somebody subscribes or acts.
 * @example
 * const store = createStore({ connect: (token) => httpBackend({ address: 'https://community.example.com', token }) });
 * const ideas = store.list({ kind: 'idea', board: 'product' });
 * const stop = ideas.subscribe(() => console.log(ideas.value.items));
 */
export function createStore(options: StoreOptions): Store {
  const env = { ...environment, ...options.environment };
  const pauses = new Pauses(env);
  const cache = new Cache();
  const session = new Signal<Session | undefined>(undefined);
  const connection = new Signal<Connection>('idle');
  const views = new Map<string, View>();
  const handles = new Map<string, WeakRef<object>>();
  const leaving = new Map<View, () => void>();
  let link = new Link(options.connect, options.token);
  let offline = false;
  let reviving = false;
  let closed = false;
  let cleanAbove = 1_000;

  // --- who this is -------------------------------------------------------------------------------------------------

  function actor(): Actor | undefined {
    if (!session.value) return undefined;
    const { member, may } = session.value.viewer;
    const guests = may.includes('idea.create') ? 'post' : may.includes('vote.set') ? 'vote' : 'none';
    return { identity: member ?? (may.length > 0 ? guestToBe : null), guests };
  }

  const me = () => actor()?.identity?.id;

  const inUse = () => !closed && (views.size > 0 || session.size > 0 || outbox.acts.length > 0);

  /** Learns who this is and what the backend can do; tries until it is known or nobody cares. */
  function learn(): void {
    const asked = link;
    asked.learning ??= askWho(asked).finally(() => (asked.learning = undefined));
  }

  async function askWho(asked: Link): Promise<void> {
    for (let attempt = 0; asked === link && inUse(); attempt++) {
      try {
        const both = [
          call((backend, each) => backend.viewer(each)),
          call((backend, each) => backend.supports(each)),
        ] as const;
        // The answer of one must not end the pause that the failure of the other begins.
        await Promise.allSettled(both);
        const [viewer, supports] = await Promise.all(both);
        if (asked === link) meet({ viewer, supports });
        return;
      } catch (thrown) {
        if (toRallyError(thrown).retry !== 'same-key') return;
        await pauses.before(attempt, asked.signal);
      }
    }
  }

  function meet(met: Session): void {
    const before = me();
    link.person.id = met.viewer.member?.id ?? null;
    if (JSON.stringify(met) !== JSON.stringify(session.value)) session.set(met);
    if (me() !== before) {
      cache.forgetOthers(me());
      if (before !== undefined && stream.open && stream.token !== undefined) stream.start(stream.token);
    }
    outbox.release(link.person);
    show({});
    for (const view of views.values()) view.reconsider();
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
    throw new RallyError('aborted', 'The request was cancelled, because somebody else signed in.');
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
    outbox.hold();
    queueMicrotask(() => options.onAuthRequired?.(error));
  }

  function tellConnection(): void {
    connection.set(views.size === 0 || closed ? 'idle' : offline ? 'offline' : stream.state);
  }

  // --- what changes ------------------------------------------------------------------------------------------------

  /** Takes copies in, lays the pending acts over them and tells the views. `live`: it happened just now. */
  function show({
    copies,
    absent,
    live = true,
  }: {
    copies?: readonly Copy[];
    absent?: readonly Ref[];
    live?: boolean;
  }): void {
    const before = cache.update({
      ...(copies && { copies }),
      ...(absent && { absent }),
      pending: outbox.acts,
      actor: actor(),
    });
    if (before.size > 0) tell(before, live);
    if (cache.size > cleanAbove) clean();
  }

  function tell(before: Before, live: boolean): void {
    const touched = new Set(before.keys());
    let wide = false;
    for (const [key, old] of before) {
      const copy = cache.at(key) ?? old;
      if (!copy || isTombstone(copy) || wideKinds.includes(copy.kind)) wide = true;
      else touched.add(subjectOf(copy) ?? key);
    }
    for (const view of views.values()) view.changed({ before, touched, wide, live });
  }

  /** Forgets what nobody shows. */
  function clean(): void {
    for (const [key, handle] of handles) if (!handle.deref()) handles.delete(key);
    if (views.size === 0 && outbox.acts.length === 0) cache.clear();
    else if (outbox.acts.length === 0) {
      const shown = new Set([...views.values()].flatMap((view) => [...view.keys()]));
      const entities = [...shown].flatMap((key) => entityAt(key) ?? []);
      for (const ref of relatedRefs(entities, undefined)) shown.add(refKey(ref));
      cache.prune((key, entity) => shown.has(subjectOf(entity) ?? key) || entity.kind === 'community');
    }
    cleanAbove = 1_000 + 2 * cache.size;
  }

  function entityAt(key: string): Entity | undefined {
    const copy = cache.at(key);
    return copy && cache.get(copy);
  }

  const fetcher = new Fetcher({
    cache,
    get: (refs) => call((backend, each) => backend.get(refs, each)),
    take: (copies, absent) => show({ copies, absent, live: false }),
  });

  const outbox = new Outbox({
    pauses,
    get max() {
      return session.value?.supports.batch.max ?? 1;
    },
    send: (commands) => call((backend, each) => backend.apply(commands, each)),
    async applied() {
      // A guest's first act makes them known.
      if (session.value?.viewer.member !== null) return;
      const [viewer] = await Promise.allSettled([call((backend, each) => backend.viewer(each))]);
      if (viewer.status === 'fulfilled' && session.value) meet({ ...session.value, viewer: viewer.value });
    },
    land(copies) {
      show({ copies });
      if (views.size === 0) clean();
    },
    awaitsSignIn: ({ code }) => code === 'unauthenticated' && link.refused,
  });

  const stream = new Stream({
    pauses,
    backend: () => link.backend(),
    scope() {
      const boards = [...views.values()].map((view) => view.boards);
      return boards.includes(undefined) ? {} : { boards: [...new Set(boards.flatMap((each) => each ?? []))] };
    },
    changes: (changes) => show({ copies: changes.map(copyOf) }),
    reread(all) {
      if (all) learn();
      for (const view of views.values()) if (all || view.since === undefined) void view.reload();
    },
    heard,
    moved: tellConnection,
  });

  // --- views -------------------------------------------------------------------------------------------------------

  const host: ViewHost = {
    cache,
    now: env.now,
    me,
    list: (query) => call((backend, each) => backend.list(query, each)),
    take({ items, related }) {
      show({ copies: [...items, ...related], live: false });
      fetcher.need(items);
    },
    need(key) {
      const entity = entityAt(key);
      if (entity) fetcher.need([entity]);
    },
    fetch: (refs) => fetcher.fetch(refs),
    token: () => stream.token,
    settled(view, asOf) {
      if (![...views.values()].includes(view)) return;
      if (view.error) {
        if (view.error.retry === 'same-key') void revive(view.error);
        if (stream.open || [...views.values()].every((each) => each.loading || each.error)) return;
      }
      if (!stream.open) {
        if (asOf !== undefined || ![...views.values()].some((each) => each.loading)) stream.start(asOf);
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
  };

  /** Reads again what could not be read, until it can. */
  async function revive({ retryAfterMs }: RallyError): Promise<void> {
    if (reviving) return;
    reviving = true;
    for (let attempt = 0; inUse(); attempt++) {
      await pauses.before(attempt, link.signal, retryAfterMs);
      const failed = [...views.values()].filter((view) => view.error?.retry === 'same-key');
      if (failed.length === 0) break;
      await Promise.all(failed.map((view) => view.reload()));
    }
    reviving = false;
  }

  function subscribe(key: string, make: () => View, listener: () => void): () => void {
    let view = views.get(key);
    if (view) {
      leaving.get(view)?.();
      leaving.delete(view);
    } else {
      view = make();
      views.set(key, view);
      view.open();
      if (link.person.id === undefined) learn();
      tellConnection();
    }
    const opened = view;
    const stop = opened.subscribe(listener);
    return () => {
      stop();
      if (opened.size === 0 && views.get(key) === opened && !leaving.has(opened)) {
        leaving.set(
          opened,
          env.after(graceMs, () => free(key, opened)),
        );
      }
    };
  }

  function free(key: string, view: View): void {
    leaving.delete(view);
    views.delete(key);
    view.stop();
    if (views.size === 0) {
      stream.stop();
      pauses.wake();
    }
    clean();
    tellConnection();
  }

  function list<K extends ListKind>({ after: _, ...query }: Query<K>): ListView<Entities[K]> {
    const key = `${queryKey(query)}${query.first ?? ''}${query.total ?? ''}`;
    const live = () => views.get(key) as LiveList | undefined;
    return handle<ListView<Entities[K]>>(key, () => ({
      get value() {
        return (live()?.value ?? unloaded) as ListState<Entities[K]>;
      },
      subscribe: (listener) => subscribe(key, () => new LiveList(host, query), listener),
      loadMore: async () => live()?.loadMore(),
      refresh: async () => live()?.refresh(),
      showNew: () => live()?.showNew(),
    }));
  }

  function entity<K extends Kind>({ kind, id }: Ref<K>): EntityView<K> {
    const ref = { kind, id };
    const key = refKey(ref);
    let last: EntityState<K> = { status: 'loading' };
    return handle<EntityView<K>>(key, () => ({
      get value() {
        const live = views.get(key) as LiveEntity | undefined;
        if (live) return live.value as EntityState<K>;
        const now = stateOf(cache, ref);
        const same =
          now.status === 'ready'
            ? last.status === 'ready' && now.entity === last.entity && now.pending === last.pending
            : now.status === last.status;
        return same ? last : (last = now);
      },
      subscribe: (listener) => subscribe(key, () => new LiveEntity(host, ref), listener),
      refresh: async () => views.get(key)?.reload(),
    }));
  }

  /** The same object for equal questions, so that whoever asks again need not subscribe again. */
  function handle<T extends object>(key: string, make: () => T): T {
    const known = handles.get(key)?.deref() as T | undefined;
    if (known) return known;
    const made = make();
    handles.set(key, new WeakRef(made));
    return made;
  }

  // --- acts --------------------------------------------------------------------------------------------------------

  const isClosed = () => new RallyError('closed', 'This page has closed its connection. Reload it to go on.');

  function dispatch<T extends CommandType>(type: T, input: CommandInputs[T]) {
    if (closed) return Promise.reject(isClosed());
    // An id starts with a letter or digit, which nanoid does not promise.
    const act = command(`c${nanoid()}`, type, { ...input }) as Command;
    const receipt = outbox.add(act, env.now(), link.person);
    show({});
    if (link.person.id === undefined) learn();
    return receipt;
  }

  function refusal<T extends CommandType>(type: T, input: CommandInputs[T]): RallyError | undefined {
    const who = actor();
    if (!who || !session.value) return undefined;
    const { viewer, supports } = session.value;
    if (!supports.commands.includes(type)) {
      return new RallyError('not-supported', 'The store of this community does not do this.');
    }
    let guessed = false;
    const get = <K extends Kind>(ref: Ref<K>) => {
      const found = cache.get(ref);
      // Its own new id, and what comes to be by acting, are rightly not there.
      const fresh = ref.id === (input as { id?: string }).id && type.endsWith('.create');
      if (!found && !cache.missing(ref) && !fresh && !madeByActing.includes(ref.kind)) guessed = true;
      return found;
    };
    try {
      cache.attempt(command('refusal', type, input) as Command, env.now(), who, { get });
    } catch (thrown) {
      return RallyError.is(thrown) && !guessed ? thrown : undefined;
    }
    return viewer.may.includes(type) ? undefined : new RallyError('forbidden', 'You may not do this here.');
  }

  // --- sign-in -----------------------------------------------------------------------------------------------------

  function switchTo(token: Token | undefined): void {
    outbox.hold();
    stream.stop();
    void link.end();
    const inOrOut = token === undefined || link.token === undefined;
    link = new Link(options.connect, token);
    if (inOrOut) session.set(undefined);
    // Nothing waits to be sent, so there is nobody to be mistaken for.
    if (outbox.acts.length === 0) outbox.release(link.person);
    show({});
    if (inUse()) learn();
    for (const view of views.values()) {
      view.since = undefined;
      if (inOrOut) view.reconsider();
      void view.reload();
    }
  }

  return {
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
    pending: outbox.pending,
    list,
    entity,
    peek: (ref) => cache.get(ref),
    myVote(subject) {
      const who = me();
      return who === undefined ? 0 : (cache.get({ kind: 'vote', id: voteId(who, subject) })?.value ?? 0);
    },
    myBallot(poll) {
      const who = me();
      return who === undefined ? [] : (cache.get({ kind: 'ballot', id: ballotId(who, poll) })?.options ?? []);
    },
    dispatch,
    refusal,
    setToken(token) {
      if (!closed && (token !== link.token || link.refused)) switchTo(token);
    },
    drafts: createDrafts(
      options.name ?? '',
      options.storage,
      () => session.value?.viewer.member?.id,
      env.now,
    ),
    async close() {
      if (closed) return;
      closed = true;
      for (const view of views.values()) view.stop();
      for (const cancel of leaving.values()) cancel();
      stream.stop();
      outbox.close(isClosed());
      tellConnection();
      await link.end();
    },
  };
}

const madeByActing: readonly Kind[] = ['vote', 'ballot', 'member', 'community'];

/** What is shown beside many others. */
const wideKinds: readonly Kind[] = ['member', 'board', 'community'];

/** What a vote or ballot is on, as a key: it shows there. */
const subjectOf = (entity: Entity): string | undefined =>
  entity.kind === 'vote' || entity.kind === 'ballot' ? refKey(parentOf(entity)!) : undefined;

const isUnreachable = ({ code }: RallyError) =>
  code === 'offline' || code === 'unavailable' || code === 'timeout';
