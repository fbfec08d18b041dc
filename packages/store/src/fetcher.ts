import {
  inParts,
  longestPage,
  refKey,
  relatedRefs,
  type Entity,
  type Ref,
  type Tombstone,
} from '@rallykit/core';
import type { Cache, Copy } from './cache.js';

export interface FetcherHost {
  readonly cache: Cache;
  get(refs: readonly Ref[]): Promise<readonly (Entity | Tombstone | null)[]>;
  take(copies: readonly Copy[], absent: readonly Ref[]): void;
}

/** Reads single entities: all that are asked for in one microtask in one request. */
export class Fetcher {
  readonly #host: FetcherHost;
  readonly #asked = new Set<string>();
  #wanted = new Map<string, Ref>();
  #next: Promise<void> | undefined;

  constructor(host: FetcherHost) {
    this.#host = host;
  }

  /** Rejects when they could not be read. */
  fetch(refs: readonly Ref[]): Promise<void> {
    for (const { kind, id } of refs) this.#wanted.set(refKey({ kind, id }), { kind, id });
    return (this.#next ??= Promise.resolve().then(() => this.#send()));
  }

  /** Reads what is needed beside these entities to show them, as far as it did not come along. */
  need(entities: readonly Entity[]): void {
    // Votes and ballots come along where there are any; see `Page.related`.
    const refs = relatedRefs(entities, undefined).filter(
      (ref) => !this.#host.cache.knows(ref) && !this.#asked.has(refKey(ref)),
    );
    // Not known this time: asked for again when something else needs it.
    if (refs.length > 0) this.fetch(refs).catch(() => {});
  }

  async #send(): Promise<void> {
    const refs = [...this.#wanted.values()];
    this.#wanted = new Map();
    this.#next = undefined;
    await Promise.all(inParts(refs, longestPage).map((part) => this.#get(part)));
  }

  async #get(refs: readonly Ref[]): Promise<void> {
    const { cache, get, take } = this.#host;
    const had = refs.map((ref) => cache.confirmed(refKey(ref)));
    for (const ref of refs) this.#asked.add(refKey(ref));
    try {
      const found = await get(refs);
      // One that came by another way meanwhile is there, whatever was true when this was asked.
      const absent = refs.filter((ref, at) => !found[at] && cache.confirmed(refKey(ref)) === had[at]);
      take(
        found.filter((copy) => copy !== null),
        absent,
      );
    } finally {
      for (const ref of refs) this.#asked.delete(refKey(ref));
    }
  }
}
