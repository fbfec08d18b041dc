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
  random: Math.random,
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

type Awaitable<T> = T | Promise<T>;

export type Pauses = ReturnType<typeof createPauses>;

/** Pauses between attempts, that end early when the backend is known to answer again. */
export function createPauses({ random, after, online }: Environment) {
  const wakers = new Set<() => void>();

  /**
   * Waits before attempt number `attempt` + 1: exponential back-off with full jitter, so that many clients of a server
   * that restarts don't come back all at once. What the server asked for (`atLeastMs`) is not cut short.
   */
  const before = (attempt: number, signal: AbortSignal, atLeastMs = 0) =>
    new Promise<void>((resolve) => {
      const ms = Math.max(atLeastMs, random() * Math.min(longestMs, firstMs * 2 ** attempt));
      const done = () => {
        cancel();
        offline?.();
        wakers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = after(ms, done);
      const mayWake = atLeastMs === 0;
      const offline = mayWake ? online(done) : undefined;
      if (mayWake) wakers.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });

  return {
    before,

    /** Does something again and again until it returns true or the signal aborts; the pauses grow until it says `anew`. */
    async until(signal: AbortSignal, isDone: () => Awaitable<boolean | 'anew'>): Promise<void> {
      for (let attempt = 0; !signal.aborted; attempt++) {
        const done = await isDone();
        if (done === true) return;
        if (done) attempt = 0;
        await before(attempt, signal);
      }
    },

    /** Ends all pauses. */
    wake(): void {
      for (const wake of [...wakers]) wake();
    },
  };
}
