import type {
  Backend,
  Capabilities,
  Command,
  CommandInputs,
  CommandType,
  Entities,
  Entity,
  ErrorCode,
  Kind,
  ListKind,
  Query,
  RallyError,
  Receipt,
  Ref,
  Viewer,
} from '@rallykit/core';
import type { Keeper } from './keeper.js';

/** Something whose value changes in time. `value` is stable: the same object until it changes. */
export interface Observable<T> {
  readonly value: T;
  /** Calls `listener` after each change, at most once a microtask. Returns what stops it. */
  subscribe(listener: () => void): () => void;
}

/**
 * - `connecting`: the first answer is awaited
 * - `live`: changes arrive as they happen, or are asked for every few seconds where the backend does not tell
 * - `catching-up`: back after an interruption
 * - `offline`: the backend does not answer; what is shown may be old, acts are kept
 * - `stale`: what is shown is not kept up to date, since the page is hidden; it catches up when it is looked at again
 * - `idle`: nobody looks, so no stream is open
 * - `static`: changes are neither told by this backend nor asked for
 */
export type Connection = 'connecting' | 'live' | 'catching-up' | 'offline' | 'stale' | 'idle' | 'static';

export interface Session {
  readonly viewer: Viewer;
  readonly supports: Capabilities;
}

/** A list as it is now, pending acts of this person included. */
export interface ListState<T extends Entity = Entity> {
  readonly status: 'loading' | 'ready' | 'error';
  readonly items: readonly T[];
  /** Set with status `error`, or beside items when a later page or refresh failed. */
  readonly error?: RallyError;
  /** Whether there is a further page. */
  readonly more: boolean;
  readonly loadingMore: boolean;
  readonly total?: number;
  /** Whether `total` is all of them; otherwise there are at least so many. */
  readonly exact?: boolean;
  /** New items by others that wait to be shown, so that nothing jumps under a pointer; see `showNew`. */
  readonly waiting: number;
}

export interface ListView<T extends Entity = Entity> extends Observable<ListState<T>> {
  /**
   * Loads the next page, once, however often called meanwhile; of `first` items, where it is not to be as long as the
   * first one. Never rejects: errors are in the state.
   */
  loadMore(first?: number): Promise<void>;
  /** Reads again from the first page; also what "try again" does. Never rejects. */
  refresh(): Promise<void>;
  /** Shows the items that wait, in their places. */
  showNew(): void;
}

export type EntityState<K extends Kind = Kind> =
  | { readonly status: 'loading' }
  | {
      readonly status: 'ready';
      readonly entity: Entities[K];
      /** Some act of mine on it is not confirmed yet. */ readonly pending: boolean;
    }
  | { readonly status: 'gone' }
  | { readonly status: 'error'; readonly error: RallyError };

export interface EntityView<K extends Kind = Kind> extends Observable<EntityState<K>> {
  /** Reads it again; also what "try again" does. Never rejects: errors are in the state. */
  refresh(): Promise<void>;
}

/** An act that is not confirmed yet. */
export interface PendingAct {
  readonly id: string;
  readonly type: CommandType;
  readonly state: 'sending' | 'waiting';
  /** It outlives a reload; false while that is not known, and where the browser keeps nothing. */
  readonly kept: boolean;
}

/** An act whose page was gone when the backend refused it. */
export interface RefusedAct {
  readonly command: Command;
  readonly error: RallyError;
}

/** One person's live, optimistic copy of one community: the headless client that every widget of a page shares. */
export interface Store {
  /** Who this is and what the backend can do; undefined until first known, and again while signing in. */
  readonly session: Observable<Session | undefined>;
  readonly connection: Observable<Connection>;
  readonly pending: Observable<readonly PendingAct[]>;
  /**
   * Acts of this person that were refused after their page was gone; `dispatch` told of all others. Each stays, also over
   * a reload where acts are kept, until it is dismissed.
   */
  readonly refused: Observable<readonly RefusedAct[]>;
  /** The author has seen that the act with this command's id was refused: forgets it, in all tabs. */
  dismiss(id: string): void;

  /** The shared view of this query; equal queries share one. Loads with its first subscriber, is freed after its last. */
  list<K extends ListKind>(query: Query<K>): ListView<Entities[K]>;
  /** The shared view of one entity. Loads with its first subscriber if it is not at hand. */
  entity<K extends Kind>(ref: Ref<K>): EntityView<K>;
  /** The entity as far as it is at hand now, pending acts included. Asks for nothing. */
  peek<K extends Kind>(ref: Ref<K>): Entities[K] | undefined;
  /** My vote on a post, pending acts included; 0 when there is none. */
  myVote(subject: Ref): -1 | 0 | 1;
  /** My answer to a poll, pending acts included. */
  myBallot(poll: string): readonly string[];

