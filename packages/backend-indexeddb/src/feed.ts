import {
  changesAccess,
  concerns,
  type Identity,
  type LiveEvent,
  type ResumeToken,
  type Scope,
  seqOf,
  tokenAt,
} from '@rallykit/core';
import { chapterAfter, headOf, historyIn } from './log.js';
import type { Connection } from './open.js';
import { readerIn } from './reading.js';
import { mayHear } from './rows.js';

/** How often, while somebody watches, the log is read without being told to: a hint of another tab may get lost. */
const pollMs = 1_000;
/**
 * Tells watchers what was committed, here and in other tabs. Each goes along the log by itself, so that one who reads
 * slowly costs no memory. Tabs tell each other that there is something to read; what, is in the log alone.
 */
export class Feed {
  readonly #connection: Connection;
  readonly #channelName: string;
  readonly #waiting = new Set<() => void>();
  #channel: BroadcastChannel | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;
  #watchers = 0;
  #closed = false;
  /** Grows whenever there may be something to read. */
  #version = 0;

  constructor(connection: Connection, channelName: string) {
    this.#connection = connection;
    this.#channelName = channelName;
  }

  /** How many watches are open. */
  get watching(): number {
    return this.#watchers;
  }

  /** Wakes the watchers of this tab and of all others. */
  committed(): void {
    this.wake();
    this.#hint()?.postMessage(null);
  }

  /** Wakes the watchers of this tab. */
  wake(): void {
    this.#version++;
    for (const wake of this.#waiting) wake();
  }

  async *watch(
    community: string,
    identity: Identity | null,
    scope: Scope,
    from: ResumeToken | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<LiveEvent, void> {
    this.#enter();
    try {
      const { history, head } = await this.#connection.read(async (tx) => ({
        history: await historyIn(tx, community),
        head: (await headOf(tx, community)).seq,
      }));
      const start = from === undefined ? head : seqOf(from, history);
      if (start === undefined || start > head) return yield { type: 'reset', reason: 'epoch' };
      let seq = start;
      for (let caughtUp = false; !signal?.aborted;) {
        const version = this.#version;
        const { now, chapter, reader } = await this.#connection.read(async (tx) => ({
          now: await historyIn(tx, community),
          chapter: await chapterAfter(tx, community, seq),
          reader: await readerIn(tx, community, identity),
        }));
        // Somebody deleted the database, and it was made anew.
        if (now !== history) return yield { type: 'reset', reason: 'epoch' };
        if (!chapter) return yield { type: 'reset', reason: caughtUp ? 'slow' : 'gap' };
        if (chapter.changes.some(({ change }) => changesAccess(change, identity))) {
          return yield { type: 'reset', reason: 'access' };
        }
        seq = chapter.seq;
        const at = tokenAt(history, seq);
        const changes = chapter.changes
          .filter((each) => concerns(each, scope))
          .map(({ change }) => change)
          .filter((change) => mayHear(change, reader));
        if (changes.length > 0) yield { type: 'changes', changes, at };
        if (chapter.more) continue;
        if (!caughtUp) {
          caughtUp = true;
          yield { type: 'caught-up', at };
        }
        // A yield may have taken long: wait only when nothing came meanwhile.
        if (version === this.#version) await this.#changed(signal);
      }
    } finally {
      this.#leave();
    }
  }

  /** Ends the talk with other tabs; watches end by their own signals. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#poll);
    this.#channel?.close();
  }

  #hint(): BroadcastChannel | undefined {
    if (this.#closed) return undefined;
    if (!this.#channel) {
      this.#channel = new BroadcastChannel(this.#channelName);
      this.#channel.onmessage = () => this.wake();
    }
    return this.#channel;
  }

  /** Resolves when there may be something to read, or when the signal aborts. */
  async #changed(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return;
    let wake!: () => void;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    this.#waiting.add(wake);
    signal?.addEventListener('abort', wake);
    await woken;
    this.#waiting.delete(wake);
    signal?.removeEventListener('abort', wake);
  }

  #enter(): void {
    this.#hint();
    if (this.#watchers++ === 0) this.#poll = setInterval(() => this.wake(), pollMs);
  }

  #leave(): void {
    if (--this.#watchers === 0) clearInterval(this.#poll);
  }
}
