import type { Backend, Change, LiveEvent, ResumeToken, Scope } from '@rallykit/core';
import { fail } from './assert.js';
import { mark, type Stage } from './stage.js';

/** Collects what a watch tells, in the background. */
export class Watcher {
  readonly events: LiveEvent[] = [];
  readonly #stop = new AbortController();
  readonly #patienceMs: number;
  #ended: { error?: unknown } | undefined;
  #wake = () => {};

  constructor(stage: Stage, backend: Backend, scope: Scope = {}, from?: ResumeToken) {
    this.#patienceMs = stage.patienceMs;
    if (!backend.watch) fail('a backend whose live mode is stream ought to have watch');
    void this.#collect(backend.watch(scope, from, { signal: this.#stop.signal }));
  }

  async #collect(events: AsyncIterable<LiveEvent>): Promise<void> {
    try {
      for await (const event of events) {
        this.events.push(event);
        this.#wake();
      }
      this.#ended = {};
    } catch (error) {
      this.#ended = { error };
    }
    this.#wake();
  }

  get changes(): Change[] {
    return this.events.flatMap((event) => (event.type === 'changes' ? event.changes : []));
  }

  get ended(): { error?: unknown } | undefined {
    return this.#ended;
  }

  /** Resolves once `condition` holds; fails when the watch ends before, or nothing comes for too long. */
  async until(what: string, condition: (watcher: Watcher) => boolean): Promise<void> {
    while (!condition(this)) {
      if (this.#ended) {
        const why = String(this.#ended.error ?? 'without an error');
        fail(`${what}: the watch ended before (${why}); ${this.#told()}`);
      }
      await this.#next(what);
    }
  }

  /** Resolves when an event came or the watch ended. */
  async #next(what: string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const came = await new Promise<boolean>((resolve) => {
      this.#wake = () => resolve(true);
      timer = setTimeout(() => resolve(false), this.#patienceMs);
    });
    clearTimeout(timer);
    if (!came) fail(`${what}: nothing came for ${this.#patienceMs} ms; ${this.#told()}`);
  }

  /** Resolves when all that came before the watch began was told. */
  caughtUp(): Promise<void> {
    return this.until('caught-up', ({ events }) => events.some(({ type }) => type === 'caught-up'));
  }

  /** Resolves when an entity was told of. */
  has(kind: string, id: string): Promise<void> {
    return this.until(`a change of ${kind}/${id}`, ({ changes }) =>
      changes.some((change) => {
        const ref = change.type === 'put' ? change.entity : change.tombstone;
        return ref.kind === kind && ref.id === id;
      }),
    );
  }

  /** Resolves to the reason of a reset. */
  async reset(): Promise<string> {
    await this.until('a reset', ({ events }) => events.some(({ type }) => type === 'reset'));
    const reset = this.events.find((event) => event.type === 'reset');
    return reset?.reason ?? fail('there is no reset');
  }

  /** Resolves when the watch has ended. */
  end(what: string): Promise<void> {
    return this.until(what, ({ ended }) => ended !== undefined);
  }

  /** Stops watching by its signal; resolves once the watch has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.end('the end of the watch after its signal aborted');
  }

  #told(): string {
    const told = this.events.map((event) =>
      event.type === 'changes'
        ? event.changes.map(mark).join(', ')
        : event.type === 'reset'
          ? `reset:${event.reason}`
          : event.type,
    );
    return `it told: ${told.join(' | ') || 'nothing'}`;
  }
}

/** A watch that has caught up. */
export async function watch(
  stage: Stage,
  backend: Backend,
  scope?: Scope,
  from?: ResumeToken,
): Promise<Watcher> {
  const watcher = new Watcher(stage, backend, scope, from);
  await watcher.caughtUp();
  return watcher;
}

/** Ids of the ideas that a watch told of, in the order in which it did. */
export const ideasOf = ({ changes }: Watcher): string[] =>
  changes.flatMap((change) =>
    change.type === 'put' && change.entity.kind === 'idea' ? [change.entity.id] : [],
  );
