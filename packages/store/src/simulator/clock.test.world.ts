/** Everything that happens later, in the order in which it is due. */
interface Due {
  readonly at: number;
  readonly run: () => void;
  cancelled: boolean;
}

const macrotask = globalThis.setImmediate;

/** Lets all promises run that wait for nothing but each other. */
export const drain = () => new Promise<void>((resolve) => macrotask(resolve));

/** Time that passes only when it is told to: what is due runs one after the other, and promises run between. */
export class Clock {
  now: number;
  /** Sorted; the last is due first. */
  readonly #due: Due[] = [];

  constructor(start: number) {
    this.now = start;
  }

  readonly after = (ms: number, run: () => void): (() => void) => {
    const due: Due = { at: this.now + Math.ceil(Math.max(0, ms)), run, cancelled: false };
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#due[middle]!.at > due.at) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, due);
    return () => void (due.cancelled = true);
  };

  readonly wait = (ms: number) => new Promise<void>((resolve) => void this.after(ms, resolve));

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await drain();
    for (let due = this.#due.at(-1); due && due.at <= until; due = this.#due.at(-1)) {
      this.#due.pop();
      if (due.cancelled) continue;
      this.now = due.at;
      due.run();
      await drain();
    }
    this.now = until;
  }
}

/** Numbers that follow from a seed alone (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995;
  }

  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  readonly below = (n: number) => Math.floor(this.next() * n);
  readonly is = (share: number) => this.next() < share;
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}
