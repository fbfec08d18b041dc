import type { Command, CommandId, CommandType } from './command.js';
import type { Audience, Entities, Entity, Member, Ref, Role, Tombstone } from './entity.js';
import type { RallyError } from './error.js';
import type { FilterName, ListKind, Page, Query, ResumeToken, Sort } from './query.js';

/** The protocol's version. Minor differences are ignored; another major is refused. */
export const protocol = { major: 1, minor: 0 } as const;

/** Who someone is, as the host page's own server vouches for it. */
export interface Identity {
  /** Stable and unique in the community; becomes the member's id. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly title?: string;
  readonly audience?: Audience;
  readonly avatar?: string;
}

/** What a backend can do. Constant while the backend lives. Controls for what it lacks are not shown. */
export interface Capabilities {
  readonly protocol: { readonly major: number; readonly minor: number };
  readonly name: string;
  readonly commands: readonly CommandType[];
  readonly kinds: readonly ListKind[];
  readonly sorts: readonly Sort[];
  readonly search: boolean;
  readonly similar: boolean;
  /** The further conditions that its lists know. What depends on one is not shown where it is missing. */
  readonly filters: readonly FilterName[];
  /** It can list who voted (`Query.voted`), where a board shows that. */
  readonly voters: boolean;
  /** It keeps why somebody voted (`Vote.reason`), and lists votes with that (`list({ kind: 'vote', voted })`). */
  readonly reasons: boolean;
  /** Whether it counts what matches; of much it may say `exact: false`, at least so many. */
  readonly totals: 'exact' | 'none';
  /**
   * How what changes comes to a page. `stream`: it is told by `watch`; with `resume`, on from a token, for which at least
   * `retention` changes are kept. `poll`: there is no `watch`, so a page asks again for what it shows. `none`: not at all.
   */
  readonly live: {
    readonly mode: 'stream' | 'poll' | 'none';
    readonly resume: boolean;
    readonly retention: number;
  };
  /** How long the outcome of a command is remembered by its id. */
  readonly idempotency: { readonly retentionMs: number | 'forever' };
  readonly batch: { readonly max: number; readonly atomic: boolean };
  readonly signIn: readonly ('token' | 'guest')[];
  /** Address of an Atom feed of the updates, which anybody can read; `?board=` narrows it. */
  readonly feed?: string;
  readonly limits: Limits;
}

/** Lengths are in Unicode code points. */
export interface Limits {
  readonly title: number;
  readonly body: number;
  readonly name: number;
  readonly tags: number;
  readonly options: number;
  readonly page: number;
  /** Commands that one person can send a minute; absent where there is no such limit. */
  readonly writesAMinute?: number;
}

/** The person at this connection, and the commands that are open to them. */
export interface Viewer {
  /** As others see them, or would once they have taken part; null for an anonymous reader. */
  readonly member: Pick<
    Member,
    'id' | 'name' | 'role' | 'title' | 'avatar' | 'audience' | 'suspended'
  > | null;
  /** Types of command that this person may use at all; a single one may still be refused, such as editing another's text. */
  readonly may: readonly CommandType[];
}

export interface Call {
  readonly signal?: AbortSignal;
  /** Give up after so many milliseconds with `timeout`. */
  readonly deadlineMs?: number;
}

/** An entity as it now is, or that it is gone. Of two changes to one entity the larger revision wins. */
export type Change =
  | { readonly type: 'put'; readonly entity: Entity }
  | { readonly type: 'remove'; readonly tombstone: Tombstone };

/** What became of a command: applied (with what it changed, as far as this person may see), or why not. */
export type Receipt =
  | {
      readonly id: CommandId;
      readonly replayed: boolean;
      readonly changes: readonly Change[];
      readonly at: ResumeToken;
      readonly error?: never;
    }
  | { readonly id: CommandId; readonly error: RallyError };

/** What to watch: these boards, or all that the viewer may see. Community-wide entities always come. */
export interface Scope {
  readonly boards?: readonly string[];
}

export type LiveEvent =
  | { readonly type: 'changes'; readonly changes: readonly Change[]; readonly at: ResumeToken }
  /** All that came before the watch began has been told. */
  | { readonly type: 'caught-up'; readonly at: ResumeToken }
  /** What was missed cannot be told; read again, then watch from the new page's `asOf`. */
  | { readonly type: 'reset'; readonly reason: 'gap' | 'epoch' | 'slow' | 'access' };

/**
 * One person's connection to one community. Every value is plain JSON; inputs are never changed. Every promise that
 * rejects does so with a RallyError. Methods called after `close` reject with `closed`.
 */
export interface Backend {
  readonly name: string;
  /** Lives in this page alone: what another tab connects to by the same address is another community. */
  readonly pageOnly?: boolean;
  /** What it can do; the same answer every time. Asynchronous, since a remote one has to be asked. */
  supports(call?: Call): Promise<Capabilities>;
  viewer(call?: Call): Promise<Viewer>;
  /** One result for each ref, in order; null for what is not there or not for this person's eyes. */
  get(refs: readonly Ref[], call?: Call): Promise<readonly (Entity | Tombstone | null)[]>;
  /** Rejects with `invalid` for a cursor that was tampered with or belongs to another query. */
  list<K extends ListKind>(query: Query<K>, call?: Call): Promise<Page<Entities[K]>>;
  /** One receipt for each command, in order. A refused command changes nothing and does not stop those after it. */
  apply(commands: readonly Command[], call?: Call): Promise<readonly Receipt[]>;
  /** Ends when the signal aborts or the consumer stops; frees all it held. */
  watch?(scope: Scope, from: ResumeToken | undefined, call?: Call): AsyncIterable<LiveEvent>;
  /** Can be called any number of times. */
  close(): Promise<void>;
}

/** A store that serves many people and communities: what `server` puts on the network. */
export interface BackendHost {
  /** A connection for one person, null for an anonymous reader. */
  as(identity: Identity | null, community?: string): Backend;
  /** Resolves when the store can answer; rejects with the reason when it cannot. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export const isTombstone = (value: Entity | Tombstone): value is Tombstone => 'removedAt' in value;
