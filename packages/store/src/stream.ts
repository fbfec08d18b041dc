import {
  toRallyError,
  type Backend,
  type Change,
  type RallyError,
  type ResumeToken,
  type Scope,
} from '@rallykit/core';
import type { Pauses } from './environment.js';

export interface StreamHost {
  readonly pauses: Pauses;
  backend(): Promise<Watched>;
  scope(): Scope;
  changes(changes: readonly Change[]): void;
  /** Resolves when changes can be taken in. */
  ready(signal: AbortSignal): Promise<void>;
  /** Where it now stands is not known to be before what was read: that has to be read again; `all` of it after a loss. */
  reread(all: boolean): void;
  /** `state` changed. */
  moved(): void;
  /** The backend answers, or why it does not. */
  heard(error: RallyError | undefined): void;
}

type StreamState = 'connecting' | 'live' | 'catching-up' | 'stale' | 'static';

export type Watched = Pick<Backend, 'watch'>;

export interface Stream {
  /** What is watched; a tab beside others watches by way of the one that leads. */
  source: () => Promise<Watched>;
  readonly state: StreamState;
  readonly open: boolean;
  /** Where it stands: all before this was told. */
  readonly token: ResumeToken | undefined;
  readonly openedFrom: ResumeToken | undefined;
  covers(boards: readonly string[] | undefined): boolean;
  /** Watches on from a token; without one, from now, and lets all be read again that was read before. */
  start(from: ResumeToken | undefined): void;
  stop(): void;
  move(state: StreamState): void;
}

/** The one watch that all views share: goes on from the last token after each interruption. */
export function createStream(host: StreamHost): Stream {
  let running: AbortController | undefined;
  let boards: Scope['boards'];
  let lost = false;

  const run = (signal: AbortSignal) =>
    host.pauses.until(signal, async () => {
      let caughtUp = false;
      try {
        const backend = await stream.source();
        if (signal.aborted) return true;
        if (!backend.watch) {
          stream.move('static');
          return true;
        }
        caughtUp = await watch(backend, signal);
      } catch (thrown) {
        if (signal.aborted) return true;
        const error = toRallyError(thrown);
        host.heard(error);
        // Who hears it may have had this opened anew, by another way.
        if (!signal.aborted && error.retry !== 'same-key') {
          stream.move('static');
          running = undefined;
          return true;
        }
      }
      if (!signal.aborted && stream.state === 'live') stream.move('catching-up');
      return caughtUp ? 'anew' : false;
    });

  /** Returns whether it ever was up to date. */
  async function watch(backend: Watched, signal: AbortSignal): Promise<boolean> {
    let caughtUp = false;
    let blind = stream.token === undefined;
    const scope = host.scope();
    ({ boards } = scope);
    for await (const event of backend.watch!(scope, stream.token, { signal })) {
      if (event.type === 'changes') await host.ready(signal);
      if (signal.aborted) break;
      host.heard(undefined);
      if (event.type === 'reset') {
        stream.token = undefined;
        lost = true;
        break;
      }
      stream.token = event.at;
      if (blind) host.reread(lost);
      blind = lost = false;
      if (event.type === 'changes') {
        host.changes(event.changes);
      } else {
        caughtUp = true;
        stream.move('live');
      }
    }
    return caughtUp;
  }

  const stream: { -readonly [K in keyof Stream]: Stream[K] } = {
    source: host.backend,
    state: 'connecting',
    token: undefined,
    openedFrom: undefined,
    get open() {
      return running !== undefined;
    },
    covers: (wanted) => !boards || (wanted !== undefined && wanted.every((board) => boards!.includes(board))),
    start(from) {
      running?.abort();
      running = new AbortController();
      stream.token = stream.openedFrom = from;
      void run(running.signal);
    },
    stop() {
      running?.abort();
      running = undefined;
      stream.token = stream.openedFrom = undefined;
      lost = false;
      stream.move('connecting');
    },
    move(state) {
      stream.state = state;
      host.moved();
    },
  };
  return stream;
}
