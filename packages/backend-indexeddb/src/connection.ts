import {
  communityRef,
  defineBackend,
  everyCommand,
  filters,
  kinds,
  limits,
  sorts,
  relatedRefs,
  toRallyError,
  viewerOf,
  type Backend,
  type BackendSpec,
  type Command,
  type Entities,
  type Identity,
  type Kept,
  type ListKind,
  type Page,
  type Query,
  type Receipt,
  tokenAt,
} from '@rallykit/core';
import { parseCommand, parseQuery, parseRefs } from '@rallykit/core/schema';
import type { Feed } from './feed.js';
import { headOf, historyIn } from './log.js';
import type { Connection } from './open.js';
import { Reading } from './reading.js';
import type { Transaction } from './tables.js';
import type { Act } from './unit.js';
import type { Writer } from './writer.js';

type Applied = Exclude<Receipt, { error: unknown }>;

/** What all connections of a host share. */
export interface Store {
  readonly connection: Connection;
  readonly feed: Feed;
  readonly writer: Writer;
}

export interface PersonOptions {
  readonly community: string;
  readonly identity: Identity | null;
  readonly retention: number;
  readonly receiptsMs: number;
  /** Resolves to the store once it has what it starts with. */
  store(): Promise<Store>;
  onClose(): void;
}

/** One person's connection to one community. */
export function connect({
  community,
  identity,
  retention,
  receiptsMs,
  store,
  onClose,
}: PersonOptions): Backend {
  async function read<T>(work: (reading: Reading, tx: Transaction) => Promise<T>): Promise<T> {
    const { connection } = await store();
    return connection.read(async (tx) => work(await Reading.begin(tx, community, identity), tx));
  }

  async function carryOut(commands: readonly Command[]): Promise<readonly Receipt[]> {
    const { writer } = await store();
    const parsed = commands.map((command): Act | Receipt => {
      try {
        return { command: parseCommand(command), actor: identity };
      } catch (thrown) {
        return { id: command.id, error: toRallyError(thrown) };
      }
    });
    const acts = parsed.filter((each): each is Act => 'command' in each);
    const answers = await writer.run(community, acts);
    return parsed.map((each): Receipt => {
      if (!('command' in each)) return each;
      const { id } = each.command;
      const answer = answers[acts.indexOf(each)]!;
      if ('error' in answer) return { id, error: answer.error };
      return { id, ...answer };
    });
  }

  async function one(command: Command): Promise<Applied> {
    const [receipt] = await carryOut([command]);
    if (receipt!.error) throw receipt!.error;
    return receipt as Applied;
  }

  async function list<K extends ListKind>(input: Query<K>): Promise<Page<Entities[K]>> {
    const query = parseQuery(input) as Query<K>;
    return read(async (reading, tx) => {
      const { items, next, total } = await reading.list(query);
      return {
        items,
        related: await reading.entities(relatedRefs(items, reading.reader?.id)),
        ...(next && { next }),
        asOf: tokenAt(await historyIn(tx, community), (await headOf(tx, community)).seq),
        ...(total !== undefined && { total: { n: total, exact: true } }),
      };
    });
  }

  return defineBackend({
    name: 'indexeddb',
    commands: everyCommand(one),
    batch: carryOut,
    list: everyKind(list),
    viewer: () =>
      read(async (reading) => {
        const [kept] = identity ? await reading.get([{ kind: 'member', id: identity.id }]) : [];
        return viewerOf(identity, await reading.find(communityRef), (kept ?? undefined) as Kept);
      }),
    get: async (input) => {
      const refs = parseRefs(input);
      return read((reading) => reading.get(refs));
    },
    async *watch(scope, from, { signal }) {
      const { feed } = await store();
      yield* feed.watch(community, identity, scope, from, signal);
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
      limits,
    },
  });
}

const everyKind = (list: <K extends ListKind>(query: Query<K>) => Promise<Page<Entities[K]>>) =>
  Object.fromEntries(
    kinds.filter((kind) => kind !== 'community').map((kind) => [kind, list]),
  ) as BackendSpec['list'];
