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
export function fetcher({ cache, get, take }: FetcherHost) {
  const asked = new Set<string>();
  let wanted = new Map<string, Ref>();
  let next: Promise<void> | undefined;

  /** Rejects when they could not be read. */
  function fetch(refs: readonly Ref[]): Promise<void> {
    for (const ref of refs) wanted.set(refKey(ref), { kind: ref.kind, id: ref.id });
    return (next ??= Promise.resolve().then(async () => {
      const parts = inParts([...wanted.values()], longestPage);
      wanted = new Map();
      next = undefined;
      await Promise.all(parts.map(read));
    }));
  }

  async function read(refs: readonly Ref[]): Promise<void> {
    const had = refs.map((ref) => cache.confirmed(refKey(ref)));
    for (const ref of refs) asked.add(refKey(ref));
    try {
      const found = await get(refs);
      // One that came by another way meanwhile is there, whatever was true when this was asked.
      const absent = refs.filter((ref, at) => !found[at] && cache.confirmed(refKey(ref)) === had[at]);
      take(
        found.filter((copy) => copy !== null),
        absent,
      );
    } finally {
      for (const ref of refs) asked.delete(refKey(ref));
    }
  }

  return {
    fetch,

    /** Reads what is needed beside these entities to show them, as far as it did not come along. */
    need(entities: readonly Entity[]): void {
      // Votes and ballots come along where there are any; see `Page.related`.
      const refs = relatedRefs(entities, undefined).filter(
        (ref) => !cache.knows(ref) && !asked.has(refKey(ref)),
      );
      // Not known this time: asked for again when something else needs it.
      fetch(refs).catch(() => {});
    },
  };
}
