// For a service with a numbered feed of changes: a page is told of them as they happen.
import { setTimeout as pause } from 'node:timers/promises';
import {
  seqOf,
  tokenAt,
  visible,
  type Call,
  type Entity,
  type Identity,
  type LiveEvent,
  type ResumeToken,
  type Scope,
} from '@rallykit/core';
import type { CheckedSpec } from '@rallykit/core/checked';
import { asking, orNull, toIdea, toVote, type Box } from './backend.js';
import type { Change, ChangePage } from './service.js';

/** What a change is told as. Whose vote it is says who may see it. */
const told = ({ what, by, suggestion }: Change): Entity[] =>
  what === 'support' ? [toIdea(suggestion), toVote(suggestion, by)] : [toIdea(suggestion)];

/** The feed of one box, asked about every `everyMs` while anybody watches, however many they are. */
export function feedOf(box: Box, everyMs = 2_000) {
  const ask = asking(box);
  const pages = new Map<number, Promise<ChangePage | null>>();
  let watching = 0;

  /** What came after a number: one answer for all who stand there; null when the feed no longer reaches back. */
  function after(number: number): Promise<ChangePage | null> {
    const known = pages.get(number);
    if (known) return known;
    const signal = AbortSignal.timeout(10_000); // Of nobody in particular: who leaves stops it for no other.
    const page = ask<ChangePage>(`/changes?after=${number}`, { signal }).catch(orNull);
    pages.set(number, page);
    const forget = () => setTimeout(() => pages.delete(number), everyMs / 2);
    page.then(forget, forget);
    return page;
  }

  const stand = (call: Call) => ask<ChangePage>('/changes', call);

  async function* follow(
    { boards }: Scope,
    from: ResumeToken | undefined,
    identity: Identity | null,
    call: Call,
  ): AsyncGenerator<LiveEvent, void> {
    const { feed, last } = await stand(call);
    let seen = from === undefined ? last : seqOf(from, feed);
    if (seen === undefined || seen > last) return yield { type: 'reset', reason: 'epoch' };
    for (let caughtUp = false; !call.signal?.aborted;) {
      const page = await after(seen);
      if (!page) return yield { type: 'reset', reason: caughtUp ? 'slow' : 'gap' };
      if (page.feed !== feed) return yield { type: 'reset', reason: 'epoch' };
      seen = page.changes.at(-1)?.number ?? seen;
      const at = tokenAt(feed, seen);
      const changes = page.changes
        .filter(({ suggestion }) => !boards || boards.includes(suggestion.product))
        .flatMap(told)
        .filter((entity) => visible(entity, identity))
        .map((entity) => ({ type: 'put', entity }) as const);
      if (changes.length > 0) yield { type: 'changes', changes, at };
      if (!caughtUp && seen >= last) {
        caughtUp = true;
        yield { type: 'caught-up', at };
      }
      if (page.changes.length === 0) await pause(everyMs, undefined, call);
    }
  }

  return {
    get watching() {
      return watching;
    },
    async now(call: Call): Promise<ResumeToken> {
      const { feed, last } = await stand(call);
      return tokenAt(feed, last);
    },
    async *watch(...asked: Parameters<typeof follow>): AsyncGenerator<LiveEvent, void> {
      watching += 1;
      try {
        yield* follow(...asked);
      } finally {
        watching -= 1;
      }
    },
  };
}

/** The same, for which changes are told as they happen. */
export const followed = (spec: CheckedSpec, { now, watch }: ReturnType<typeof feedOf>): CheckedSpec => ({
  ...spec,
  now,
  watch: (scope, from, call) => watch(scope, from, spec.identity, call),
  can: { ...spec.can, live: { resume: true, retention: 1_000 } },
});