  /**
   * Loads what acting takes: the rules by which acts show at once and refusals are known beforehand, and the outbox;
   * called when a person turns to a widget. Never rejects. Acts before that wait for it.
   */
  prepare(): Promise<void>;
  /**
   * Does an act: shows its effect at once, sends it, and resolves with the receipt. Rejects with the RallyError that
   * refused it, after its effect was taken back. While offline the act is kept and sent later; the promise waits.
   */
  dispatch<T extends CommandType>(type: T, input: CommandInputs[T]): Promise<Receipt>;
  /**
   * The code of why this person may not do this now, as far as known here. Before `prepare` that is what needs no rules:
   * what the backend does, what this person may, and whether voting is over.
   */
  refusalCode<T extends CommandType>(type: T, input: CommandInputs[T]): ErrorCode | undefined;
  /** The same in words, by the rule that the backend applies; undefined before `prepare`. */
  refusal<T extends CommandType>(type: T, input: CommandInputs[T]): RallyError | undefined;

  /** Signs in with the host's token (or a function that gets one), or out with undefined. Everything is read again as that person. */
  setToken(token: Token | undefined): void;

  /** Where and for whom things are kept in the browser; what `draftsOf` of `@rallykit/store/drafts` works on. */
  readonly keeping: Keeping;
  close(): Promise<void>;
}

/** What acting takes, loaded on need. */
export type Acting = typeof import('./acting.js');

/** What a page takes that stays open, loaded on need. */
type StayingModule = typeof import('./staying.js');

export type Token = string | (() => Promise<string | undefined>);

export interface Keeping {
  readonly name: string;
  readonly storage: StoreOptions['storage'];
  /** Id of whoever is signed in; null for nobody, undefined while it is not known, also anew after `setToken`. */
  readonly person: string | null | undefined;
  now(): number;
}

/** Text kept for a composer, per place and person; survives reloads. */
export interface Drafts {
  get(place: string): Readonly<Record<string, string>> | undefined;
  /** Undefined or all-empty fields forget the draft. */
  set(place: string, fields: Readonly<Record<string, string>> | undefined): void;
}

/** Opens a connection as the person of `token`; called again when that changes. */
export type Connect = (token: Token | undefined) => Backend | Promise<Backend>;

export interface StoreOptions {
  connect: Connect;
  token?: Token;
  /** Where drafts are kept; memory when absent or denied. */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & Partial<Pick<Storage, 'key' | 'length'>>;
  /** Prefix of the keys in `storage`: what tells two communities of one page apart. */
  name?: string;
  /** Where acts are kept until they are answered: the browser's database when left out and `storage` is given. */
  keeper?: Keeper;
  /** Called when the backend no longer accepts the token: get a new one and give it to `setToken`. Acts wait for it. */
  onAuthRequired?: (error: RallyError) => void;
  /** What the store takes from the world around it; the page's or process's own when left out. */
  environment?: Partial<Environment>;
  /** The module `@rallykit/store/acting`, for programs that act anyway: acts then show at once from the start, without `prepare`. */
  acting?: Acting;
  /** The module `@rallykit/store/staying`, for programs that would rather have it from the start than load it on need. */
  staying?: StayingModule;
}

/** By which tabs of one site talk to each other; what one says, all others hear. */
export interface Channel {
  postMessage(message: unknown): void;
  close(): void;
}

/** The part of the browser's `LockManager` by which tabs agree on who leads. */
export interface Locks {
  request(
    name: string,
    options: { readonly ifAvailable?: boolean; readonly signal?: AbortSignal; readonly steal?: boolean },
    work: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
}

export interface Environment {
  /** Milliseconds since 1970. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** Runs something later, once; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Calls back whenever the network comes back; returns what stops it. */
  online(run: () => void): () => void;
  /** Joins a channel; undefined where there are no tabs, or they cannot talk. */
  channel(name: string, hear: (message: unknown) => void): Channel | undefined;
  /** `navigator.locks` when left out. Without it each tab works on its own. */
  locks?: Locks | undefined;
  /** Calls back whenever the page is hidden or shown (`visibilitychange`) or left (`pagehide`); returns what stops it. */
  page(run: (event: { readonly type: string }) => void): () => void;
  /** Whether the page cannot be seen; what the document says when left out. */
  hidden?(): boolean;
}
