import {
  command,
  erasedBy,
  isBy,
  isRelated,
  isTombstone,
  parentOf,
  RallyError,
  readerOf,
  reduce,
  refKey,
  visible,
  type Capabilities,
  type Change,
  type Command,
  type Entities,
  type Entity,
  type ErrorCode,
  type Identity,
  type Kept,
  type Kind,
  type Ref,
  type Relation,
  type Tombstone,
  type WholeState,
} from '@rallykit/core';
import { parseCommand } from '@rallykit/core/schema';
import { personas } from '../world.js';

type Stored = Entity | Tombstone;

/** What ought to become of a command. */
export type Outcome =
  | { readonly refused: ErrorCode; readonly current?: Entity }
  | { readonly replayed: boolean; readonly changes: readonly Change[] };

/** A community as `reduce` alone makes it: what every backend is held to. Copies are cheap, so that orders can be tried. */
export class ModelState implements WholeState {
  readonly #supports: Capabilities;
  readonly #stored: Map<string, Stored>;
  /** By member and command id: what was done, and what it changed. */
  readonly #done: Map<string, { readonly body: string; readonly changes: readonly Change[] }>;
  /** Whether somebody was erased, so that the history before that cannot be told any more. */
  forgotten = false;
  /** What commands have changed since the beginning, by its key. */
  readonly #changed: Map<string, Ref>;
  /** Of the last act whose time is known; at first after all that is drawn as past, before any clock's now. */
  #now: number;

  constructor(supports: Capabilities, from?: ModelState) {
    this.#supports = supports;
    this.#stored = new Map(from ? from.#stored : []);
    this.#done = new Map(from ? from.#done : []);
    this.#changed = new Map(from ? from.#changed : []);
    this.forgotten = from?.forgotten ?? false;
    this.#now = from ? from.#now : Date.UTC(2026, 0, 1);
  }

  /** The model of a store that was filled with these entities, in this order. */
  static filled(supports: Capabilities, entities: readonly Entity[]): ModelState {
    const model = new ModelState(supports);
    for (const entity of entities)
      model.#store(
        reduce(model, command('seed', 'entity.import', { entity }) as Command, {
          actor: personas.operator,
          now: 0,
        }),
      );
    model.#changed.clear();
    return model;
  }

  copy(): ModelState {
    return new ModelState(this.#supports, this);
  }

  get<K extends Kind>(ref: Ref<K>): Entities[K] | undefined {
    const found = this.#stored.get(refKey(ref));
    if (!found || isTombstone(found)) return undefined;
    const parent = parentOf(found);
    return parent && !this.get(parent) ? undefined : (found as Entities[K]);
  }

  gone(ref: Ref): boolean {
    return this.#stored.has(refKey(ref)) && !this.get(ref);
  }

  related<K extends Kind>(relation: Relation<K>): Entities[K][] {
    return this.#all(relation.kind).filter((entity) => isRelated(entity, relation));
  }

  /** Everything that is or was there. */
  get refs(): Ref[] {
    return [...this.#stored.values()].map(({ kind, id }) => ({ kind, id }));
  }

  get changed(): Ref[] {
    return [...this.#changed.values()];
  }

  /** What is kept under a ref, whoever may see it. */
  stored(ref: Ref): Stored | undefined {
    return this.#stored.get(refKey(ref));
  }

  /** As whom somebody reads just now. */
  reader(identity: Identity | null): Identity | null {
    const kept = identity ? this.stored({ kind: 'member', id: identity.id }) : undefined;
    return readerOf(identity, kept as Kept);
  }

  /** All that somebody finds of a kind. */
  list<K extends Kind>(kind: K, identity: Identity | null): Entities[K][] {
    const reader = this.reader(identity);
    return this.#all(kind).filter(
      (entity) => visible(entity, reader) && !('mergedInto' in entity || 'archived' in entity),
    );
  }

  /** What somebody finds under a ref. */
  seen(ref: Ref, identity: Identity | null): Stored | null {
    const stored = this.stored(ref);
    const there = stored && isTombstone(stored) ? stored : this.get(ref);
    return there && visible(there, this.reader(identity)) ? there : null;
  }

  /** Carries out a command as a backend ought to. `at` is when it did, where that is known. */
  apply(sent: Command, actor: Identity | null, at = this.#now): Outcome {
    this.#now = Math.max(this.#now, at);
    if (!this.#supports.commands.includes(sent.type)) return { refused: 'not-supported' };
    try {
      const parsed = parseCommand(sent);
      const { id, ...act } = parsed;
      const key = JSON.stringify([actor?.id, id]);
      const body = JSON.stringify(act);
      const done = this.#done.get(key);
      if (done && done.body !== body) return { refused: 'key-reused' };
      const reader = this.reader(actor);
      const heard = (change: Change) =>
        visible(change.type === 'put' ? change.entity : change.tombstone, reader);
      if (done) return { replayed: true, changes: done.changes.filter(heard) };
      const all = reduce(this, parsed, { actor, now: this.#now });
      this.#store(all);
      const changes = all.filter(heard);
      if (this.#supports.idempotency.retentionMs !== 0) this.#done.set(key, { body, changes });
      return { replayed: false, changes };
    } catch (refused) {
      if (!RallyError.is(refused)) throw refused;
      return { refused: refused.code, ...(refused.current && { current: refused.current }) };
    }
  }

  #all<K extends Kind>(kind: K): Entities[K][] {
    return this.refs.filter((ref): ref is Ref<K> => ref.kind === kind).flatMap((ref) => this.get(ref) ?? []);
  }

  #store(changes: readonly Change[]): void {
    for (const change of changes) {
      const value = change.type === 'put' ? change.entity : change.tombstone;
      this.#stored.set(refKey(value), value);
      this.#changed.set(refKey(value), { kind: value.kind, id: value.id });
    }
    for (const member of erasedBy(changes)) this.#forget(member);
  }

  /** A member who is gone leaves no votes, nothing of what hung on something removed, and no history. */
  #forget(member: string): void {
    for (const [key, stored] of this.#stored)
      if (!isTombstone(stored) && stored.kind !== 'audit' && isBy(stored, member)) {
        this.#stored.delete(key);
        this.#changed.delete(key);
      }
    for (const key of this.#done.keys())
      if ((JSON.parse(key) as string[])[0] === member) this.#done.delete(key);
    this.forgotten = true;
  }
}
