/**
 * For stores with rules of their own, such as a company's REST service: what comes in is checked before it reaches
 * them, and what the contract asks for around an answer is put around it. An entry of its own, since it brings the
 * schemas.
 */
import { isTombstone, type Call, type Change, type Identity } from './backend.js';
import type { Command, CommandId, CommandInputs, CommandType } from './command.js';
import type { BackendSpec, CommandHandler } from './define-backend.js';
import { communityRef, refKey } from './entity.js';
import type { Community, Entities, Entity, Kind, Member, Ref, Tombstone, VotableKind } from './entity.js';
import { invalid } from './error.js';
import { limits as usual } from './limits.js';
import type { State } from './match.js';
import { findAmong } from './page.js';
import { visible } from './permission.js';
import type { Cursor, ListKind, Page, Query, ResumeToken } from './query.js';
import { relatedRefs } from './related.js';
import { accessTaken } from './exclusion.js';
import { notPermitted } from './refusal.js';
import { parseCommand, parseQuery, parseRefs } from './schema.js';
import { isShownVote, matches } from './search.js';
import { viewerOf } from './viewer.js';

/** A call to a handler that carries out a command. */
export interface Act extends Call {
  /** The command's id: what a service with idempotency keys takes as one. */
  readonly id: CommandId;
}

/** A page that the store itself has filtered, ordered and cut. */
export interface ListedPage<K extends ListKind> {
  readonly items: readonly Entities[K][];
  /** Absent on the last page. */
  readonly next?: Cursor;
  /** What comes along: authors, my votes, boards. */
  readonly related?: readonly Entity[];
  readonly total?: NonNullable<Page<Entities[K]>['total']>;
}

/** Everything there is of a kind with what comes along, or one page. */
type Listed<K extends ListKind> = readonly Entity[] | ListedPage<K>;

type Finder<A, K extends Kind> = (asked: A, call: Call) => Promise<Entities[K] | null | undefined>;

/** What is written for one person's connection; see `checked`. */
export interface CheckedSpec extends Pick<BackendSpec, 'name' | 'watch' | 'close' | 'can'> {
  /** Whose connection it is; null for an anonymous reader. */
  readonly identity: Identity | null;
  /** The community itself: its name, and what guests may do. */
  community(call: Call): Promise<Community> | Community;
  /**
   * The commands it can carry out. A handler is given a valid input from somebody who may send it. It resolves to what
   * it changed, as that now is (a tombstone for what it removed): nothing where all was so already. It throws why not.
   */
  readonly commands: {
    readonly [T in CommandType]?: (
      input: Readonly<CommandInputs[T]>,
      act: Act,
    ) => Promise<readonly (Entity | Tombstone)[]>;
  };
  /**
   * The kinds it can list. A handler resolves to everything that there is of the kind, in any order, with what comes
   * along (my votes, authors): filters, search, order, pages and totals are then done here. Or to one page.
   */
  readonly list: {
    readonly [K in ListKind]?: (query: Query<K>, call: Call) => Promise<Listed<K>> | Listed<K>;
  };
  /** How one entity of each kind is found; undefined or null for none. My vote is found by its subject, my ballot by its poll. */
  readonly get: {
    readonly [K in Exclude<Kind, 'community' | 'vote' | 'ballot'>]?: Finder<string, K>;
  } & { readonly vote?: Finder<Ref<VotableKind>, 'vote'>; readonly ballot?: Finder<string, 'ballot'> };
  /** Now, as a point in the store's history, for stores that can watch. */
  now?(call: Call): Promise<ResumeToken> | ResumeToken;
}

/**
 * A spec for `defineBackend` from plain functions: commands, queries and refs reach them only if they are valid, within
 * the declared limits and open to this person; receipts, viewer, related entities and visibility are seen to.
 * @example defineBackend(checked({ name: 'crm', identity, community, commands, list, get }))
 */
