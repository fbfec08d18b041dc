import type { Backend } from '@rallykit/core';
import type { Channel, Environment, Locks, Store } from './types.js';

const byTimer: Environment['after'] = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

interface Request {
  readonly tab: Tab;
  readonly name: string;
  readonly work: (lock: unknown) => Promise<void>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A browser: tabs that share locks, channels and what is kept, and that can die, freeze and be hidden. */
export class Browser {
  readonly later: Environment['after'];
  readonly #held = new Map<string, Request>();
  #queue: Request[] = [];
  readonly tabs: Tab[] = [];
  /** Hears what tabs say to each other. */
  onSaid = (_from: Tab, _message: unknown) => {};
  /** Every message, in order. */
  readonly said: unknown[] = [];

  constructor(later: Environment['after'] = byTimer) {
    this.later = later;
  }

  /** A tab that shows nothing yet. */
  add(environment: Partial<Environment>): Tab {
    const tab = new Tab(this, this.tabs.length + 1, environment);
    this.tabs.push(tab);
    return tab;
  }

  post(from: Tab, channel: FakeChannel, name: string, message: unknown): void {
    this.said.push(message);
    this.onSaid(from, message);
    const copy = JSON.stringify(message);
    for (const tab of this.tabs) {
      for (const other of tab.channels) {
        if (other === channel || other.name !== name) continue;
        // Each tab hears in a task of its own; a frozen one when it thaws.
        this.later(1, () => tab.whenAwake(() => tab.channels.has(other) && other.hear(JSON.parse(copy))));
      }
    }
  }

  request(
    tab: Tab,
    name: string,
    options: Parameters<Locks['request']>[1],
    work: Request['work'],
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request: Request = { tab, name, work, resolve, reject };
      const holder = this.#held.get(name);
      if (options.signal?.aborted) return reject(options.signal.reason);
      options.signal?.addEventListener('abort', () => {
        if (!this.#queue.includes(request)) return;
        this.#queue = this.#queue.filter((each) => each !== request);
        reject(options.signal!.reason);
      });
      if (options.steal && holder) {
        this.#held.delete(name);
        // After it was told that it holds it.
        this.later(1, () =>
          holder.tab.whenAwake(() => holder.reject(new DOMException('Stolen.', 'AbortError'))),
        );
      }
      if (options.ifAvailable && this.#held.has(name)) return void work(null).then(resolve, reject);
      if (options.steal) this.#queue.unshift(request);
      else this.#queue.push(request);
      this.#grant();
    });
  }

  #grant(): void {
    for (const request of [...this.#queue]) {
      if (this.#held.has(request.name)) continue;
      this.#queue = this.#queue.filter((each) => each !== request);
      this.#held.set(request.name, request);
      this.later(1, () => {
        request.tab.whenAwake(() => {
          const done = () => {
            if (this.#held.get(request.name) === request) this.#held.delete(request.name);
            this.#grant();
          };
          request.work({ name: request.name }).then(
            (value) => (done(), request.resolve(value)),
            (error: unknown) => (done(), request.reject(error)),
          );
        });
      });
    }
  }

  /** The tab is gone at once, as by a crash: nothing of it says or does anything more, and its locks are free. */
  kill(tab: Tab): void {
    tab.dead = true;
    tab.died.abort();
    tab.channels.clear();
    this.#queue = this.#queue.filter((request) => request.tab !== tab);
    for (const [name, request] of this.#held) if (request.tab === tab) this.#held.delete(name);
    this.#grant();
  }

  leaders(): Tab[] {
    const leading = [...this.#held].filter(([name]) => name.split(':').length === 4);
    return leading.map(([, { tab }]) => tab);
  }
}

class FakeChannel implements Channel {
  readonly name: string;
  readonly hear: (message: unknown) => void;
  readonly #tab: Tab;
  constructor(tab: Tab, name: string, hear: (message: unknown) => void) {
    this.#tab = tab;
    this.name = name;
    this.hear = hear;
  }
  postMessage(message: unknown): void {
    if (!this.#tab.dead) this.#tab.browser.post(this.#tab, this, this.name, message);
  }
  close(): void {
    this.#tab.channels.delete(this);
  }
}

export class Tab {
  readonly browser: Browser;
  readonly environment: Partial<Environment>;
  readonly channels = new Set<FakeChannel>();
  /** What it set and has not run yet. */
  readonly timers = new Set<() => void>();
  store!: Store;
  dead = false;
  readonly died = new AbortController();
  frozen = false;
  isHidden = false;
  readonly #thawed: (() => void)[] = [];
  readonly #watchers = new Set<(event: { readonly type: string }) => void>();
  readonly #onlines = new Set<() => void>();

  constructor(browser: Browser, n: number, environment: Partial<Environment>) {
    this.browser = browser;
    let drawn = 0;
    const subscribe =
      <T>(set: Set<T>) =>
      (run: T) => (set.add(run), () => void set.delete(run));
    this.environment = {
      random: () => (n * 0.101 + ++drawn * 0.37) % 1,
      after: (ms, run) => {
        const end = () => this.timers.delete(cancel);
        const cancel = browser.later(ms, () => (end(), this.whenAwake(run)));
        this.timers.add(cancel);
        return () => (end(), cancel());
      },
      channel: (name, hear) => {
        const channel = new FakeChannel(this, name, hear);
        this.channels.add(channel);
        return channel;
      },
      locks: { request: (name, options, work) => browser.request(this, name, options, work) },
      page: subscribe(this.#watchers),
      online: subscribe(this.#onlines),
      hidden: () => this.isHidden,
      ...environment,
    };
  }

  whenAwake(run: () => void): void {
    if (this.dead) return;
    if (this.frozen) this.#thawed.push(run);
    else run();
  }

  /** A connection that is cut when the tab dies: nothing is sent any more, and no answer comes. */
  mortal(backend: Backend): Backend {
    const alive = async <T>(work: () => Promise<T>): Promise<T> => {
      const answer = this.dead ? undefined : await work();
      return this.dead ? new Promise<T>(() => {}) : answer!;
    };
    const { died } = this;
    return {
      ...backend,
      supports: (call) => alive(() => backend.supports(call)),
      viewer: (call) => alive(() => backend.viewer(call)),
      get: (refs, call) => alive(() => backend.get(refs, call)),
      list: (query, call) => alive(() => backend.list(query, call)),
      apply: (commands, call) => alive(() => backend.apply(commands, call)),
      async *watch(scope, from, call) {
        const signal = AbortSignal.any([died.signal, ...(call?.signal ? [call.signal] : [])]);
        yield* backend.watch!(scope, from, { ...call, signal });
        if (died.signal.aborted) await new Promise(() => {});
      },
    };
  }

  /** Calls back at events of its page, and of the network, are wanted by so many. */
  get watchers(): number {
    return this.#watchers.size + this.#onlines.size;
  }

  thaw(): void {
    this.frozen = false;
    for (const run of this.#thawed.splice(0)) run();
  }

  hide(isHidden = true): void {
    this.isHidden = isHidden;
    for (const run of [...this.#watchers]) run({ type: 'visibilitychange' });
  }

  event(type: string): void {
    for (const run of [...this.#watchers]) run({ type });
  }

  online(): void {
    for (const run of [...this.#onlines]) run();
  }
}
