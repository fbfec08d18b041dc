import {
  changesAccess,
  concerns,
  defineBackend,
  everyCommand,
  filters,
  findAmong,
  isShownVote,
  isTombstone,
  limits,
  matches,
  RallyError,
  readerOf,
  reduce,
  relatedRefs,
  viewerOf,
  visible,
  communityRef,
  type Backend,
  type BackendSpec,
  type Call,
  type Change,
  type Command,
  type Entities,
  type Entity,
  type Identity,
  type Kept,
  type ListHandler,
  type ListKind,
  type LiveEvent,
  type Page,
  type Query,
  type Ref,
  type Scope,
  type WriteLimit,
  historyOf,
  type ResumeToken,
  seqOf,
  sorts,
  tokenAt,
} from '@rallykit/core';
import { parseCommand, parseQuery, parseRefs } from '@rallykit/core/schema';
import type { LogEntry, Space } from './space.js';

/** What all connections of a host have in common. */
export interface Setting {
  /** Tells this host's resume tokens from those of another, or of one that has since lost its memory. */
  readonly epoch: string;
  readonly retention: number;
  readonly writesAMinute: number | undefined;
  readonly writes: WriteLimit;
  now(): number;
}

/** One person's connection to one community. */
export function connect(
  community: string,
  space: Space,
  identity: Identity | null,
  setting: Setting,
  onClose: () => void,
): Backend {
  const me = identity?.id;
  const history = historyOf(setting.epoch, community);
  const mine = () => (me === undefined ? undefined : (space.at({ kind: 'member', id: me }) as Kept));
  /** As whom this connection reads just now. */
  const reader = () => readerOf(identity, mine());
  const seenBy = (who: Identity | null) => (change: Change) =>
    visible(change.type === 'put' ? change.entity : change.tombstone, who);

  /** What somebody finds under a ref. */
  function look(ref: Ref, who: Identity | null): Entity | undefined {
    const found = space.get(ref);
    return found && visible(found, who) ? found : undefined;
  }

  async function apply(input: Command) {
    const command = parseCommand(input);
    const { id, ...act } = command;
    // Of each member, or one could learn or block another's acts by guessing their ids. Fields are in the schema's
    // order, so the same act always has the same text.
    const key = JSON.stringify([me, id]);
    const body = JSON.stringify(act);
    const known = space.outcomes.get(key);
    if (known && known.body !== body) {
      throw new RallyError('key-reused', 'This id was used for another act. Send it with a new id.');
    }
    const seen = seenBy(reader());
    if (known) {
      // As it is now: never older than what the sender has seen, and nothing of somebody who was erased since.
      const changes = known.changed.flatMap((ref) => space.change(ref) ?? []).filter(seen);
      return { id, replayed: true, changes, at: tokenAt(history, known.seq) };
    }

    setting.writes.count(community, identity);

    // No await between reading and writing: nothing can come between.
    const changes = reduce(space, command, { actor: identity, now: space.tick(setting.now()) });
    space.commit(changes);
    const changed = changes.map((change): Ref => {
      const { kind, id } = change.type === 'put' ? change.entity : change.tombstone;
      return { kind, id };
    });
    space.outcomes.set(key, { member: me, body, changed, seq: space.seq });
    return { id, replayed: false, changes: changes.filter(seen), at: tokenAt(history, space.seq) };
  }

  async function list<K extends ListKind>(input: Query<K>): Promise<Page<Entities[K]>> {
    const query = parseQuery(input) as Query<K>;
    const who = reader();
    const seen = [...space.all(query.kind)].filter(
      (entity) => visible(entity, who) || isShownVote(entity, query),
    );
    const { items, next, all } = findAmong(seen, query, (entity) => matches(entity, query, who?.id, space));
    const related = relatedRefs(items, who?.id).flatMap((ref) => look(ref, who) ?? []);
    return {
      items,
      related,
      ...(next && { next }),
      asOf: tokenAt(history, space.seq),
      ...(query.total && { total: { n: all.length, exact: true } }),
    };
  }

  async function* watch(
    scope: Scope,
    from: ResumeToken | undefined,
    { signal }: Call,
  ): AsyncGenerator<LiveEvent, void> {
    const start = from === undefined ? space.seq : seqOf(from, history);
    if (start === undefined || start > space.seq) return yield { type: 'reset', reason: 'epoch' };
    const seen = seenBy(reader());
    const wanted = (entry: LogEntry) => seen(entry.change) && concerns(entry, scope);
    let seq = start;
    for (let round = 0; !signal?.aborted; round++) {
      // The history is the buffer: a consumer that reads slowly costs no memory, and is told when it fell too far behind.
      const entries = space.since(seq);
      if (!entries) return yield { type: 'reset', reason: round === 0 ? 'gap' : 'slow' };
      if (entries.some(({ change }) => changesAccess(change, identity)))
        return yield { type: 'reset', reason: 'access' };
      seq = space.seq;
      const at = tokenAt(history, seq);
      const changes = entries.filter(wanted).map(({ change }) => change);
      if (changes.length > 0) yield { type: 'changes', changes, at };
      if (round === 0) yield { type: 'caught-up', at };
      // A yield may have taken long: wait only when nothing came meanwhile.
      if (seq === space.seq) await space.changed(signal);
    }
  }

  const backend = defineBackend({
    name: 'memory',
    commands: everyCommand(apply),
    list: everyKind(list),
    viewer: async () => viewerOf(identity, space.get(communityRef), mine()),
    async get(refs) {
      const who = reader();
      return parseRefs(refs).map((ref) => {
        const there = space.at(ref);
        return there && isTombstone(there) && visible(there, who) ? there : (look(ref, who) ?? null);
      });
    },
    watch,
    close: async () => onClose(),
    can: {
      sorts,
      search: true,
      similar: true,
      filters,
      voters: true,
      reasons: true,
      totals: 'exact',
      live: { resume: true, retention: setting.retention },
      idempotency: { retentionMs: 'forever' },
      batch: { max: 100, atomic: false },
      signIn: ['token', 'guest'],
      limits: {
        ...limits,
        ...(setting.writesAMinute !== undefined && { writesAMinute: setting.writesAMinute }),
      },
    },
  });
  return { ...backend, pageOnly: true };
}

const everyKind = (
  list: <K extends ListKind>(query: Query<K>) => Promise<Page<Entities[K]>>,
): BackendSpec['list'] =>
  ({
    goal: list<'goal'>,
    board: list<'board'>,
    idea: list<'idea'>,
    question: list<'question'>,
    answer: list<'answer'>,
    comment: list<'comment'>,
    poll: list<'poll'>,
    update: list<'update'>,
    member: list<'member'>,
    vote: list<'vote'>,
    ballot: list<'ballot'>,
    step: list<'step'>,
    follow: list<'follow'>,
    notification: list<'notification'>,
    mark: list<'mark'>,
    audit: list<'audit'>,
  }) satisfies { [K in ListKind]: ListHandler<K> };
