import {
  RallyError,
  erasedBy,
  isRelated,
  reduceAsync,
  refKey,
  told,
  type Change,
  type Command,
  type Entity,
  type Identity,
  type Loader,
  type Ref,
  type Relation,
  type ResumeToken,
  tokenAt,
} from '@rallykit/core';
import { headOf, historyIn } from './log.js';
import { readerIn } from './reading.js';
import { changeOf, mayHear, storedIn, toRow, type Stored } from './rows.js';
import type { Head, ReceiptRow, Transaction } from './tables.js';

/** What a command did. */
export interface Outcome {
  readonly replayed: boolean;
  /** What its sender may see of its changes. */
  readonly changes: readonly Change[];
  readonly at: ResumeToken;
}

/** A command, as the schema reads it, with who sent it. */
export interface Act {
  readonly command: Command;
  readonly actor: Identity | null;
}

/**
 * One transaction's work on one community. Writes are not waited for one by one: what is read later comes after them, and
 * `settled` after all.
 */
export class Unit {
  readonly #tx: Transaction<'readwrite'>;
  readonly #community: string;
  readonly #history: string;
  readonly #loader: Loader = {
    get: (refs) => this.#load(refs),
    related: (relations) => Promise.all(relations.map((relation) => this.#related(relation))),
  };
  /** What was loaded or written, by its ref: nobody else writes while the transaction lasts. */
  readonly #known = new Map<string, Stored | null>();
  readonly #writes: Promise<unknown>[] = [];
  #head: Head;

  static async begin(tx: Transaction<'readwrite'>, community: string): Promise<Unit> {
    return new Unit(tx, community, await historyIn(tx, community), await headOf(tx, community));
  }

  private constructor(tx: Transaction<'readwrite'>, community: string, history: string, head: Head) {
    this.#tx = tx;
    this.#community = community;
    this.#history = history;
    this.#head = head;
  }

  /** The number of the last command. */
  get seq(): number {
    return this.#head.seq;
  }

  /** Carries out a command, or finds that it was. Throws the RallyError that refuses it; then it changed nothing. */
  async run({ command, actor }: Act, now: number): Promise<Outcome> {
    const { id, ...act } = command;
    // Fields are in the schema's order, so the same act always has the same text.
    const body = JSON.stringify(act);
    const known = actor && (await this.#tx.objectStore('receipt').get([this.#community, actor.id, id]));
    if (known && known.body !== body) {
      throw new RallyError('key-reused', 'This id was used for another act. Send it with a new id.');
    }
    if (known) {
      const reader = await readerIn(this.#tx, this.#community, actor);
      return { replayed: true, changes: await this.#asTheyAre(known, reader), at: this.#token(known.seq) };
    }

    const changes = await this.carryOut(command, actor, now);
    const { seq, at } = this.#head;
    if (actor) {
      const changed = changes.map(storedIn).map((stored): Ref => ({ kind: stored.kind, id: stored.id }));
      const key = { community: this.#community, member: actor.id, act: id };
      this.#later(this.#tx.objectStore('receipt').put({ ...key, body, changed, seq, at }));
    }
    return {
      replayed: false,
      changes: changes.filter((change) => mayHear(change, actor)),
      at: this.#token(seq),
    };
  }

  /** The same without a memory of it. */
  async carryOut(command: Command, actor: Identity | null, now: number): Promise<readonly Change[]> {
    // Time never goes back, whatever the clock does.
    const at = Math.max(this.#head.at, now);
    const changes = await reduceAsync(this.#loader, command, { actor, now: at });
    if (changes.length === 0) return changes;
    this.#head = { seq: this.#head.seq + 1, at };
    const before = await this.#load(changes.map(storedIn));
    const log = changes.map((change, n) => told(change, before[n]));
    const row = { community: this.#community, seq: this.#head.seq, changes: log };
    this.#later(this.#tx.objectStore('log').put(row));
    this.#later(this.#tx.objectStore('head').put(this.#head, this.#community));
    for (const change of changes) this.#put(storedIn(change));
    for (const member of erasedBy(changes)) await this.#forget(member);
    return changes;
  }

  /** Resolves when all is written; rejects with what could not be. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  #token(seq: number): ResumeToken {
    return tokenAt(this.#history, seq);
  }

  async #load(refs: readonly Ref[]): Promise<(Stored | null)[]> {
    const entities = this.#tx.objectStore('entity');
    await Promise.all(
      refs.map(async ({ kind, id }) => {
        const key = refKey({ kind, id });
        if (this.#known.has(key)) return;
        const row = await entities.get([this.#community, kind, id]);
        this.#known.set(key, row?.value ?? null);
      }),
    );
    return refs.map((ref) => this.#known.get(refKey(ref)) ?? null);
  }

  /** What is in a relation. */
  async #related(relation: Relation): Promise<Entity[]> {
    const entities = this.#tx.objectStore('entity');
    const rows =
      'of' in relation
        ? await entities.index('parent').getAll([this.#community, refKey(relation.of)])
        : await entities.index('people').getAll([this.#community, relation.kind, relation.by]);
    return rows.map(({ value }) => value as Entity).filter((entity) => isRelated(entity, relation));
  }

  #put(value: Stored): void {
    this.#known.set(refKey(value), value);
    this.#later(this.#tx.objectStore('entity').put(toRow(this.#community, value)));
  }

  /** Leaves nothing of a member who was erased: votes, ballots, what hangs on something removed, outcomes, history. */
  async #forget(member: string): Promise<void> {
    const entities = this.#tx.objectStore('entity');
    for (const kind of [
      'vote',
      'ballot',
      'answer',
      'comment',
      'step',
      'follow',
      'notification',
      'mark',
    ] as const) {
      for (const { id } of await entities.index('people').getAll([this.#community, kind, member])) {
        this.#known.set(refKey({ kind, id }), null);
        this.#later(entities.delete([this.#community, kind, id]));
      }
    }
    const from = [this.#community, member];
    this.#later(this.#tx.objectStore('receipt').delete(IDBKeyRange.bound(from, [...from, []])));
    const before = IDBKeyRange.bound([this.#community, 0], [this.#community, this.#head.seq - 1]);
    this.#later(this.#tx.objectStore('log').delete(before));
  }

  #later(write: Promise<unknown>): void {
    // One that fails aborts the transaction, and is told of by `settled`.
    write.catch(() => {});
    this.#writes.push(write);
  }

  /** What an earlier command changed, as it is now: never older than what the sender has seen. */
  async #asTheyAre({ changed }: ReceiptRow, reader: Identity | null): Promise<Change[]> {
    return (await this.#load(changed))
      .flatMap((stored) => (stored ? [changeOf(stored)] : []))
      .filter((change) => mayHear(change, reader));
  }
}
