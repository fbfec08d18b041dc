import type { Identity } from './backend.js';
import { command, type Command, type CommandInputs, type CommandType } from './command.js';
import {
  refKey,
  type Board,
  type Entities,
  type Entity,
  type Kind,
  type Ref,
  type Tombstone,
  type Votable,
} from './entity.js';
import { RallyError } from './error.js';
import { reduce } from './reduce.js';
import { erasedBy, isRelated, type Relation, type WholeState } from './relation.js';

export const people = {
  ana: { id: 'ana', name: 'Ana', role: 'member' },
  ben: { id: 'ben', name: 'Ben', role: 'member' },
  cleo: { id: 'cleo', name: 'Cleo', role: 'member' },
  guest: { id: 'guest-1', name: 'Guest', role: 'guest' },
  tess: { id: 'tess', name: 'Tess', role: 'team', title: 'Support' },
  lea: { id: 'lea', name: 'Lea', role: 'leader' },
  operator: { id: 'operator', name: 'Operator', role: 'operator' },
} as const satisfies Record<string, Identity>;

export const start = Date.UTC(2026, 0, 1);

/** A community in memory that tests drive through `reduce` alone: the model that every backend is held to. */
export class TestWorld implements WholeState {
  readonly entities = new Map<string, Entity>();
  readonly tombstones = new Map<string, Tombstone>();
  now = start;
  #acts = 0;

  constructor() {
    const head = { revision: 1, createdAt: start, updatedAt: start };
    const community = {
      kind: 'community',
      id: 'community',
      name: 'Test',
      guests: 'vote',
      members: 0,
      ...head,
    } as const;
    this.do(people.operator, 'entity.import', { entity: community });
    this.do(people.lea, 'board.create', {
      id: 'product',
      purpose: 'product-design',
      title: 'Product',
      tags: [{ id: 'list', label: 'Lists' }],
    });
    this.do(people.lea, 'board.create', { id: 'how', purpose: 'process', title: 'How we work' });
    this.do(people.lea, 'board.create', { id: 'help', purpose: 'support', title: 'Help' });
  }

  get<K extends Kind>(ref: Ref<K>): Entities[K] | undefined {
    return this.entities.get(refKey(ref)) as Entities[K] | undefined;
  }

  gone(ref: Ref): boolean {
    return this.tombstones.has(refKey(ref));
  }

  related<K extends Kind>(relation: Relation<K>): Entities[K][] {
    return this.all(relation.kind).filter((entity) => isRelated(entity, relation));
  }

  need<K extends Kind>(kind: K, id: string): Entities[K] {
    const found = this.get({ kind, id } as Ref<K>);
    if (!found) throw new Error(`no ${kind} ${id}`);
    return found;
  }

  all<K extends Kind>(kind: K): Entities[K][] {
    return [...this.entities.values()].filter((entity): entity is Entities[K] => entity.kind === kind);
  }

  /** Does an act a second later and returns how many entities it changed. */
  do<T extends CommandType>(actor: Identity | null, type: T, input: CommandInputs[T]): number {
    this.now += 1000;
    const act: Command = command(`act-${++this.#acts}`, type, input) as Command;
    const changes = reduce(this, act, { actor, now: this.now });
    for (const change of changes) {
      if (change.type === 'put') this.entities.set(refKey(change.entity), change.entity);
      else {
        this.entities.delete(refKey(change.tombstone));
        this.tombstones.set(refKey(change.tombstone), change.tombstone);
      }
    }
    for (const member of erasedBy(changes)) {
      for (const [key, entity] of this.entities)
        if ('member' in entity && entity.member === member) this.entities.delete(key);
    }
    return changes.length;
  }

  /** What each count ought to be, from what is there; and what it is. */
  counts(): { kept: unknown; counted: unknown } {
    const votes = this.all('vote');
    const posts = [...this.all('idea'), ...this.all('question'), ...this.all('answer')];
    const tally = (post: Votable) => {
      const values = votes
        .filter(({ subject }) => refKey(subject) === refKey(post))
        .map(({ value }) => value);
      const { imported } = post.tally;
      const up = values.filter((value) => value > 0).length;
      const down = values.filter((value) => value < 0).length;
      return { id: post.id, tally: { score: up - down + imported, up, down, imported } };
    };
    const standing = (board: Board) => {
      const counts: Record<string, number> = {};
      const archived: Record<string, number> = {};
      for (const post of [...this.all('idea'), ...this.all('question')]) {
        if (post.board !== board.id || 'mergedInto' in post || post.pending) continue;
        const among = 'archived' in post ? archived : counts;
        among[post.status] = (among[post.status] ?? 0) + 1;
      }
      return { id: board.id, counts, archived };
    };
    const above0 = (counts: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));
    const filled = ({ id, counts, archivedCounts = {} }: Board) => ({
      id,
      counts: above0(counts),
      archived: above0(archivedCounts),
    });
    return {
      kept: [...posts.map(({ id, tally }) => ({ id, tally })), ...this.all('board').map(filled)],
      counted: [...posts.map(tally), ...this.all('board').map(standing)],
    };
  }

  /** The code with which an act is refused; fails when it is not, or when a refusal changed anything. */
  refusal<T extends CommandType>(actor: Identity | null, type: T, input: CommandInputs[T]): string {
    const before = JSON.stringify([...this.entities]);
    try {
      this.do(actor, type, input);
    } catch (error) {
      if (!RallyError.is(error)) throw error;
      if (JSON.stringify([...this.entities]) !== before)
        throw new Error('a refused act changed something', { cause: error });
      return error.code;
    }
    throw new Error(`${type} was not refused`);
  }
}
