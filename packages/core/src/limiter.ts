import type { Identity } from './backend.js';
import { RallyError } from './error.js';

const minuteMs = 60_000;

/** Counts acts by key: each key may do so many a minute, evenly refilled, and all at once after a quiet minute. */
export class Limiter {
  readonly #buckets = new Map<string, { left: number; at: number }>();
  readonly #perMinute: number;
  readonly #now: () => number;
  #sweepAt = 0;

  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes `count` acts. Returns 0, or how many milliseconds to wait before as many are free; then nothing is taken. */
  take(key: string, count: number): number {
    if (this.#perMinute === Infinity) return 0;
    const now = this.#now();
    this.#sweep(now);
    const left = this.#left(key, now);
    // More than fit in a minute would never pass; they take all there is instead.
    const wanted = Math.min(count, this.#perMinute);
    if (left < wanted) return Math.ceil(((wanted - left) * minuteMs) / this.#perMinute);
    this.#buckets.set(key, { left: left - wanted, at: now });
    return 0;
  }

  #left(key: string, now: number): number {
    const bucket = this.#buckets.get(key);
    if (!bucket) return this.#perMinute;
    return Math.min(
      this.#perMinute,
      bucket.left + (Math.max(0, now - bucket.at) * this.#perMinute) / minuteMs,
    );
  }

  /** Forgets, once a minute, whoever has been quiet for one. */
  #sweep(now: number): void {
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + minuteMs;
    for (const [key, { at }] of this.#buckets) if (now - at >= minuteMs) this.#buckets.delete(key);
  }
}

/** Why somebody has to wait, and how long. */
export const tooFast = (retryAfterMs: number): RallyError =>
  new RallyError(
    'rate-limited',
    `That was a lot at once. Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`,
    { retryAfterMs },
  );

/** How many commands each member of each community sends a minute, for a store that limits them. */
export class WriteLimit {
  readonly #limiter: Limiter;

  constructor(perMinute: number, now: () => number) {
    this.#limiter = new Limiter(perMinute, now);
  }

  /** Counts a command that is about to be carried out. An operator's are not limited. @throws {RallyError} `rate-limited` */
  count(community: string, actor: Identity | null): void {
    if (!actor || actor.role === 'operator') return;
    const wait = this.#limiter.take(JSON.stringify([community, actor.id]), 1);
    if (wait > 0) throw tooFast(wait);
  }
}
