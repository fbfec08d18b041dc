import { createHash } from 'node:crypto';
import {
  communityRef,
  defineBackend,
  everyCommand,
  filters,
  limits,
  sorts,
  readerOf,
  refKey,
  relatedRefs,
  toRallyError,
  viewerOf,
  type Backend,
  type BackendSpec,
  type Command,
  type Entities,
  type Entity,
  type Identity,
  type Kept,
  type Kind,
  type ListHandler,
  type ListKind,
  type Page,
  type Query,
  type Receipt,
  type Ref,
  type Tombstone,
  type WriteLimit,
} from '@rallykit/core';
import { parseCommand, parseQuery, parseRefs } from '@rallykit/core/schema';
import type { Database, Dialect } from './dialect.js';
import type { Feed } from './feed.js';
import { headOf } from './head.js';
import { Lists } from './list.js';
import { seen } from './rows.js';
import type { Writer } from './writer.js';

type Applied = Exclude<Receipt, { error: unknown }>;

/** What all connections of a host share, once the database is open. */
export interface Store {
  readonly database: Database;
  readonly feed: Feed;
  readonly writer: Writer;
}

export interface ConnectionOptions {
  readonly name: Dialect['name'];
  readonly community: string;
  readonly identity: Identity | null;
  readonly retention: number;
  readonly receiptsMs: number;
  readonly writesAMinute: number | undefined;
  readonly writes: WriteLimit;
  /** Runs work on the store; what the database throws becomes a RallyError. */
  withStore<T>(work: (store: Store) => Promise<T>): Promise<T>;
  onClose(): void;
}

/** One person's connection to one community. */
export function connect({
  name,
  community,
  identity,
  retention,
  receiptsMs,
  writesAMinute,
  writes,
  withStore,
  onClose,
}: ConnectionOptions): Backend {
  /** What a reader finds under each ref. */
  async function look(
    { database }: Store,
    refs: readonly Ref[],
    reader: Identity | null,
  ): Promise<(Entity | Tombstone | null)[]> {
    if (refs.length === 0) return [];
    const rows = await database.read
      .selectFrom('entity')
      .select(['ref', 'state', 'body'])
      .where('community', '=', community)
      .where(database.dialect.among('ref', refs.map(refKey)))
      .execute();
    const found = new Map(rows.map((row) => [row.ref, seen(row, reader)]));
    return refs.map((ref) => found.get(refKey(ref)) ?? null);
  }

  async function find<K extends Kind>(store: Store, ref: Ref<K>): Promise<Entities[K] | undefined> {
    const [there] = await look(store, [ref], identity);
    return there && !('removedAt' in there) ? (there as Entities[K]) : undefined;
  }

  const mine = async (store: Store): Promise<Kept> => {
    if (!identity) return undefined;
    const [kept] = await look(store, [{ kind: 'member', id: identity.id }], identity);
    return (kept ?? undefined) as Kept;
  };

  /** As whom this connection reads just now. */
  const readerIn = async (store: Store) => readerOf(identity, await mine(store));

  async function carryOut(store: Store, input: Command): Promise<Applied> {
    const { writer, feed } = store;
    const command = parseCommand(input);
    const { id, ...act } = command;
    // Fields are in the schema's order, so the same act always has the same text.
    const hash = createHash('sha256').update(JSON.stringify(act)).digest('base64url');
    let counted = false;
    const admit = () => {
      // Once, however often the transaction is tried.
      if (!counted) writes.count(community, identity);
      counted = true;
    };
    const { replayed, changes, seq } = await writer.run(community, { command, actor: identity, hash, admit });
    return { id, replayed, changes, at: feed.token(community, seq) };
  }

  async function list<K extends ListKind>(input: Query<K>): Promise<Page<Entities[K]>> {
    const query = parseQuery(input) as Query<K>;
    return withStore(async (store) => {
      const reader = await readerIn(store);
      const mark =
        query.told === 'unread' && reader ? await find(store, { kind: 'mark', id: reader.id }) : undefined;
      const lists = new Lists(store.database, community, reader, undefined, mark);
      // First of all: what is committed while the rest is read comes by a watch from here.
      const { seq } = await headOf(store.database.read, community);
      const { items, next } =
        query.similar === undefined
          ? await lists.page(query)
          : { items: await lists.similar(query), next: undefined };
      const related = (await look(store, relatedRefs(items, reader?.id), reader)).filter(
        (there): there is Entity => there !== null && !('removedAt' in there),
      );
      return {
        items,
        related,
        ...(next && { next }),
        asOf: store.feed.token(community, seq),
        ...(query.total && { total: await lists.total(query) }),
      };
    });
  }

  return defineBackend({
    name,
    commands: everyCommand((command) => withStore((store) => carryOut(store, command))),
    // Queued in one go, so that they share a transaction.
    batch: (commands) =>
      withStore((store) =>
        Promise.all(
          commands.map((command) =>
            carryOut(store, command).catch((thrown: unknown) => ({
              id: command.id,
              error: toRallyError(thrown),
            })),
          ),
        ),
      ),
    list: everyKind(list),
    viewer: () =>
      withStore(async (store) => viewerOf(identity, await find(store, communityRef), await mine(store))),
    get: async (input) => {
      const refs = parseRefs(input);
      return withStore(async (store) => look(store, refs, await readerIn(store)));
    },
    async *watch(scope, from, { signal }) {
      const store = await withStore(async (opened) => opened);
      const { feed, database } = store;
      const person = { identity, reader: () => readerIn(store) };
      try {
        yield* feed.watch(community, person, scope, from, signal);
      } catch (thrown) {
        throw database.explain(thrown);
      }
    },
    close: async () => onClose(),
    can: {
      sorts,
      search: true,
      similar: true,
      filters,
      voters: true,
      reasons: true,
      totals: 'exact',
      live: { resume: true, retention },
      idempotency: { retentionMs: receiptsMs },
      batch: { max: 100, atomic: false },
      signIn: ['token', 'guest'],
      limits: { ...limits, ...(writesAMinute !== undefined && { writesAMinute }) },
    },
  });
}

const everyKind = (
  list: <K extends ListKind>(query: Query<K>) => Promise<Page<Entities[K]>>,
): BackendSpec['list'] =>
  ({
    goal: list<'goal'>,
    board: list<'board'>,
    idea: list<'idea'>,
    question: list<'question'>,
    answer: list<'answer'>,
    comment: list<'comment'>,
    poll: list<'poll'>,
    update: list<'update'>,
    member: list<'member'>,
    vote: list<'vote'>,
    ballot: list<'ballot'>,
    step: list<'step'>,
    follow: list<'follow'>,
    notification: list<'notification'>,
    mark: list<'mark'>,
    audit: list<'audit'>,
  }) satisfies { [K in ListKind]: ListHandler<K> };
