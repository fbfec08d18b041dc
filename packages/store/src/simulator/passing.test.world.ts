import { memoryHost } from '@rallykit/backend-memory';
import {
  RallyError,
  refKey,
  voteId,
  type Backend,
  type Change,
  type Command,
  type Entity,
  type Idea,
  type LiveEvent,
  type Member,
  type Receipt,
  type Ref,
  type ResumeToken,
  type Tombstone,
} from '@rallykit/core';
import { people, seed, start } from '../community.test.world.js';
import type { Chance, Clock } from './clock.test.world.js';

/** So many ideas there are at a time: for each that comes, the oldest is removed. */
const standing = 60;
/** So many events are told again to one who was away; who was away for longer reads anew. */
const remembered = 500;

/**
 * A community that is never larger than it was: ideas come and go, with authors of their own, and are voted on and edited;
 * and a server that keeps no more of that than what stands. What grows beside it is its client.
 */
export class PassingCommunity {
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #host = memoryHost({ communities: { default: seed(0) } });
  readonly #entities = new Map<string, Entity>();
  readonly #told: LiveEvent[] = [];
  readonly #listeners = new Set<() => void>();
  /** How many events were ever told. */
  #at = 0;
  #made = 0;
  /** Grows when resume tokens of before mean nothing any more. */
  epoch = 1;
  down = false;
  /** Number of the token that is good. */
  good = 1;
  /** Streams that are open. */
  readonly streams = new Set<AbortController>();

  constructor(clock: Clock, chance: Chance) {
    this.#clock = clock;
    this.#chance = chance;
    for (const entity of seed(0)) this.#entities.set(refKey(entity), entity);
    for (let n = 0; n < standing; n++) this.#come();
  }

  get removed(): number {
    return this.#made - standing;
  }

  get ideas(): Idea[] {
    return [...this.#entities.values()].filter((entity) => entity.kind === 'idea');
  }

  /** One thing happens. */
  happen(): void {
    const roll = this.#chance.below(10);
    const idea = this.#chance.pick(this.ideas);
    if (roll < 2) this.#tell([...this.#go(), ...this.#come()]);
    else if (roll < 3) this.#tell([this.#put({ ...idea, title: `Idea ${idea.id}, as it is now` })]);
    else if (roll < 4) this.#tell([this.#put(this.#entities.get('board/product')!)]);
    else this.#tell([this.#vote(idea, this.#chance.pick([-1, 1]))]);
  }

  #come(): Change[] {
    const n = ++this.#made;
    const born = { revision: 0, createdAt: this.#clock.now, updatedAt: this.#clock.now };
    const author: Member = {
      ...born,
      kind: 'member',
      id: `author-of-${n}`,
      name: `Author ${n}`,
      role: 'member',
    };
    const [like] = seed(1).slice(-1) as [Idea];
    return [this.#put(author), this.#put({ ...like, ...born, id: `passing-${n}`, author: author.id })];
  }

  #go(): Change[] {
    const [oldest] = this.ideas;
    if (!oldest) return [];
    this.#entities.delete(refKey(oldest));
    this.#entities.delete(`member/${oldest.author}`);
    const { kind, id } = oldest;
    const tombstone: Tombstone = {
      kind,
      id,
      revision: oldest.revision + 1,
      removedAt: this.#clock.now,
    };
    return [{ type: 'remove', tombstone }];
  }

  #vote(idea: Idea, by: number): Change {
    const score = idea.tally.score + by;
    return this.#put({ ...idea, tally: { ...idea.tally, score, up: score } });
  }

  #put(entity: Entity): Change {
    const next = { ...entity, revision: entity.revision + 1, updatedAt: this.#clock.now };
    this.#entities.set(refKey(next), next);
    return { type: 'put', entity: next };
  }

  #tell(changes: readonly Change[]): void {
    this.#at++;
    this.#told.push({ type: 'changes', changes, at: this.#token });
    if (this.#told.length > remembered) this.#told.shift();
    for (const listener of this.#listeners) listener();
  }

  get #token(): ResumeToken {
    return `${this.epoch}|${this.#at}` as ResumeToken;
  }

  #apply({ id, type, input }: Command): Receipt {
    const { subject, value } = input as { subject: Ref; value: -1 | 0 | 1 };
    const idea = this.#entities.get(refKey(subject)) as Idea | undefined;
    const error = new RallyError('not-found', 'It is not there any more.');
    if (type !== 'vote.set' || !idea)
      return { id, error, changes: [], at: this.#token } as unknown as Receipt;
    const born = { revision: 0, createdAt: this.#clock.now, updatedAt: this.#clock.now };
    const vote = {
      ...born,
      kind: 'vote',
      id: voteId('ana', subject),
      member: 'ana',
      subject,
      value,
    } as Entity;
    const own: Change = { type: 'put', entity: { ...vote, revision: this.#at + 1 } as Entity };
    const changes = [this.#vote(idea, value || -1), own];
    this.#tell(changes.slice(0, 1));
    return { id, changes, at: this.#token } as unknown as Receipt;
  }

  connect(token: () => Promise<string | undefined>): Backend {
    const inner = this.#host.as(people.ana);
    const travel = async <T>(work: () => T | Promise<T>): Promise<T> => {
      const given = await token();
      await this.#clock.wait(5 + this.#chance.below(40));
      if (this.down) throw new RallyError('offline', 'No answer came.');
      if (given !== `ana.${this.good}`) throw new RallyError('unauthenticated', 'This token has ended.');
      return work();
    };
    return {
      name: 'passing',
      supports: () => travel(() => inner.supports()),
      viewer: () => travel(() => inner.viewer()),
      get: (refs) => travel(() => refs.map((ref) => (this.#entities.get(refKey(ref)) ?? null) as never)),
      list: ({ kind, first = 20 }) =>
        travel(() => {
          const items = kind === 'idea' ? this.ideas.toReversed().slice(0, first) : [];
          const related = items.map(({ author }) => this.#entities.get(`member/${author}`)!);
          return { items, related, asOf: this.#token } as never;
        }),
      apply: (commands) => travel(() => commands.map((each) => this.#apply(each))),
      watch: (_, from, call) => this.#watch(token, from, call?.signal),
      close: () => inner.close(),
    };
  }

  async *#watch(
    token: () => Promise<string | undefined>,
    from: ResumeToken | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<LiveEvent, void> {
    const given = await token();
    if (this.down) throw new RallyError('offline', 'No network.');
    if (given !== `ana.${this.good}`) throw new RallyError('unauthenticated', 'This token has ended.');
    const [epoch, at = this.#at] = (from ?? this.#token).split('|').map(Number);
    const oldest = this.#at - this.#told.length;
    if (epoch !== this.epoch || at < oldest) return yield { type: 'reset', reason: 'epoch' };
    let next = at;
    let wake = () => {};
    const listener = () => wake();
    const stream = new AbortController();
    stream.signal.addEventListener('abort', listener);
    signal?.addEventListener('abort', listener);
    this.#listeners.add(listener);
    this.streams.add(stream);
    try {
      yield { type: 'caught-up', at: this.#token };
      while (!signal?.aborted && !stream.signal.aborted) {
        const event = this.#told[next - (this.#at - this.#told.length)];
        if (event) next++;
        if (event) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
      if (!signal?.aborted) throw new RallyError('offline', 'The stream broke.');
    } finally {
      signal?.removeEventListener('abort', listener);
      this.#listeners.delete(listener);
      this.streams.delete(stream);
    }
  }

  static readonly start = start;
}