export function checked(spec: CheckedSpec): BackendSpec {
  const { name, identity, watch, close, can } = spec;
  const limits = can?.limits ?? usual;
  const now = async (call: Call) => (await spec.now?.(call)) ?? ('' as ResumeToken);
  const seen = (thing: Entity | Tombstone) => visible(thing, identity);

  /** What my vote or ballot is on, by its id, which begins with mine; undefined for another's. */
  function mine(kind: 'vote' | 'ballot', id: string): string | Ref | undefined {
    if (!identity || !id.startsWith(`${identity.id}~`)) return undefined;
    const on = id.slice(identity.id.length + 1);
    const cut = on.indexOf('~');
    return kind === 'ballot' ? on : { kind: on.slice(0, cut) as Kind, id: on.slice(cut + 1) };
  }

  async function find(ref: Ref, call: Call): Promise<Entity | null> {
    const { kind, id } = ref;
    if (kind === 'community') return id === communityRef.id ? spec.community(call) : null;
    const asked = kind === 'vote' || kind === 'ballot' ? mine(kind, id) : id;
    const finder = spec.get[kind] as Finder<typeof asked, Kind> | undefined;
    const found = asked !== undefined && (await finder?.(asked, call));
    return found && seen(found) ? found : null;
  }

  async function viewer(call: Call) {
    const member = identity && (await find({ kind: 'member', id: identity.id }, call));
    return viewerOf(identity, await spec.community(call), (member as Member | null) ?? undefined);
  }

  const handle =
    (type: CommandType): CommandHandler =>
    async (sent, call) => {
      const command = parseCommand(sent);
      needLimits(command, limits);
      const { may, member } = await viewer(call);
      if (!may.includes(type)) throw member?.suspended ? accessTaken() : notPermitted(identity, type);
      const { id, input } = command;
      const carryOut = spec.commands[type] as (input: unknown, act: Act) => Promise<(Entity | Tombstone)[]>;
      const changed = await carryOut(input, { ...call, id });
      return { id, replayed: false, changes: changed.filter(seen).map(asChange), at: await now(call) };
    };

  /** What belongs to the query, of all there is. */
  function pick<K extends ListKind>(given: readonly Entity[], query: Query<K>): ListedPage<K> {
    const known = new Map(given.map((entity) => [refKey(entity), entity]));
    const state: State = {
      get: <E extends Kind>(ref: Ref<E>) => known.get(refKey(ref)) as Entities[E] | undefined,
    };
    const { items, next, all } = findAmong(
      given.filter((entity) => seen(entity) || isShownVote(entity, query)) as Entities[K][],
      query,
      (entity) => matches(entity, query, identity?.id, state),
    );
    return {
      items,
      related: given,
      ...(next && { next }),
      ...(query.total && { total: { n: all.length, exact: true } }),
    };
  }

  async function list<K extends ListKind>(asked: Query<K>, call: Call): Promise<Page<Entities[K]>> {
    const query = parseQuery(asked) as Query<K>;
    if ((query.first ?? 0) > limits.page) throw invalid('first', `A page has at most ${limits.page} items.`);
    // Before the list: what comes meanwhile is told by a watch from here.
    const asOf = await now(call);
    const handler = spec.list[query.kind] as (query: Query<K>, call: Call) => Promise<Listed<K>>;
    const given = await handler(query, call);
    const page = isPage(given) ? given : pick(given, query);
    const along = new Map((page.related ?? []).map((entity) => [refKey(entity), entity]));
    const related = await Promise.all(
      relatedRefs(page.items, identity?.id).map(async (ref) => along.get(refKey(ref)) ?? find(ref, call)),
    );
    return { ...page, related: related.flatMap((entity) => (entity && seen(entity) ? [entity] : [])), asOf };
  }

  return {
    name,
    commands: keyed(spec.commands, (type) => handle(type)),
    list: keyed(spec.list, () => list),
    viewer,
    get: async (refs, call) => Promise.all(parseRefs(refs).map((ref) => find(ref, call))),
    ...(watch && { watch: (scope, from, call) => watch.call(spec, scope, from, call) }),
    ...(close && { close: () => close.call(spec) }),
    ...(can && { can }),
  };
}

const keyed = <K extends string, V>(object: { readonly [T in K]?: unknown }, make: (key: K) => V) =>
  Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => (value ? [[key, make(key as K)]] : [])),
  ) as { [T in K]?: V };

const isPage = <K extends ListKind>(given: Listed<K>): given is ListedPage<K> => !Array.isArray(given);

const asChange = (thing: Entity | Tombstone): Change =>
  isTombstone(thing) ? { type: 'remove', tombstone: thing } : { type: 'put', entity: thing };

/** Throws `invalid` for what is longer than the backend says it takes, which may be less than RallyKit does. */
function needLimits(
  { input }: Command,
  limits: NonNullable<NonNullable<BackendSpec['can']>['limits']>,
): void {
  for (const field of ['title', 'body', 'name', 'tags', 'options'] as const) {
    const value: unknown = (input as Record<string, unknown>)[field];
    const length = typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : 0;
    if (length > limits[field])
      throw invalid(field, `This is too long: ${length}, and at most ${limits[field]} fit. Shorten it.`);
  }
}
