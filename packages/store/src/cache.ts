import {
  isTombstone,
  parentOf,
  refKey,
  type Command,
  type Community,
  type Entities,
  type Entity,
  type Identity,
  type Kind,
  type Ref,
  type State,
  type Tombstone,
} from '@rallykit/core';

export type Lay = typeof import('./acting.js').lay;
export type Copy = Entity | Tombstone;

/** A command that the backend has not confirmed, and when it was given. */
export interface Unconfirmed {
  readonly command: Command;
  readonly at: number;
}

/** Who acts here, as far as it is known; undefined while it is not. */
export interface Actor {
  readonly identity: Identity | null;
  /** What the community lets guests do, for as long as the community itself is not at hand. */
  readonly guests: Community['guests'];
}

export interface Update {
  readonly copies?: readonly Copy[] | undefined;
  /** What the backend says is not there. */
  readonly absent?: readonly Ref[] | undefined;
  readonly pending: readonly Unconfirmed[];
  readonly actor: Actor | undefined;
}

/** What changed, by key: how it looked before. */
export type Before = ReadonlyMap<string, Copy | undefined>;

/**
 * Each entity once. What the backend confirmed and what is pending are kept apart: the shown state is what core
 * anticipates of the pending commands over the confirmed state, so to take an act back is to leave its command out.
 */
export class Cache implements State {
  /** Lays acts over what is confirmed; without it they show once the backend has done them. */
  lay: Lay | undefined;
  readonly #confirmed = new Map<string, Copy>();
  /** What the backend said is not there, or not for this person's eyes. */
  readonly #absent = new Set<string>();
  /** What pending commands make, by key. */
  optimistic = new Map<string, Copy>();

  get size(): number {
    return this.#confirmed.size + this.#absent.size;
  }

  get<K extends Kind>(ref: Ref<K>): Entities[K] | undefined {
    return this.entity(refKey(ref)) as Entities[K] | undefined;
  }

  entity(key: string): Entity | undefined {
    const found = this.at(key);
    if (!found || isTombstone(found)) return undefined;
    const parent = parentOf(found);
    return parent && this.missing(parent) ? undefined : found;
  }

  at(key: string): Copy | undefined {
    return this.optimistic.get(key) ?? this.#confirmed.get(key);
  }

  confirmed(key: string): Copy | undefined {
    return this.#confirmed.get(key);
  }

  gone(ref: Ref): boolean {
    const found = this.at(refKey(ref));
    return found !== undefined && isTombstone(found);
  }

  /** Whether it is known that there is no such entity: it or what it belongs to was removed, or never was. */
  missing(ref: Ref): boolean {
    const found = this.at(refKey(ref));
    if (!found) return this.#absent.has(refKey(ref));
    if (isTombstone(found)) return true;
    const parent = parentOf(found);
    return parent !== undefined && this.missing(parent);
  }

  /** Whether it is known what is there, be it nothing. */
  knows(ref: Ref): boolean {
    return this.at(refKey(ref)) !== undefined || this.#absent.has(refKey(ref));
  }

  /** Takes in what is newer among the copies, lays the pending commands over all, and tells what looks different now. */
  update({ copies = [], absent = [], pending, actor }: Update): Before {
    const before = new Map<string, Copy | undefined>(this.optimistic);
    for (const ref of absent) {
      const key = refKey(ref);
      if (!before.has(key)) before.set(key, this.#confirmed.get(key));
      this.#confirmed.delete(key);
      this.#absent.add(key);
    }
    for (const copy of copies) {
      const key = refKey(copy);
      const old = this.#confirmed.get(key);
      if (old && !isNewer(copy, old)) continue;
      if (!before.has(key)) before.set(key, old);
      this.#absent.delete(key);
      this.#confirmed.set(key, copy);
    }
    this.optimistic = new Map();
    if (actor) this.lay?.(this, pending, actor, before);
    for (const [key, copy] of before) if (this.at(key) === copy) before.delete(key);
    return before;
  }

  /** Forgets what was given by another person than this one. */
  forgetOthers(me: string | undefined): void {
    for (const [key, copy] of this.#confirmed)
      if ('member' in copy && copy.member !== me) this.#confirmed.delete(key);
    this.#absent.clear();
  }

  /** Forgets what `keep` does not want. Tombstones stay: a late copy must not bring an entity back. */
  prune(keep: (key: string, entity: Entity) => boolean): void {
    for (const [key, copy] of this.#confirmed) {
      if (!isTombstone(copy) && !keep(key, copy)) this.#confirmed.delete(key);
    }
  }

  /** Forgets everything that is confirmed. */
  clear(): void {
    this.#confirmed.clear();
    this.#absent.clear();
  }
}

const isNewer = (copy: Copy, old: Copy): boolean =>
  copy.revision > old.revision || (copy.revision === old.revision && isTombstone(copy) && !isTombstone(old));
