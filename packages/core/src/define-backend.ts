import {
  protocol,
  type Backend,
  type Call,
  type Capabilities,
  type LiveEvent,
  type Receipt,
  type Scope,
  type Viewer,
} from './backend.js';
import { commandTypes } from './command-types.js';
import type { Command, CommandType } from './command.js';
import type { Board, Entities, Entity, Ref, Tombstone } from './entity.js';
import { invalid, RallyError, toRallyError } from './error.js';
import { guard } from './guard.js';
import { limits } from './limits.js';
import { maySeeVoters } from './permission.js';
import { filters, type ListKind, type Page, type Query, type ResumeToken } from './query.js';

type Applied = Exclude<Receipt, { error: RallyError }>;
/** Carries out one command; rejects with why not. */
export type CommandHandler<T extends CommandType = CommandType> = (
  command: Command<T>,
  call: Call,
) => Promise<Applied>;
export type ListHandler<K extends ListKind> = (query: Query<K>, call: Call) => Promise<Page<Entities[K]>>;

/** What a backend's author writes; what it supports follows from the handlers that are there. */
export interface BackendSpec {
  readonly name: string;
  readonly commands: { readonly [T in CommandType]?: CommandHandler<T> };
  readonly list: { readonly [K in ListKind]?: ListHandler<K> };
  viewer(call: Call): Promise<Viewer>;
  get(refs: readonly Ref[], call: Call): Promise<readonly (Entity | Tombstone | null)[]>;
  watch?(scope: Scope, from: ResumeToken | undefined, call: Call): AsyncIterable<LiveEvent>;
  /** Carries out many commands at once, where that is faster than one by one. All are ones that `commands` has. */
  batch?(commands: readonly Command[], call: Call): Promise<readonly Receipt[]>;
  close?(): Promise<void>;
  /** What does not follow from the handlers. Left out: no search, no totals, nothing remembered. */
  readonly can?: Partial<
    Pick<
      Capabilities,
      | 'sorts'
      | 'search'
      | 'similar'
      | 'filters'
      | 'voters'
      | 'reasons'
      | 'totals'
      | 'idempotency'
      | 'batch'
      | 'signIn'
      | 'limits'
    >
  > & {
    /** With `watch`, how it goes on; without, whether it may be asked again and again. */
    readonly live?: Omit<Capabilities['live'], 'mode'> | { readonly mode: 'poll' };
  };
}

/** One handler for every command: for backends that leave the rules to `reduce`. */
export const everyCommand = (handler: CommandHandler): BackendSpec['commands'] =>
  Object.fromEntries(commandTypes.map((type) => [type, handler]));

