import {
  erasedBy,
  isBy,
  isRelated,
  isTombstone,
  parentOf,
  told,
  type Change,
  type Entities,
  type Entity,
  type Kind,
  type Ref,
  type Relation,
  type Told,
  type Tombstone,
  type WholeState,
} from '@rallykit/core';

/** One change, where it is told, and its place in the community's history. */
export interface LogEntry extends Told {
  readonly seq: number;
}

/** What a command did, kept so that sending it again does nothing more. */
export interface Outcome {
  readonly member: string | undefined;
  /** The command as it was, as JSON: another one under the same id is a mistake of the client. */
  readonly body: string;
  /** What it changed. */
  readonly changed: readonly Ref[];
  readonly seq: number;
}

/**
 * Everything that is kept of one community: entities, outcomes of commands, and the last changes in commit order.
 * Knows no rules and no people; those are core's and the connection's.
 */
export class Space implements WholeState {
  /** By kind, then by id. Removed entities stay as tombstones. */
  readonly #entities = new Map<Kind, Map<string, Entity | Tombstone>>();
  /** By member and command id. */
  readonly outcomes = new Map<string, Outcome>();
  readonly #log: LogEntry[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #retention: number;
  #seq = 0;
  #clock = 0;

  constructor(retention: number) {
    this.#retention = retention;
  }

  /** The number of the last change. */
  get seq(): number {
    return this.#seq;
  }

  /** How many watchers are waiting. */
  get watching(): number {
    return this.#watchers.size;
  }

  /** The time of the next act: the clock's, but never before an earlier act's. */
  tick(now: number): number {
    this.#clock = Math.max(this.#clock, now);
    return this.#clock;
  }

  /** What is stored under a ref, whoever may see it. */
  at(ref: Ref): Entity | Tombstone | undefined {
    return this.#entities.get(ref.kind)?.get(ref.id);
  }

  /** The entity, unless it is removed or what it belongs to is. */
  get<K extends Kind>(ref: Ref<K>): Entities[K] | undefined {
    const found = this.at(ref);
    if (!found || isTombstone(found)) return undefined;
    const parent = parentOf(found);
    return parent && !this.get(parent) ? undefined : (found as Entities[K]);
  }

  /** What is under a ref, as a change: also where what it belongs to was removed. */
  change(ref: Ref): Change | undefined {
    const found = this.at(ref);
    if (!found) return undefined;
    return isTombstone(found) ? { type: 'remove', tombstone: found } : { type: 'put', entity: found };
  }

  /** Whether the entity was removed, or went with what it belonged to: its id is not free again. */
  gone(ref: Ref): boolean {
    return this.at(ref) !== undefined && !this.get(ref);
  }

  related<K extends Kind>(relation: Relation<K>): Entities[K][] {
    return [...this.all(relation.kind)].filter((entity) => isRelated(entity, relation));
  }

  *all<K extends Kind>(kind: K): Iterable<Entities[K]> {
    for (const id of this.#entities.get(kind)?.keys() ?? []) {
      const entity = this.get({ kind, id });
      if (entity) yield entity;
    }
  }

  /** Stores changes, adds them to the history and wakes the watchers. */
  commit(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    for (const change of changes) {
      const next = deepFreeze(change.type === 'put' ? change.entity : change.tombstone);
      const entry = told(change, this.at(next));
      let ofKind = this.#entities.get(next.kind);
      if (!ofKind) this.#entities.set(next.kind, (ofKind = new Map()));
      ofKind.set(next.id, next);
      this.#log.push({ seq: ++this.#seq, ...entry });
    }
    for (const member of erasedBy(changes)) this.#forget(member, changes.length);
    // Cut rarely, to half: shifting an array at each write would be slow.
    if (this.#log.length > 2 * this.#retention) this.#log.splice(0, this.#log.length - this.#retention);
    for (const wake of this.#watchers) wake();
  }

  /** Forgets all that tells of a member who was removed, and what happened before the last `kept` changes. */
  #forget(member: string, kept: number): void {
    for (const ofKind of this.#entities.values()) {
      for (const [id, entity] of ofKind)
        if (!isTombstone(entity) && entity.kind !== 'audit' && isBy(entity, member)) ofKind.delete(id);
    }
    for (const [key, outcome] of this.outcomes) if (outcome.member === member) this.outcomes.delete(key);
    this.#log.splice(0, this.#log.length - kept);
  }

  /** What came after `seq`, oldest first; undefined when some of it is no longer kept. */
  since(seq: number): readonly LogEntry[] | undefined {
    const missing = this.#seq - seq;
    return missing > this.#log.length ? undefined : this.#log.slice(this.#log.length - missing);
  }

  /** Resolves at the first commit after the call, or when the signal aborts. */
  async changed(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return;
    let wake!: () => void;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    this.#watchers.add(wake);
    signal?.addEventListener('abort', wake);
    await woken;
    this.#watchers.delete(wake);
    signal?.removeEventListener('abort', wake);
  }
}

/** Frozen, what is stored can be handed out as it is: nobody can change it behind the store's back. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
