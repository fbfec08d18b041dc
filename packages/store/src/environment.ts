import type { Environment } from './types.js';

/** Calls back at these events of the page, where there is one. */
const on =
  (...types: readonly string[]) =>
  (run: (event: Event) => void) => {
    for (const type of types) globalThis.addEventListener?.(type, run);
    return () => {
      for (const type of types) globalThis.removeEventListener?.(type, run);
    };
  };

export const environment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  online: on('online'),
  page: on('visibilitychange', 'pagehide'),
  channel(name, hear) {
    // Node has channels too, and no tabs.
    const channel = globalThis.document && globalThis.BroadcastChannel && new BroadcastChannel(name);
    if (channel) channel.onmessage = ({ data }) => hear(data);
    return channel;
  },
};

const firstMs = 500;
const longestMs = 30_000;

/** Pauses between attempts, that end early when the backend is known to answer again. */
export class Pauses {
  readonly #environment: Environment;
  readonly #wakers = new Set<() => void>();

  constructor(used: Environment) {
    this.#environment = used;
  }

  /**
   * Waits before attempt number `attempt` + 1: exponential back-off with full jitter, so that many clients of a server
   * that restarts don't come back all at once. What the server asked for (`atLeastMs`) is not cut short.
   */
  before(attempt: number, signal: AbortSignal, atLeastMs = 0): Promise<void> {
    const { random, after, online } = this.#environment;
    const ms = Math.max(atLeastMs, random() * Math.min(longestMs, firstMs * 2 ** attempt));
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        offline?.();
        this.#wakers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = after(ms, done);
      const mayWake = atLeastMs === 0;
      const offline = mayWake ? online(done) : undefined;
      if (mayWake) this.#wakers.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  /** Does something again and again, with pauses, until it returns true or the signal aborts. */
  async until(signal: AbortSignal, isDone: () => boolean | Promise<boolean>): Promise<void> {
    for (let attempt = 0; !signal.aborted && !(await isDone()); attempt++) await this.before(attempt, signal);
  }

  /** Ends all pauses. */
  wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }
}
