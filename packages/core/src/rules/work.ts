import type { Change, Identity } from '../backend.js';
import {
  communityRef,
  refKey,
  type Audit,
  type AuditAction,
  type Entities,
  type Entity,
  type Kind,
  type Ref,
  type Timestamp,
  type Tombstone,
} from '../entity.js';
import { RallyError } from '../error.js';
import type { State } from '../match.js';
import { atLeast } from '../permission.js';
import { isRelated, type Relation } from '../relation.js';

/** Who acts, and when. */
export interface Context {
  readonly actor: Identity | null;
  readonly now: Timestamp;
}

/** An entity as a rule writes it: revision and times are filled in. */
export type Fresh<T> = T extends Entity ? Omit<T, 'revision' | 'createdAt' | 'updatedAt'> : never;

/** What a kind is called where its name says too little. */
const nouns: { readonly [K in Kind]?: string } = { ballot: 'answer to the poll', audit: 'audit entry' };
const nounOf = (kind: Kind): string => nouns[kind] ?? kind;

/** One command being carried out: reads the state with its own writes on top, and collects these as changes. */
export class Work {
  readonly actor: Identity;
  readonly now: Timestamp;
  readonly #state: State;
  readonly #puts = new Map<string, Entity>();
  readonly #removed = new Map<string, Tombstone>();

  constructor(state: State, actor: Identity, now: Timestamp) {
    this.#state = state;
    this.actor = actor;
    this.now = now;
  }

  get changes(): Change[] {
    return [
      ...[...this.#puts.values()].map((entity): Change => ({ type: 'put', entity })),
      ...[...this.#removed.values()].map((tombstone): Change => ({ type: 'remove', tombstone })),
    ];
  }

  find<K extends Kind>(ref: Ref<K>): Entities[K] | undefined {
    const key = refKey(ref);
    if (this.#removed.has(key)) return undefined;
    return (this.#puts.get(key) as Entities[K] | undefined) ?? this.#state.get(ref);
  }

  /** All entities of a relation, by id, so that every store has the same. Only rules that stores carry out can ask. */
  related<K extends Kind>(relation: Relation<K>): Entities[K][] {
    const found = new Map((this.#state.related?.(relation) ?? []).map((entity) => [refKey(entity), entity]));
    for (const key of this.#removed.keys()) found.delete(key);
    for (const [key, entity] of this.#puts) {
      if (isRelated(entity, relation)) found.set(key, entity as Entities[K]);
      else found.delete(key);
    }
    return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The entity that `field` of the input names. Throws `not-found`. */
  need<K extends Kind>(kind: K, id: string, field: string): Entities[K] {
    const found = this.find({ kind, id } as Ref<K>);
    if (found) return found;
    const message = `This ${nounOf(kind)} is not here any more. Reload to see what is.`;
    throw new RallyError('not-found', message, { fields: { [field]: message } });
  }

  isFree(ref: Ref): boolean {
    return !this.find(ref) && !this.#state.gone?.(ref);
  }

  /** Whether an entity was here and was removed. */
  gone(ref: Ref): boolean {
    return this.#removed.has(refKey(ref)) || (this.#state.gone?.(ref) ?? false);
  }

  /** Adds an entity. Throws `conflict` when its id is or was taken. */
  create<T extends Entity>(entity: Fresh<T>): void {
    const made = { ...entity, revision: 1, createdAt: this.now, updatedAt: this.now } as unknown as T;
    if (!this.isFree(made)) {
      const current = this.find(made);
      throw new RallyError(
        'conflict',
        `There already is a ${nounOf(made.kind)} with this id. Send it with a new one.`,
        {
          fields: { id: 'This id is taken.' },
          ...(current && { current }),
        },
      );
    }
    this.#puts.set(refKey(made), made);
  }

  /** Writes the entity as it is given, revision and times included. */
  put(entity: Entity): void {
    this.#puts.set(refKey(entity), entity);
  }

  /** Changes fields of an entity; `undefined` takes one away. Nothing happens when all have their value already. */
  update<T extends Entity>(entity: T, patch: { readonly [F in keyof T]?: T[F] | undefined }): void {
    const current = (this.find(entity as Ref) as T | undefined) ?? entity;
    const fields = Object.keys(patch) as (keyof T & string)[];
    if (fields.every((field) => same(current[field], patch[field]))) return;
    const next: Record<string, unknown> = { ...current, ...patch };
    for (const field of fields) if (patch[field] === undefined) delete next[field];
    next['revision'] = this.nextRevision(entity);
    next['updatedAt'] = Math.max(current.updatedAt, this.now);
    this.#puts.set(refKey(entity), next as unknown as Entity);
  }

  /** The revision that a change of this entity by this command has. */
  nextRevision(entity: Entity): number {
    return (this.#state.get(entity as Ref)?.revision ?? 0) + 1;
  }

  remove(entity: Entity): void {
    const { kind, id } = entity;
    const secret = 'member' in entity ? entity.member : 'pending' in entity ? entity.author : undefined;
    const tombstone = { kind, id, revision: this.nextRevision(entity), removedAt: this.now };
    this.#puts.delete(refKey(entity));
    this.#removed.set(refKey(entity), secret === undefined ? tombstone : { ...tombstone, only: secret });
  }

  /** Enters an act of moderation into the audit, if it has changed its subject. */
  audit(action: AuditAction, { kind, id }: Ref): void {
    const key = refKey({ kind, id });
    const changed = this.#puts.get(key) ?? this.#removed.get(key);
    if (!changed) return;
    // Each change of the subject has a revision of its own, so no two entries have the same id.
    const entry = `${kind}~${id}~${changed.revision}`;
    this.create<Audit>({ kind: 'audit', id: entry, author: this.actor.id, action, subject: { kind, id } });
  }

  get isTeam(): boolean {
    return atLeast(this.actor.role, 'team');
  }

  /** Throws `forbidden` unless the actor wrote it or is of the team. */
  needAuthor(author: string, what: string): void {
    if (author !== this.actor.id && !this.isTeam) {
      throw new RallyError('forbidden', `Only its author or the team can ${what}.`);
    }
  }

  /** Keeps the actor's own entity in step with who the host says they are, once they take part. */
  joinActor(): void {
    const { id, name, role, title, audience, avatar } = this.actor;
    if (role === 'operator' || this.#removed.has(`member/${id}`)) return;
    const member = this.find({ kind: 'member', id });
    // A guest's name is their own choice; everybody else's is what their account says.
    if (member) {
      if (role !== 'guest') this.update(member, { name, role, title, audience, avatar });
      return;
    }
    const optional = { ...(title && { title }), ...(audience && { audience }), ...(avatar && { avatar }) };
    this.create<Entities['member']>({ kind: 'member', id, name, role, ...optional });
    this.countMember();
  }

  countMember(): void {
    const community = this.find(communityRef);
    if (community) this.update(community, { members: community.members + 1 });
  }
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
