import { presets, type Entity, type Idea, type Identity } from '@rallykit/core';

export const people = {
  ana: { id: 'ana', name: 'Ana', role: 'member' },
  ben: { id: 'ben', name: 'Ben', role: 'member' },
  lea: { id: 'lea', name: 'Lea', role: 'leader' },
} as const satisfies Record<string, Identity>;

export const start = Date.UTC(2026, 0, 1);
const head = (at: number) => ({ revision: 1, createdAt: at, updatedAt: at });

/** Ideas `idea-1`…, each older than the one before and with a vote less. */
function ideas(count: number): Entity[] {
  const noVotes = { up: 0, down: 0 };
  return Array.from({ length: count }, (_, at): Idea => {
    const made = start - (at + 1) * 60_000;
    return {
      ...head(made),
      kind: 'idea',
      id: `idea-${at + 1}`,
      board: 'product',
      author: `author-${(at % 3) + 1}`,
      title: `Idea number ${at + 1}`,
      body: '',
      tags: [],
      textRevision: 1,
      status: 'open',
      statusAt: made,
      comments: 0,
      tally: { ...noVotes, score: count - at, imported: count - at },
      trend: 0,
    };
  });
}

/** A board of ideas, and who wrote them. */
export function seed(count: number): Entity[] {
  const made = head(start - 86_400_000);
  const board = presets['product-design'];
  const members = [1, 2, 3].map((n): Entity => ({
    ...made,
    kind: 'member',
    id: `author-${n}`,
    name: `Author ${n}`,
    role: 'member',
  }));
  return [
    { ...made, kind: 'community', id: 'community', name: 'Test', guests: 'post', members: 3 },
    {
      ...made,
      kind: 'board',
      id: 'product',
      purpose: 'product-design',
      title: 'Product',
      description: '',
      tags: [],
      counts: {},
      pipeline: board.pipeline,
      votes: board.votes,
    },
    ...members,
    ...ideas(count),
  ];
}

export const ideaRef = (id: string) => ({ kind: 'idea', id }) as const;