/** A backend from its handlers: its manifest, its guards (closed, aborted, deadline) and one kind of error are added here. */
export function defineBackend(spec: BackendSpec): Backend {
  const { live, ...can } = spec.can ?? {};
  const capabilities: Capabilities = {
    protocol,
    name: spec.name,
    commands: commandTypes.filter((type) => spec.commands[type]),
    kinds: Object.keys(spec.list) as ListKind[],
    sorts: ['new'],
    search: false,
    similar: false,
    filters: [],
    voters: false,
    reasons: false,
    totals: 'none',
    idempotency: { retentionMs: 0 },
    batch: { max: 100, atomic: false },
    signIn: ['token'],
    limits,
    ...can,
    live: {
      ...{ resume: false, retention: 0 },
      ...(spec.watch ? { ...live, mode: 'stream' } : { mode: live && 'mode' in live ? live.mode : 'none' }),
    },
  };

  const handlerOf = (type: CommandType) => own(spec.commands, type) as CommandHandler | undefined;

  async function applyOne(command: Command, call: Call): Promise<Receipt> {
    try {
      const handler = handlerOf(command.type);
      if (!handler) throw notSupported(command.type);
      needReasons(command);
      return await handler(command, call);
    } catch (thrown) {
      return { id: command.id, error: toRallyError(thrown) };
    }
  }

  async function applyAll(commands: readonly Command[], call: Call): Promise<readonly Receipt[]> {
    const { batch } = spec;
    if (batch && commands.every(({ type }) => handlerOf(type))) return batch.call(spec, commands, call);
    const receipts: Receipt[] = [];
    for (const command of commands) receipts.push(await applyOne(command, call));
    return receipts;
  }

  /** Refuses to take a reason that would not be kept. */
  function needReasons({ type, input }: Command): void {
    if (type === 'vote.set' && (input as Partial<typeof input> | undefined)?.reason && !capabilities.reasons)
      throw notSupported('why somebody voted');
  }

  /** Refuses what is not declared, so that no handler has to. */
  function declared<K extends ListKind>(query: Query<K>): Query<K> {
    const { total: _, ...uncounted } = query;
    const { sort, search, similar, voted } = query;
    if (sort !== undefined && !capabilities.sorts.includes(sort)) throw notSupported(`the order ${sort}`);
    if (search !== undefined && !capabilities.search) throw notSupported('search');
    if (similar !== undefined && !capabilities.similar) throw notSupported('similar posts');
    for (const name of filters)
      if (query[name] !== undefined && !capabilities.filters.includes(name))
        throw notSupported(`a list by ${name}`);
    if (voted !== undefined && !capabilities.voters) throw notSupported('who voted');
    return capabilities.totals === 'none' ? uncounted : query;
  }

  /** Refuses to say who voted where a board does not show it to this person: one rule for all stores. */
  async function needVoters(subject: Ref, call: Call): Promise<void> {
    const [post] = await spec.get([subject], call);
    if (!post || !('board' in post)) throw new RallyError('not-found', 'This is not here any more.');
    const [board] = await spec.get([{ kind: 'board', id: post.board }], call);
    const { member, may } = await spec.viewer(call);
    // Who may do nothing at all reads as an anonymous reader does.
    const role = may.length > 0 ? member?.role : undefined;
    if (!maySeeVoters(board as Board, role)) throw votersUnseen();
  }

  return guard({
    name: spec.name,
    supports: async () => capabilities,
    async viewer(call = {}) {
      const viewer = await spec.viewer(call);
      return { ...viewer, may: viewer.may.filter((type) => handlerOf(type)) };
    },
    get: async (refs, call = {}) => spec.get(refs, call),
    async list<K extends ListKind>(query: Query<K>, call: Call = {}) {
      const handler = own(spec.list, query.kind) as unknown as ListHandler<K> | undefined;
      if (!handler) throw notSupported(`a list of ${String(query.kind)}`);
      const page = await handler(declared(query), call);
      if (query.voted) await needVoters(query.voted, call);
      return page;
    },
    async apply(commands, call = {}) {
      needCommands(commands);
      if (commands.length > capabilities.batch.max) {
        throw new RallyError('too-large', `Send at most ${capabilities.batch.max} commands at once.`);
      }
      return applyAll(commands, call);
    },
    ...(spec.watch && { watch: (scope, from, call = {}) => spec.watch!(scope, from, call) }),
    close: async () => spec.close?.(),
  });
}

/** Throws `invalid` for what is no list of commands: without its id, a refusal could not be told apart from the others. */
export function needCommands(list: unknown): asserts list is readonly Command[] {
  if (!Array.isArray(list)) throw invalid('commands', 'Send the commands as a list.');
  for (const [at, each] of list.entries() as Iterable<[number, Partial<Command> | null]>) {
    if (typeof each?.id !== 'string')
      throw invalid(`commands.${at}.id`, 'Each command has an id, which its sender makes up.');
    if (typeof each.type !== 'string')
      throw invalid(
        `commands.${at}.type`,
        'Each command has a type, such as “vote.set”, that says what to do.',
      );
  }
}

/** What an object itself has under a name that may come from anywhere, such as `constructor`. */
const own = <T extends object, K extends keyof T>(object: T, name: K): T[K] | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

const votersUnseen = () => new RallyError('forbidden', 'Who voted here is not shown to you. The count is.');

const notSupported = (what: string) =>
  new RallyError('not-supported', `This community's store does not do this: ${what}.`);
