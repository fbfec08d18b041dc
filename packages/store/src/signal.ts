import type { Observable } from './types.js';

/** Tells listeners that something changed, at most once a microtask. One that throws stops no other. */
export class Notifier {
  readonly #listeners = new Set<{ readonly run: () => void }>();
  #queued = false;

  get size(): number {
    return this.#listeners.size;
  }

  subscribe(run: () => void): () => void {
    const entry = { run };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  notify(): void {
    if (this.#queued || this.size === 0) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      for (const entry of this.#listeners) {
        queueMicrotask(() => {
          if (this.#listeners.has(entry)) entry.run();
        });
      }
    });
  }
}

/** A value that tells when it is set to another one. */
export class Signal<T> extends Notifier implements Observable<T> {
  #value: T;

  constructor(value: T) {
    super();
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.notify();
  }
}
