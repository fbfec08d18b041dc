import type { Entity, Page, Query, RallyError, Ref, ResumeToken } from '@rallykit/core';
import type { Before, Cache } from './cache.js';
import type { LiveList } from './list-view.js';
import type { Notifier } from './signal.js';
import type { Observable } from './types.js';
import type { Upkeep } from './upkeep.js';

/** What looks different now. */
export interface News {
  readonly before: Before;
  /** The keys that it concerns: those of `before`, and such as the idea that a vote is on. */
  readonly touched: ReadonlySet<string>;
  /** It may concern anything that is shown, as a member's name does. */
  readonly wide: boolean;
  /** It happened just now, rather than that it was read. */
  readonly live: boolean;
}

/** Something that is shown and kept up to date while it has subscribers. */
export interface View<T = unknown> extends Omit<Notifier, 'notify'>, Observable<T> {
  /** What is listed, where this is a list. */
  readonly query?: Query;
  /** What was handed out for it. */
  handle?: object;
  /** Its last subscriber left: it is stopped in a moment, unless this is called. */
  leave?: (() => void) | undefined;
  /** A reading is under way. */
  loading: boolean;
  error: RallyError | undefined;
  /** Where the stream stood when what is shown was asked for; undefined when no stream was open yet. */
  since: ResumeToken | undefined;
  /** The boards whose changes concern it, beside what is the whole community's; undefined when it may be any. */
  readonly boards: readonly string[] | undefined;
  /** The first subscriber is there. */
  open(): void;
  /** Reads again what is shown, and keeps showing it meanwhile. Never rejects. */
  reload(): Promise<void>;
  changed(news: News): void;
  /** The person is another, or known now: what is theirs is to be judged anew. */
  reconsider(): void;
  /** What it shows, as keys. */
  keys(): Iterable<string>;
  /** Nobody looks any more: answers under way are dropped. */
  stop(): void;
}

/** What views need of the store. */
export interface ViewHost {
  readonly cache: Cache;
  now(): number;
  /** Id of the member at this connection, or what stands for it until known. */
  me(): string | undefined;
  list(query: Query): Promise<Page<Entity>>;
  /** What keeps a list as what happens makes it; undefined until that is loaded. */
  keep(list: LiveList): Upkeep | undefined;
  /** Takes in a page with all that came along. */
  take(page: Page<Entity>): void;
  /** Sees to it that what is shown beside an entity is at hand. */
  need(key: string): void;
  /** Reads entities, in one request with all that is asked for in the same microtask. */
  fetch(refs: readonly Ref[]): Promise<void>;
  /** Where the stream stands. */
  token(): ResumeToken | undefined;
  /** A view was read as of that point, or could not be. */
  settled(view: View, asOf?: ResumeToken): void;
}
