import type { Observable } from './types.js';

/** Whoever is told that something changed. */
export interface Notifier {
  readonly listeners: ReadonlySet<unknown>;
  subscribe(run: () => void): () => void;
  notify(): void;
}

/** Tells listeners that something changed, at most once a microtask. One that throws stops no other. */
export function notifier(): Notifier {
  const listeners = new Set<{ readonly run: () => void }>();
  let queued = false;
  return {
    listeners,
    subscribe(run) {
      const entry = { run };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    notify() {
      if (queued || listeners.size === 0) return;
      queued = true;
      queueMicrotask(() => {
        queued = false;
        for (const entry of listeners) {
          queueMicrotask(() => {
            if (listeners.has(entry)) entry.run();
          });
        }
      });
    },
  };
}

export interface Signal<T> extends Observable<T>, Notifier {
  set(value: T): void;
}

/** A value that tells when it is set to another one. */
export function signal<T>(value: T): Signal<T> {
  const own = notifier();
  return {
    ...own,
    get value() {
      return value;
    },
    set(next) {
      if (next === value) return;
      value = next;
      own.notify();
    },
  };
}
