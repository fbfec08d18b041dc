import { inParts, longestPage, type Entity, type Ref } from '@rallykit/core';
import type { Inside } from './inside.js';

/** What is shown is asked for about this often, and ever more rarely while the backend does not answer. */
const everyMs = 15_000;
const rarestMs = 300_000;

/** Reads again and again what is shown, where a backend tells of no changes; not while nobody looks. */
export class Polling {
  readonly #store: Inside;
  readonly #isHidden: () => boolean;
  readonly #stopped = new AbortController();
  #running = false;
  #failures = 0;
  #hurry = () => {};

  constructor(store: Inside, isHidden: () => boolean) {
    this.#store = store;
    this.#isHidden = isHidden;
  }

  /** Also when it is known anew who this is: what failed before says nothing of that. */
  start(): void {
    if (this.#failures > 0) this.hurry();
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  stop(): void {
    this.#stopped.abort();
    this.#hurry();
  }

  /** Somebody looks again, or the network is back: reads at once. */
  hurry(): void {
    this.#failures = 0;
    this.#hurry();
  }

  async #run(): Promise<void> {
    const { env, stream, views } = this.#store;
    while (!this.#stopped.signal.aborted) {
      await this.#pause(Math.min(rarestMs, everyMs * 2 ** this.#failures) * (0.75 + env.random() / 2));
      if (this.#stopped.signal.aborted || this.#isHidden() || views.size === 0) continue;
      try {
        await this.#read();
        this.#failures = 0;
        stream.move('live');
      } catch {
        this.#failures++;
        stream.move('stale');
      }
    }
  }

  /** What changed comes in as if it had been told, so that nothing jumps and new items wait. */
  async #read(): Promise<void> {
    const { call, prepare, show, views } = this.#store;
    await prepare();
    const keys = [...new Set(views.all.flatMap((view) => [...view.keys()]))];
    const refs = keys.map(refOf);
    const parts = inParts(refs, longestPage).map(async (some) => {
      const found = await call((backend, each) => backend.get(some, each));
      show({
        copies: found.filter((copy) => copy !== null),
        absent: some.filter((_, at) => !found[at]),
      });
    });
    for (const { query } of views.all) {
      if (!query) continue;
      parts.push(
        call((backend, each) => backend.list(query, each)).then(({ items, related }) =>
          show({ copies: [...(items as readonly Entity[]), ...related] }),
        ),
      );
    }
    await Promise.all(parts);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#store.env.after(ms, resolve);
      this.#hurry = () => {
        cancel();
        resolve();
      };
    });
  }
}

const refOf = (key: string): Ref => {
  const at = key.indexOf('/');
  return { kind: key.slice(0, at), id: key.slice(at + 1) } as Ref;
};
