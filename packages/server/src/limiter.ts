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

/** What an address counts as: an IPv6 network of 64 bits is one household, so it is one key. */
export function addressKey(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (v4) return v4[1]!;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
