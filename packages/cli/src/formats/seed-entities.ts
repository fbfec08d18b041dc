import {
  ballotId,
  command,
  isRelated,
  presets,
  reduce,
  refKey,
  voteId,
  type Ballot,
  type Board,
  type Comment,
  type Community,
  type Entities,
  type Entity,
  type Goal,
  type Identity,
  type Kind,
  type Member,
  type Poll,
  type Ref,
  type Relation,
  type Update,
  type Votable,
  type Vote,
  type WholeState,
} from '@rallykit/core';
import { parseCommand } from '@rallykit/core/schema';
import { digest, given } from '../parse.js';
import { messageOf, UserError } from '../user-error.js';
import { countOnly, imported } from '../writer.js';
import type { Seed } from './seed.js';

const day = 86_400_000;

/** The entities of a seed at a time, in an order in which they can be taken over. Throws UserError when one can't be. */
export function seedEntities(seed: Seed, now: number): Entity[] {
  const entities = [...build(seed, now)];
  const known = new Map<string, Entity>();
  const state: WholeState = {
    get: <K extends Kind>(ref: Ref<K>) => known.get(refKey(ref)) as Entities[K] | undefined,
    related: <K extends Kind>(relation: Relation<K>) =>
      [...known.values()].filter((entity) => isRelated(entity, relation)) as Entities[K][],
  };
  const actor: Identity = { id: 'seed', name: 'Seed', role: 'operator' };
  const people = new Set(seed.members.map(({ id }) => id));
  for (const entity of entities) {
    const refused = (why: string, cause?: unknown) =>
      new UserError(`The seed’s ${refKey(entity)} cannot be taken over: ${why}`, { cause });
    const named = [
      ...('author' in entity ? [entity.author] : []),
      ...('member' in entity ? [entity.member] : []),
      ...('owner' in entity ? [entity.owner] : []),
    ];
    const stranger = named.find((id) => !people.has(id));
    if (stranger !== undefined) throw refused(`there is no member “${stranger}”.`);
    try {
      // Carried out on nothing but the seed: the store would refuse the same, but half-way.
      const changes = reduce(state, parseCommand(command('seed', 'entity.import', { entity })), {
        actor,
        now,
      });
      if (changes.length === 0) throw refused('this id is there twice.');
      for (const change of changes)
        if (change.type === 'put') known.set(refKey(change.entity), change.entity);
    } catch (error) {
      throw error instanceof UserError ? error : refused(messageOf(error), error);
    }
  }
  return entities;
}

