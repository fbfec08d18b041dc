import {
  presets,
  type Board,
  type Community,
  type Entity,
  type Identity,
  type Purpose,
} from '@rallykit/core';

/** Who uses a playground. */
export const visitor: Identity = { id: 'you', name: 'You', role: 'member' };

/** What a playground starts with: the boards `product` and `help`. */
export const playground = (): Entity[] => [community(), ...boards()];

const head = () => ({ revision: 1, createdAt: Date.now(), updatedAt: Date.now() });

const community = (): Community => ({
  kind: 'community',
  id: 'community',
  name: 'Playground',
  guests: 'post',
  members: 0,
  ...head(),
});

const boards = (): Board[] => [
  board('product', 'Product ideas', 'product-design'),
  board('help', 'Help', 'support'),
];

function board(id: string, title: string, purpose: Purpose): Board {
  const { pipeline, votes } = presets[purpose];
  return {
    kind: 'board',
    id,
    title,
    purpose,
    description: '',
    tags: [],
    pipeline,
    votes,
    counts: {},
    ...head(),
  };
}
