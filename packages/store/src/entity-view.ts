import {
  boardOf,
  castOn,
  refKey,
  relatedRefs,
  toRallyError,
  type Kind,
  type RallyError,
  type Ref,
  type ResumeToken,
} from '@rallykit/core';
import { guestToBe } from './guest.js';
import type { Cache } from './cache.js';
import { Notifier } from './signal.js';
import type { EntityState } from './types.js';
import type { News, View, ViewHost } from './view.js';

/** One entity as its subscribers see it. */
export class LiveEntity extends Notifier implements View {
  readonly #host: ViewHost;
  readonly #ref: Ref;
  loading = false;
  error: RallyError | undefined;
  #turn = 0;
  #state: EntityState | undefined;
  since: ResumeToken | undefined;

  constructor(host: ViewHost, ref: Ref) {
    super();
    this.#host = host;
    this.#ref = ref;
    // At hand by way of a list: as new as that.
    if (host.cache.get(ref)) this.since = host.token();
  }

  get value(): EntityState {
    return (this.#state ??=
      this.error && !this.#host.cache.knows(this.#ref)
        ? { status: 'error', error: this.error }
        : stateOf(this.#host.cache, this.#ref));
  }

  get boards(): readonly string[] {
    const { kind, id } = this.#ref;
    const entity = this.#host.cache.get(this.#ref);
    const board = kind === 'board' ? id : entity && boardOf(entity);
    return board === undefined ? [] : [board];
  }

  /** Reads it unless it is at hand. */
  open(): void {
    if (!this.#host.cache.get(this.#ref)) return void this.reload();
    this.#host.need(refKey(this.#ref));
    this.#host.settled(this, undefined);
  }

  async reload(): Promise<void> {
    const turn = ++this.#turn;
    const since = this.#host.token();
    this.loading = true;
    try {
      await this.#host.fetch([this.#ref, ...mineOn(this.#ref, this.#host.me())]);
      if (turn !== this.#turn) return;
      // The person became known between the answer and now, so that it is not there was said to somebody else.
      if (!this.#host.cache.knows(this.#ref)) return this.reload();
      this.error = undefined;
      this.since = since;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.error = toRallyError(thrown);
    }
    this.loading = false;
    this.#host.need(refKey(this.#ref));
    this.#changed();
    this.#host.settled(this, undefined);
  }

  changed({ before, touched, wide }: News): void {
    const key = refKey(this.#ref);
    if (before.has(key)) this.#host.need(key);
    const entity = this.#host.cache.entity(key);
    // Of what may concern anything, only what is shown beside it does, unless this is gone.
    const near = entity && relatedRefs([entity], this.#host.me()).some((ref) => touched.has(refKey(ref)));
    if (touched.has(key) || (wide && (near ?? true))) this.#changed();
  }

  reconsider(): void {
    const refs = mineOn(this.#ref, this.#host.me()).filter((ref) => !this.#host.cache.knows(ref));
    if (refs.length > 0) this.#host.fetch(refs).catch(() => {});
    // That it is not there was said to somebody else.
    if (!this.loading && !this.error && !this.#host.cache.knows(this.#ref)) void this.reload();
    this.#changed();
  }

  #changed(): void {
    this.#state = undefined;
    this.notify();
  }

  *keys(): Iterable<string> {
    yield refKey(this.#ref);
  }

  stop(): void {
    this.#turn++;
  }
}

export function stateOf<K extends Kind>(cache: Cache, ref: Ref<K>): EntityState<K> {
  const entity = cache.get(ref);
  if (entity) return { status: 'ready', entity, pending: cache.optimistic.has(refKey(ref)) };
  return { status: cache.missing(ref) ? 'gone' : 'loading' };
}

/** Who is nobody yet has given nothing yet. */
const mineOn = (ref: Ref, me: string | undefined): Ref[] => (me === guestToBe.id ? [] : castOn(ref, me));