function* build(seed: Seed, now: number): Generator<Entity> {
  const ago = (age: number) => Math.round(now - age * day);
  const joined = new Map(seed.members.map(({ id, joinedAge }) => [id, ago(joinedAge)]));
  const start = Math.min(ago(seed.goal?.startAge ?? 0), ...joined.values());

  yield { ...imported('community', 'community', start), ...seed.community, members: 0 } satisfies Community;
  for (const { joinedAge, ...member } of seed.members)
    yield { ...imported('member', member.id, ago(joinedAge)), ...given(member) } as Member;
  for (const board of seed.boards) {
    const { pipeline, votes } = presets[board.purpose];
    yield {
      ...imported('board', board.id, start),
      votes,
      counts: {},
      ...board,
      pipeline: board.pipeline ?? pipeline,
    } satisfies Board;
  }
  if (seed.goal) {
    const { startAge, endInDays, purpose: _purpose, ...goal } = seed.goal;
    const times = { startsAt: ago(startAge), endsAt: ago(-endInDays) };
    yield { ...imported('goal', goal.id, times.startsAt), ...goal, ...times } satisfies Goal;
  }

  /** What a post has besides itself. A vote comes some time after the post, by a member who is there by then. */
  function* around(
    subject: Votable,
    { voters, comments }: Pick<Seed['ideas'][number], 'voters' | 'comments'>,
    until = now,
  ) {
    const { board, kind, id } = subject;
    const about = { kind, id };
    for (const { age, ...comment } of comments) {
      const at = ago(age);
      const { replyTo, ...rest } = comment;
      yield {
        ...imported('comment', comment.id, at),
        ...rest,
        ...given({ replyTo }),
        board,
        subject: about,
        textRevision: 1,
      } satisfies Comment;
    }
    for (const member of voters) {
      const id = voteId(member, about);
      const from = Math.max(subject.createdAt, joined.get(member) ?? 0);
      const at = between(id, from, Math.max(from, until));
      yield { ...imported('vote', id, at), member, subject: about, value: 1 } satisfies Vote;
    }
  }

  const posted = (post: Pick<Seed['ideas'][number], 'author' | 'body' | 'importedVotes'>) => ({
    author: post.author,
    body: post.body,
    textRevision: 1,
    comments: 0,
    tally: countOnly(post.importedVotes),
    trend: 0,
  });

  const closed = new Set(
    seed.boards.flatMap(({ id, purpose, pipeline = presets[purpose].pipeline }) =>
      pipeline.filter((step) => step.closed).map((step) => `${id}/${step.id}`),
    ),
  );
  for (const idea of seed.ideas) {
    const { id, board, title, tags, status, statusAge = idea.age, response } = idea;
    const statusAt = ago(statusAge);
    const entity = {
      ...imported('idea', id, ago(idea.age), Math.max(statusAt, response ? ago(response.age) : 0)),
      ...posted(idea),
      ...{ board, title, tags, status, statusAt },
      ...(response && { response: { author: response.author, body: response.body, at: ago(response.age) } }),
    } as const;
    yield entity;
    yield* around(entity, idea, closed.has(`${board}/${status}`) ? statusAt : now);
  }

  for (const question of seed.questions) {
    const { id, board, title, tags, views, accepted } = question;
    const entity = {
      ...imported('question', id, ago(question.age)),
      ...posted(question),
      ...{ board, title, tags, status: 'open', answers: 0 },
      ...given({ views, accepted }),
    } as const;
    yield entity;
    for (const answer of question.answers) {
      const reply = {
        ...imported('answer', answer.id, ago(answer.age)),
        ...posted(answer),
        board,
        question: id,
      } as const;
      yield reply;
      yield* around(reply, answer);
    }
    yield* around(entity, question);
  }

  for (const { id, board, author, title, body, choice, age, closesInDays, options, ballots } of seed.polls) {
    const at = ago(age);
    const total = options.reduce((sum, { imported }) => sum + imported, 0);
    // Of a count one cannot tell how many people made it: as many as would have chosen like those who are known.
    const each =
      choice === 'single'
        ? 1
        : ballots.reduce((sum, { options }) => sum + options.length, 0) / ballots.length || 1;
    yield {
      ...imported('poll', id, at),
      ...{ board, author, title, body, choice },
      options: options.map(({ id, label }) => ({ id, label })),
      tally: {
        voters: Math.max(Math.round(total / each), ...options.map(({ imported }) => imported)),
        options: Object.fromEntries(options.map(({ id, imported }) => [id, imported])),
      },
      ...given({ closesAt: closesInDays === undefined ? undefined : ago(-closesInDays) }),
    } satisfies Poll;
    for (const { member, options } of ballots) {
      const ballot = ballotId(member, id);
      const from = Math.max(at, joined.get(member) ?? 0);
      yield {
        ...imported('ballot', ballot, between(ballot, from, now)),
        member,
        poll: id,
        options,
      } satisfies Ballot;
    }
  }

  for (const { age, ...update } of seed.updates)
    yield { ...imported('update', update.id, ago(age)), ...update, textRevision: 1 } satisfies Update;
}

/** A time between two that always is the same for the same key. Interest comes early: half of them in the first quarter. */
function between(key: string, from: number, to: number): number {
  const part = Number.parseInt(digest(key, 12), 16) / 16 ** 12;
  return Math.round(from + part ** 2 * (to - from));
}
