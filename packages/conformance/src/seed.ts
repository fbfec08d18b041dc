import {
  ballotId,
  command,
  followId,
  presets,
  trendOf,
  trendWeights,
  voteId,
  type Answer,
  type Audit,
  type Backend,
  type Ballot,
  type Board,
  type Comment,
  type Community,
  type Entity,
  type Follow,
  type Goal,
  type Idea,
  type Mark,
  type Member,
  type Notification,
  type Poll,
  type Purpose,
  type Question,
  type Step,
  type Update,
  type Vote,
} from '@rallykit/core';
import { freshId } from './stage.js';

/** When seeded entities were made: in the past of any clock. */
export const seededAt = Date.UTC(2024, 0, 1);

const base = { revision: 1, createdAt: seededAt, updatedAt: seededAt } as const;
const noVotes = { score: 0, up: 0, down: 0, imported: 0 } as const;

export function makeCommunity(more: Partial<Community> = {}): Community {
  return {
    ...base,
    kind: 'community',
    id: 'community',
    name: 'Example',
    guests: 'post',
    members: 0,
    ...more,
  };
}

export function makeBoard(id: string, purpose: Purpose, more: Partial<Board> = {}): Board {
  const { pipeline, votes } = presets[purpose];
  const tags = [
    { id: 'mobile', label: 'Mobile' },
    { id: 'import', label: 'Import' },
  ];
  return {
    ...base,
    kind: 'board',
    id,
    purpose,
    title: id,
    description: '',
    pipeline,
    votes,
    tags,
    counts: {},
    ...more,
  };
}

export function makeIdea(id: string, more: Partial<Idea> = {}): Idea {
  const createdAt = more.createdAt ?? seededAt;
  return {
    ...base,
    kind: 'idea',
    id,
    board: 'ideas',
    author: 'mia',
    title: `Idea ${id}`,
    body: '',
    tags: [],
    status: 'open',
    statusAt: createdAt,
    textRevision: 1,
    comments: 0,
    tally: noVotes,
    trend: trendOf(trendWeights.post, createdAt),
    ...more,
    createdAt,
    updatedAt: createdAt,
  };
}

export function makeQuestion(id: string, more: Partial<Question> = {}): Question {
  const createdAt = more.createdAt ?? seededAt;
  return {
    ...base,
    kind: 'question',
    id,
    board: 'help',
    author: 'mia',
    title: `Question ${id}`,
    body: '',
    tags: [],
    status: 'open',
    textRevision: 1,
    comments: 0,
    answers: 0,
    tally: noVotes,
    trend: trendOf(trendWeights.post, createdAt),
    ...more,
    createdAt,
    updatedAt: createdAt,
  };
}

export function makePoll(id: string, choice: Poll['choice'], more: Partial<Poll> = {}): Poll {
  const options = ['red', 'green', 'blue'].map((option) => ({ id: option, label: option }));
  return {
    ...base,
    kind: 'poll',
    id,
    board: 'ideas',
    author: 'tess',
    title: `Poll ${id}`,
    body: '',
    choice,
    options,
    tally: { voters: 0, options: { red: 0, green: 0, blue: 0 } },
    ...more,
  };
}

export function makeAnswer(id: string, question: string, more: Partial<Answer> = {}): Answer {
  return {
    ...base,
    kind: 'answer',
    id,
    question,
    board: 'help',
    author: 'mia',
    body: `Answer ${id}`,
    textRevision: 1,
    comments: 0,
    tally: noVotes,
    trend: trendOf(trendWeights.post, seededAt),
    ...more,
  };
}

export function makeComment(id: string, subject: Comment['subject'], more: Partial<Comment> = {}): Comment {
  const board = subject.kind === 'idea' ? 'ideas' : 'help';
  return {
    ...base,
    kind: 'comment',
    id,
    subject,
    board,
    author: 'mia',
    body: `Comment ${id}`,
    textRevision: 1,
    ...more,
  };
}

export function makeGoal(id: string): Goal {
  return {
    ...base,
    kind: 'goal',
    id,
    board: 'ideas',
    title: 'A lamp for every desk',
    memberValue: 'Better light.',
    businessValue: 'Fewer returns.',
    audience: 'customers',
    measure: { name: 'Returns', unit: '%', baseline: 8, target: 4, current: 8 },
    startsAt: seededAt,
    endsAt: seededAt + 365 * 86_400_000,
    owner: 'lea',
    promiseDays: 10,
  };
}

export function makeUpdate(id: string, more: Partial<Update> = {}): Update {
  return {
    ...base,
    kind: 'update',
    id,
    board: 'ideas',
    author: 'tess',
    title: `Update ${id}`,
    body: '',
    labels: [],
    ships: [],
    thanks: { people: [], others: 0 },
    textRevision: 1,
    ...more,
  };
}

export function makeMember(id: string, name: string, more: Partial<Member> = {}): Member {
  return { ...base, kind: 'member', id, name, role: 'member', ...more };
}

export function makeAudit(action: Audit['action'], subject: Audit['subject']): Audit {
  const id = `${subject.kind}~${subject.id}~2`;
  return { ...base, kind: 'audit', id, author: 'tess', action, subject };
}

export function makeStep(idea: string, more: Partial<Step> = {}): Step {
  const moved = { board: 'ideas', author: 'tess', from: 'open', to: 'planned' } as const;
  return { ...base, kind: 'step', id: `${idea}~1`, idea, ...moved, ...more };
}

/** What all who follow an idea are told, or one member alone. */
export function makeNotification(idea: string, more: Partial<Notification> = {}): Notification {
  const subject = { kind: 'idea', id: idea } as const;
  const told = { what: 'answer', by: 'tess', subject, about: subject } as const;
  return { ...base, kind: 'notification', id: `${idea}~1`, ...told, ...more };
}

export function makeFollow(member: string, idea: string, on = true): Follow {
  const subject = { kind: 'idea', id: idea } as const;
  return { ...base, kind: 'follow', id: followId(member, subject), member, subject, on };
}

export function makeMark(member: string, readAt: number): Mark {
  return { ...base, kind: 'mark', id: member, member, readAt, read: [] };
}

export function makeVote(member: string, subject: Vote['subject'], value: Vote['value'] = 1): Vote {
  return { ...base, kind: 'vote', id: voteId(member, subject), member, subject, value };
}

export function makeBallot(member: string, poll: string, options: readonly string[]): Ballot {
  return { ...base, kind: 'ballot', id: ballotId(member, poll), member, poll, options };
}

/** The boards that every test finds: `ideas` (a vote a person), `process` (for or against) and `help` (questions). */
export const boards: readonly Board[] = [
  makeBoard('ideas', 'product-design'),
  makeBoard('process', 'process'),
  makeBoard('help', 'support'),
];

/**
 * Puts entities into a store through the connection of an operator, as many at a time as it takes. `exact`: they are a
 * whole community's export.
 */
export async function importEntities(
  operator: Backend,
  entities: readonly Entity[],
  { exact }: { readonly exact?: true } = {},
): Promise<void> {
  const { batch } = await operator.supports();
  for (let at = 0; at < entities.length; at += batch.max) {
    const commands = entities
      .slice(at, at + batch.max)
      .map((entity) => command(freshId(), 'entity.import', { entity, ...(exact && { exact }) }));
    for (const receipt of await operator.apply(commands)) {
      if (receipt.error) throw receipt.error;
    }
  }
}
