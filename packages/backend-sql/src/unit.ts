import {
  RallyError,
  erasedBy,
  isRelated,
  readerOf,
  reduceAsync,
  refKey,
  searchTerms,
  searchText,
  told,
  type Change,
  type Command,
  type Entity,
  type Identity,
  type Kept,
  type Kind,
  type Loader,
  type Ref,
  type Relation,
  type Tombstone,
} from '@rallykit/core';
import { sql, type Insertable, type Kysely, type SqlBool } from 'kysely';
import type { Dialect, Words } from './dialect.js';
import type { Head } from './head.js';
import { mentioned } from './mentioned.js';
import { parts } from './parts.js';
import { changeOf, mayHear, toRow } from './rows.js';
import type { EntityState, Tables } from './tables.js';
import { putWords, type Rewritten } from './words.js';

type Stored = Entity | Tombstone;

/** What a command did, as far as who sent it may see. */
export interface Outcome {
  readonly replayed: boolean;
  readonly changes: readonly Change[];
  readonly seq: number;
}

/** A command with who sent it and a digest of what it says. */
export interface Act {
  readonly command: Command;
  readonly actor: Identity | null;
  readonly hash: string;
  /** Counts it as one more that is carried out. Throws `rate-limited` when that is too many. */
  admit(): void;
}

/** Rows that one statement writes: keeps it well below SQLite's limit of 32,766 parameters. */
const rowsAtOnce = 200;
/** Kinds that can name others beside who wrote them. */
const naming: readonly Kind[] = ['goal', 'idea', 'update', 'notification'];
/** What is there, whoever may find it. */
const alive: readonly EntityState[] = ['listed', 'pending', 'archived', 'kept'];

/**
 * One transaction's work on one community: commands are carried out on what was loaded, one on top of the other, and
 * what has changed in the end is written at once.
 */
export class Unit {
  readonly #db: Kysely<Tables>;
  readonly #dialect: Dialect;
  readonly #community: string;
  /** As it was in the database; null for what was not there. */
  readonly #before = new Map<string, Stored | null>();
  readonly #after = new Map<string, Stored>();
  #log: Insertable<Tables['log']>[] = [];
  /** Members whom an act here has erased. */
  readonly #erased = new Set<string>();
  /** Of acts done before, and of those done here. */
  readonly #receipts = new Map<string, Pick<Tables['receipt'], 'hash' | 'changed' | 'seq'>>();
  #newReceipts: Insertable<Tables['receipt']>[] = [];
  #seq: number;
  #clock: number;

  readonly #loader: Loader = {
    get: (refs) => this.#load(refs),
    related: async (relations) => {
      const found: Entity[][] = [];
      for (const relation of relations) found.push(await this.#related(relation));
      return found;
    },
  };

  /** Starts on these acts: reads what was already done of them and, all at once, most of what they will need. */
  static async begin(
    db: Kysely<Tables>,
    dialect: Dialect,
    community: string,
    acts: readonly Act[],
  ): Promise<Unit> {
    const unit = new Unit(db, dialect, community, await dialect.takeTurn(db, community));
    await unit.#loadReceipts(acts.flatMap(({ command, actor }) => (actor ? [actKey(actor, command)] : [])));
    await unit.#load(acts.flatMap(({ command, actor }) => mentioned(command, actor)));
    return unit;
  }

  private constructor(db: Kysely<Tables>, dialect: Dialect, community: string, head: Head) {
    this.#db = db;
    this.#dialect = dialect;
    this.#community = community;
    this.#seq = head.seq;
    this.#clock = head.at;
  }

