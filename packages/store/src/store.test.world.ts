import { memoryHost, type MemoryHost } from '@rallykit/backend-memory';
import {
  command,
  RallyError,
  type Backend,
  type Call,
  type Change,
  type Command,
  type CommandInputs,
  type CommandType,
  type Identity,
  type LiveEvent,
  type Receipt,
} from '@rallykit/core';
import { nanoid } from 'nanoid';
import { vi } from 'vitest';
import * as acting from './acting.js';
import { ideaRef, people, seed, start } from './community.test.world.js';
import * as staying from './staying.js';
import { createStore } from './store.js';
import type { ListView, Observable, Store, StoreOptions, Token } from './types.js';

export { ideaRef, people, start };

type Method = 'viewer' | 'supports' | 'list' | 'get' | 'apply' | 'watch';

/** A community in memory, behind a network that tests cut, slow down and listen to. */
export class TestWorld {
  readonly host: MemoryHost;
  /** How often each method was called. */
  readonly calls: Record<Method, number> = { viewer: 0, supports: 0, list: 0, get: 0, apply: 0, watch: 0 };
  /** The commands of each `apply`, in order. */
  readonly sent: (readonly Command[])[] = [];
  /** Watches that are open now. */
  watching = 0;
  down = false;
  /** Applied, but the answer is lost on its way. */
  loseAnswers = false;
  /** Pages come without what is related to their items. */
  bare = false;
  /** Thrown by the next calls of a method, one each. */
  readonly failures: Partial<Record<Method, unknown[]>> = {};
  readonly #gates = new Map<Method, Promise<void>>();
  readonly #cuts = new Set<AbortController>();
  readonly #injected = new Set<(event: LiveEvent) => void>();

  /** With a host, it is another way to the same community. */
  constructor(count = 5, host?: MemoryHost) {
    this.host =
      host ?? memoryHost({ communities: { default: seed(count) }, epoch: 'one', now: () => Date.now() });
  }

  /** Answers of this method wait until the returned function is called. */
  gate(method: Method): () => void {
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    this.#gates.set(method, gate);
    return () => {
      if (this.#gates.get(method) === gate) this.#gates.delete(method);
      open();
    };
  }

  /** Breaks all watches that are open. */
  cut(): void {
    for (const cut of this.#cuts) cut.abort();
  }

  /** Says something on all watches that are open. */
  say(event: LiveEvent): void {
    for (const each of this.#injected) each(event);
  }

  /** Does something as another person, behind the store's back. */
  async act<T extends CommandType>(
    who: Identity,
    type: T,
    input: CommandInputs[T],
  ): Promise<readonly Change[]> {
    const backend = this.host.as(who);
    const [receipt] = await backend.apply([command(`other-${nanoid()}`, type, input) as Command]);
    await backend.close();
    if (receipt!.error) throw receipt!.error;
    return receipt!.changes;
  }

  /** A connection that minds the state of the network. */
  connect(identity: Identity | null, { watch = true } = {}): Backend {
    const inner = this.host.as(identity);
    const pass = async <T>(method: Method, work: () => Promise<T>): Promise<T> => {
      this.calls[method]++;
      const failure = this.failures[method]?.shift();
      if (this.down) throw new RallyError('offline', 'No network.');
      const answer = failure ? undefined : await work();
      await this.#gates.get(method);
      if (failure) throw failure;
      if (this.down || (method === 'apply' && this.loseAnswers))
        throw new RallyError('offline', 'The answer was lost.');
      return answer as T;
    };
    const backend: Backend = {
      name: 'test',
      supports: (call) => pass('supports', () => inner.supports(call)),
      viewer: (call) => pass('viewer', () => inner.viewer(call)),
      get: (refs, call) => pass('get', () => inner.get(refs, call)),
      list: (query, call) =>
        pass('list', async () => {
          const page = await inner.list(query, call);
          return this.bare ? { ...page, related: [] } : page;
        }),
      apply: (commands, call) => {
        this.sent.push(commands);
        return pass('apply', () => inner.apply(commands, call));
      },
      close: () => inner.close(),
    };
    if (!watch) return backend;
    return { ...backend, watch: (scope, from, call) => this.#watch(inner, scope, from, call ?? {}) };
  }

  async *#watch(
    inner: Backend,
    scope: Parameters<NonNullable<Backend['watch']>>[0],
    from: Parameters<NonNullable<Backend['watch']>>[1],
    { signal }: Call,
  ): AsyncGenerator<LiveEvent, void> {
    this.calls.watch++;
    const failure = this.failures.watch?.shift();
    if (failure) throw failure;
    if (this.down) throw new RallyError('offline', 'No network.');
    const cut = new AbortController();
    const ended = signal ? AbortSignal.any([signal, cut.signal]) : cut.signal;
    const queue: LiveEvent[] = [];
    let wake = () => {};
    const push = (event: LiveEvent) => {
      queue.push(event);
      wake();
    };
    ended.addEventListener('abort', () => wake(), { once: true });
    this.#cuts.add(cut);
    this.#injected.add(push);
    this.watching++;
    const pump = (async () => {
      for await (const event of inner.watch!(scope, from, { signal: ended })) push(event);
    })();
    try {
      while (!ended.aborted) {
        const event = queue.shift();
        if (event) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
      if (!signal?.aborted) throw new RallyError('offline', 'The stream broke.');
    } finally {
      cut.abort();
      await pump;
      this.#cuts.delete(cut);
      this.#injected.delete(push);
      this.watching--;
    }
  }

  /** A store of one person; a token is the id of one of `people`. */
  store({
    token = 'ana',
    watch = true,
    lazy = false,
    ...options
  }: Partial<StoreOptions> & { watch?: boolean; lazy?: boolean } = {}): Store {
    const known: Record<string, Identity> = people;
    return createStore({
      connect: async (given: Token | undefined) => {
        const name = typeof given === 'function' ? await given() : given;
        return this.connect((name && known[name]) || null, { watch });
      },
      ...(token !== '' && { token }),
      environment: { random: () => 0.5 },
      ...(!lazy && { acting, staying }),
      ...options,
    });
  }
}

/** Lets everything happen that needs no time. */
export const settle = () => vi.advanceTimersByTimeAsync(0);
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Subscribes, and counts how often it was called. */
export function follow(observable: Observable<unknown>): { calls: number; stop: () => void } {
  const seen = { calls: 0, stop: () => {} };
  seen.stop = observable.subscribe(() => seen.calls++);
  return seen;
}

export const idsOf = (view: ListView) => view.value.items.map(({ id }) => id);
export const succeeded = (receipt: Receipt) => receipt.error === undefined;
