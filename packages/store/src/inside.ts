import type { Backend, Call, RallyError, Ref } from '@rallykit/core';
import type { Copy } from './cache.js';
import type { Pauses } from './environment.js';
import type { Link } from './link.js';
import type { Outbox } from './outbox.js';
import type { Signal } from './signal.js';
import type { Stream } from './stream.js';
import type { Channel, Environment, PendingAct, RefusedAct, Session, StoreOptions, Token } from './types.js';
import type { Views } from './views.js';

/** What a store lends to the parts of it that are loaded when they are needed. */
export interface Inside {
  readonly options: StoreOptions;
  readonly name: string;
  readonly env: Environment;
  readonly pauses: Pauses;
  readonly session: Signal<Session | undefined>;
  /** What the outbox holds, for all to see. */
  readonly pending: Signal<readonly PendingAct[]>;
  readonly refused: Signal<readonly RefusedAct[]>;
  readonly stream: Stream;
  readonly views: Views;
  readonly channel: Channel | undefined;
  readonly link: Link;
  readonly outbox: Outbox | undefined;
  call<T>(work: (backend: Backend, call: Call) => Promise<T>): Promise<T>;
  /** Takes copies in and tells the views. `live`: it happened just now. */
  show(news: { copies?: readonly Copy[]; absent?: readonly Ref[]; live?: boolean }): void;
  /** Forgets what nobody shows. */
  clean(): void;
  /** Learns who this is. */
  learn(): void;
  meet(session: Session): void;
  /** What the backend's last answer says about the connection. */
  heard(error: RallyError | undefined): void;
  switchTo(token: Token | undefined): void;
  /** Loads what acting takes. */
  prepare(): Promise<void>;
}