  /** Carries out a command, or finds that it was. Throws the RallyError that refuses it; then it changed nothing. */
  async run({ command, actor, hash, admit }: Act, now: number): Promise<Outcome> {
    const known = actor && this.#receipts.get(actKey(actor, command));
    if (known && known.hash !== hash) {
      throw new RallyError('key-reused', 'This id was used for another act. Send it with a new id.');
    }
    if (known) {
      // As whom they read at this moment: an act that shares the transaction may take their access away.
      const [kept] = await this.#load([{ kind: 'member', id: actor.id }]);
      const reader = readerOf(actor, (kept ?? undefined) as Kept);
      const changes = (await this.#asTheyAre(known.changed)).filter((change) => mayHear(change, reader));
      return { replayed: true, changes, seq: known.seq };
    }

    admit();
    // Time never goes back, whatever the clock does.
    this.#clock = Math.max(this.#clock, now);
    const changes = await reduceAsync(this.#loader, command, { actor, now: this.#clock });
    if (changes.length > 0) this.#record(changes);
    for (const member of erasedBy(changes)) this.#forget(member);
    if (actor) this.#remember(actKey(actor, command), hash, changes);
    return { replayed: false, changes: changes.filter((change) => mayHear(change, actor)), seq: this.#seq };
  }

  /** Writes everything. Keeps the last `retention` commands in the log, and outcomes since `forgetBefore`. */
  async flush(retention: number, forgetBefore: number): Promise<void> {
    const [db, community] = [this.#db, this.#community];
    await this.#writeEntities();
    const erased = await this.#eraseRows();
    for (const rows of parts(this.#newReceipts, rowsAtOnce)) {
      await db.insertInto('receipt').values(rows).execute();
    }
    if (this.#newReceipts.length === 0) return;
    await db
      .deleteFrom('receipt')
      .where('community', '=', community)
      .where('at', '<', forgetBefore)
      .execute();
    if (this.#log.length === 0) return;
    for (const rows of parts(this.#log, rowsAtOnce)) await db.insertInto('log').values(rows).execute();
    const head = { seq: this.#seq, at: this.#clock };
    await db
      .insertInto('head')
      .values({ community, ...head })
      .onConflict((conflict) => conflict.column('community').doUpdateSet(head))
      .execute();
    // Of what was before somebody was erased nothing can be told any more.
    const old = erased ? this.#log[0]!.seq - 1 : this.#seq - Math.max(1, retention);
    await db.deleteFrom('log').where('community', '=', community).where('seq', '<=', old).execute();
  }

  async #loadReceipts(acts: readonly string[]): Promise<void> {
    const rows = await this.#db
      .selectFrom('receipt')
      .select(['act', 'hash', 'changed', 'seq'])
      .where('community', '=', this.#community)
      .where(this.#dialect.among('act', acts))
      .execute();
    for (const { act, ...receipt } of rows) this.#receipts.set(act, receipt);
  }

  /** What an earlier command changed, as it is now: never older than what the sender has seen. */
  async #asTheyAre(changed: string): Promise<Change[]> {
    const refs = JSON.parse(changed) as Ref[];
    return (await this.#load(refs)).flatMap((stored) => (stored ? [changeOf(stored)] : []));
  }

  async #load(refs: readonly Ref[]): Promise<(Stored | null)[]> {
    const missing = [...new Set(refs.map(refKey))].filter((key) => !this.#before.has(key));
    if (missing.length > 0) {
      for (const key of missing) this.#before.set(key, null);
      const rows = await this.#db
        .selectFrom('entity')
        .select(['ref', 'body'])
        .where('community', '=', this.#community)
        .where(this.#dialect.among('ref', missing))
        .execute();
      for (const { ref, body } of rows) this.#before.set(ref, JSON.parse(body) as Stored);
    }
    return refs.map((ref) => this.#at(refKey(ref)));
  }

  /** What is in a relation, with what this unit has changed so far. */
  async #related(relation: Relation): Promise<Entity[]> {
    const rows = await this.#db
      .selectFrom('entity')
      .select(['ref', 'body'])
      .where('community', '=', this.#community)
      .where('kind', '=', relation.kind)
      .where('state', 'in', alive)
      .where((eb) => {
        if ('of' in relation) return eb('parent', '=', refKey(relation.of));
        const mine = eb('author', '=', relation.by);
        // Who leads a goal, has answered an idea or is thanked has no column: found by the id as it stands in the body.
        const named = eb('body', 'like', `%${JSON.stringify(relation.by)}%`);
        return naming.includes(relation.kind) ? eb.or([mine, named]) : mine;
      })
      .execute();
    for (const { ref, body } of rows)
      if (!this.#before.has(ref)) this.#before.set(ref, JSON.parse(body) as Stored);
    return [...new Set([...rows.map(({ ref }) => ref), ...this.#after.keys()])].flatMap((key) => {
      const stored = this.#at(key);
      return stored && !('removedAt' in stored) && isRelated(stored, relation) ? [stored] : [];
    });
  }

  /** What is there under a key, with what this unit has changed so far. */
  #at(key: string): Stored | null {
    const stored = this.#after.get(key) ?? this.#before.get(key) ?? null;
    return stored && this.#isErased(stored) ? null : stored;
  }

  /** Whether it was the vote or ballot of somebody who was erased. */
  #isErased = (stored: Stored): boolean => 'member' in stored && this.#erased.has(stored.member);

  /** Leaves nothing of what this unit was about to write of a member who was just erased. */
  #forget(member: string): void {
    this.#erased.add(member);
    this.#log = this.#log.slice(-1);
    const theirs = ({ act }: { act: string }) => act.endsWith(`/${member}`);
    this.#newReceipts = this.#newReceipts.filter((receipt) => !theirs(receipt));
    for (const act of this.#receipts.keys()) if (theirs({ act })) this.#receipts.delete(act);
  }

  /** Deletes what is left of erased members: votes, ballots, outcomes, and what hangs on something removed. */
  async #eraseRows(): Promise<boolean> {
    for (const member of this.#erased) {
      await this.#db
        .deleteFrom('entity')
        .where('community', '=', this.#community)
        .where('author', '=', member)
        .where('kind', '<>', 'audit')
        .execute();
      await this.#db
        .deleteFrom('receipt')
        .where('community', '=', this.#community)
        .where(sql<SqlBool>`act like ${`%/${member.replaceAll('_', '!_')}`} escape '!'`)
        .execute();
    }
    return this.#erased.size > 0;
  }

  #record(changes: readonly Change[]): void {
    const history = changes.map((change) => {
      const next = change.type === 'put' ? change.entity : change.tombstone;
      const key = refKey(next);
      const last = this.#after.get(key) ?? this.#before.get(key);
      this.#after.set(key, next);
      return told(change, last);
    });
    this.#seq++;
    const community = this.#community;
    this.#log.push({ community, seq: this.#seq, at: this.#clock, changes: JSON.stringify(history) });
  }

  #remember(act: string, hash: string, changes: readonly Change[]): void {
    const refs = changes.map((change): Ref => {
      const { kind, id } = change.type === 'put' ? change.entity : change.tombstone;
      return { kind, id };
    });
    const receipt = { hash, changed: JSON.stringify(refs), seq: this.#seq };
    this.#receipts.set(act, receipt);
    this.#newReceipts.push({ ...receipt, community: this.#community, act, at: this.#clock });
  }

  async #writeEntities(): Promise<void> {
    const rows = [...this.#after.values()]
      .filter((stored) => !this.#isErased(stored))
      .map((stored) => toRow(this.#community, stored));
    const numbers = new Map<string, number>();
    for (const some of parts(rows, rowsAtOnce)) {
      const written = await this.#db
        .insertInto('entity')
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(['community', 'ref']).doUpdateSet((eb) => ({
            state: eb.ref('excluded.state'),
            board: eb.ref('excluded.board'),
            parent: eb.ref('excluded.parent'),
            author: eb.ref('excluded.author'),
            status: eb.ref('excluded.status'),
            created: eb.ref('excluded.created'),
            score: eb.ref('excluded.score'),
            trend: eb.ref('excluded.trend'),
            talk: eb.ref('excluded.talk'),
            active: eb.ref('excluded.active'),
            body: eb.ref('excluded.body'),
          })),
        )
        .returning(['n', 'ref'])
        .execute();
      for (const { n, ref } of written) numbers.set(ref, n);
    }
    const removed: string[] = [];
    const retagged: { n: number; tags: readonly string[] }[] = [];
    const reshipped: { n: number; ships: readonly string[] }[] = [];
    const reworded: Words[] = [];
    const rewritten: Rewritten[] = [];
    for (const { ref, state } of rows) {
      const [n, next] = [numbers.get(ref), this.#after.get(ref)];
      if (n === undefined || !next) throw new Error(`“${ref}” was not written.`);
      const before = this.#before.get(ref) ?? undefined;
      rewritten.push({ n, before, after: next });
      const tags = tagsOf(next);
      if (tags.join() !== tagsOf(before).join()) retagged.push({ n, tags });
      const ships = shipsOf(next);
      if (ships.join() !== shipsOf(before).join()) reshipped.push({ n, ships });
      // Core's words, so that every store finds the same.
      const text = textOf(next);
      const worded =
        ['listed', 'pending', 'archived'].includes(state) || (state === 'kept' && next.kind === 'idea');
      if (worded && text !== textOf(before)) {
        reworded.push({ n, terms: searchTerms(text) });
      }
      if (state === 'gone' && before && !('removedAt' in before)) removed.push(ref);
    }
    await this.#writeTags(retagged);
    await this.#writeShips(reshipped);
    for (const some of parts(reworded, rowsAtOnce)) {
      await this.#dialect.putTerms(this.#db, this.#community, some);
    }
    await putWords(this.#db, this.#dialect, this.#community, rewritten);
    await this.#dropTerms(removed.flatMap((ref) => numbers.get(ref) ?? []));
    await this.#orphan(removed);
  }

  async #writeTags(retagged: readonly { n: number; tags: readonly string[] }[]): Promise<void> {
    if (retagged.length === 0) return;
    const [db, community] = [this.#db, this.#community];
    const entities = retagged.map(({ n }) => n);
    await db
      .deleteFrom('tag')
      .where('community', '=', community)
      .where(this.#dialect.among('entity', entities))
      .execute();
    const rows = retagged.flatMap(({ n, tags }) =>
      [...new Set(tags)].map((tag) => ({ community, entity: n, tag })),
    );
    for (const some of parts(rows, rowsAtOnce)) await db.insertInto('tag').values(some).execute();
  }

  async #writeShips(reshipped: readonly { n: number; ships: readonly string[] }[]): Promise<void> {
    if (reshipped.length === 0) return;
    const [db, community] = [this.#db, this.#community];
    const updates = reshipped.map(({ n }) => n);
    await db
      .deleteFrom('ship')
      .where('community', '=', community)
      .where(this.#dialect.among('entity', updates))
      .execute();
    const rows = reshipped.flatMap(({ n, ships }) =>
      [...new Set(ships)].map((idea) => ({ community, idea, entity: n })),
    );
    for (const some of parts(rows, rowsAtOnce)) await db.insertInto('ship').values(some).execute();
  }

  async #dropTerms(entities: readonly number[]): Promise<void> {
    await this.#dialect.dropTerms(this.#db, this.#community, entities);
  }

  /** What belongs to something removed disappears with it, and what belongs to that. */
  async #orphan(refs: readonly string[]): Promise<void> {
    if (refs.length === 0) return;
    const orphans = await this.#db
      .updateTable('entity')
      .set({ state: 'orphan' })
      .where('community', '=', this.#community)
      .where(this.#dialect.among('parent', refs))
      .where('state', 'in', alive)
      .returning(['n', 'ref'])
      .execute();
    await this.#dropTerms(orphans.map(({ n }) => n));
    await this.#orphan(orphans.map(({ ref }) => ref));
  }
}

/** Command ids have no slash in them, so no two acts share a key. */
const actKey = (actor: Identity, command: Command): string => `${command.id}/${actor.id}`;

const tagsOf = (stored: Stored | undefined): readonly string[] =>
  stored && 'tags' in stored && stored.kind !== 'board' ? stored.tags : [];

const shipsOf = (stored: Stored | undefined): readonly string[] =>
  stored && 'ships' in stored ? stored.ships : [];

const textOf = (stored: Stored | undefined): string =>
  stored && !('removedAt' in stored) ? searchText(stored) : '';
