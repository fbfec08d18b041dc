import {
  changesAccess,
  concerns,
  type Identity,
  type LiveEvent,
  type ResumeToken,
  type Scope,
  type Told,
  historyOf,
  seqOf,
  tokenAt,
} from '@rallykit/core';
import type { Database } from './dialect.js';
import { headOf } from './head.js';
import { mayHear } from './rows.js';

/** Who watches, and as whom they may read just now. */
export interface Watching {
  readonly identity: Identity | null;
  reader(): Promise<Identity | null>;
}

/** A part of the history: what came after a place, and the place it leads to. */
interface Chapter {
  readonly changes: readonly Told[];
  readonly seq: number;
}

/** How often, while somebody watches, the database is asked whether another process wrote to it. */
const pollMs = 300;
/** Commands read from the log at once. */
const chapterLength = 200;
/** Readings kept for watchers at the same place, until the next commit. */
const readingsShared = 100;

/**
 * Tells watchers what was committed. Each watcher goes along the log by itself, so that one who reads slowly costs no
 * memory; those at the same place share one reading of it.
 */
export class Feed {
  readonly #database: Database;
  readonly #waiting = new Map<string, Set<() => void>>();
  /** By community: grows with every commit that may concern it. */
  readonly #versions = new Map<string, number>();
  readonly #readings = new Map<string, Promise<Chapter | undefined>>();
  #watchers = 0;
  #poll: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** How many watches are open. */
  get watching(): number {
    return this.#watchers;
  }

  token(community: string, seq: number): ResumeToken {
    return tokenAt(this.#history(community), seq);
  }

  /** Wakes those who watch these communities. */
  committed(communities: Iterable<string>): void {
    this.#readings.clear();
    for (const community of communities) {
      this.#versions.set(community, this.#version(community) + 1);
      for (const wake of this.#waiting.get(community) ?? []) wake();
    }
  }

  async *watch(
    community: string,
    { identity, reader: askReader }: Watching,
    scope: Scope,
    from: ResumeToken | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<LiveEvent, void> {
    this.#enter(community);
    try {
      const head = await headOf(this.#database.read, community);
      const start = from === undefined ? head.seq : seqOf(from, this.#history(community));
      if (start === undefined || start > head.seq) return yield { type: 'reset', reason: 'epoch' };
      // Asked after the head: what changes it from now on is in the chapters to come.
      const reader = await askReader();
      const wanted = (each: Told) => mayHear(each.change, reader) && concerns(each, scope);
      let seq = start;
      for (let caughtUp = false; !signal?.aborted;) {
        const version = this.#version(community);
        let chapter = await this.#since(community, seq);
        // Shared with somebody who read it before another process wrote what the head tells of.
        if (chapter?.seq === seq && seq < head.seq) chapter = await this.#read(community, seq);
        if (!chapter) return yield { type: 'reset', reason: caughtUp ? 'slow' : 'gap' };
        if (chapter.changes.some(({ change }) => changesAccess(change, identity)))
          return yield { type: 'reset', reason: 'access' };
        const more = chapter.seq > seq;
        seq = chapter.seq;
        const changes = chapter.changes.filter(wanted).map(({ change }) => change);
        if (changes.length > 0) yield { type: 'changes', changes, at: this.token(community, seq) };
        if (more && (caughtUp || seq < head.seq)) continue;
        if (!caughtUp) {
          caughtUp = true;
          yield { type: 'caught-up', at: this.token(community, seq) };
        }
        if (version === this.#version(community)) await this.#changed(community, signal);
      }
    } finally {
      this.#leave();
    }
  }

  /** Ends the asking after other processes; watches end by their own signals. */
  close(): void {
    clearInterval(this.#poll);
  }

  #history(community: string): string {
    return historyOf(this.#database.epoch, community);
  }

  #since(community: string, seq: number): Promise<Chapter | undefined> {
    const key = `${seq}.${community}`;
    const shared = this.#readings.get(key);
    if (shared) return shared;
    const reading = this.#read(community, seq);
    const forget = () => this.#readings.delete(key);
    if (this.#readings.size >= readingsShared) this.#readings.clear();
    this.#readings.set(key, reading);
    reading.catch(forget);
    return reading;
  }

  /** What came after `seq`, or the beginning of it; undefined when some of it is no longer kept. */
  async #read(community: string, seq: number): Promise<Chapter | undefined> {
    const rows = await this.#database.read
      .selectFrom('log')
      .select(['seq', 'changes'])
      .where('community', '=', community)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(chapterLength)
      .execute();
    const [first] = rows;
    if (!first) return { changes: [], seq };
    if (first.seq !== seq + 1) return undefined;
    return {
      changes: rows.flatMap(({ changes }) => JSON.parse(changes) as Told[]),
      seq: rows.at(-1)?.seq ?? seq,
    };
  }

  #version(community: string): number {
    return this.#versions.get(community) ?? 0;
  }

  /** Resolves at the next commit, or when the signal aborts. */
  async #changed(community: string, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return;
    const waiting = this.#waiting.get(community);
    let wake!: () => void;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    waiting?.add(wake);
    signal?.addEventListener('abort', wake);
    await woken;
    waiting?.delete(wake);
    signal?.removeEventListener('abort', wake);
  }

  #enter(community: string): void {
    if (!this.#waiting.has(community)) this.#waiting.set(community, new Set());
    if (this.#watchers++ > 0) return;
    this.#poll = setInterval(() => void this.#lookForOthers(), pollMs).unref();
  }

  #leave(): void {
    if (--this.#watchers === 0) this.close();
  }

  async #lookForOthers(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const watched = [...this.#waiting.keys()];
    // When it can't be asked, the next reading tells why.
    this.committed(await this.#database.changed(watched).catch(() => watched));
    this.#looking = false;
  }
}
