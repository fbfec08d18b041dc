import { presets, type Board, type Community, type Identity, type Purpose } from '@rallykit/core';
import { memoryHost, type MemoryHost } from '@rallykit/backend-memory';
import type { Connect } from '@rallykit/store';

const hosts = new Map<string, MemoryHost>();
const visitor: Identity = { id: 'you', name: 'You', role: 'member' };

/** A playground for trying tags without a server: forgotten with the page, with the boards `product` and `help`. */
export function connectMemory(address: string): Connect {
  let host = hosts.get(address);
  if (!host)
    hosts.set(address, (host = memoryHost({ communities: { default: [community(), ...boards()] } })));
  const playground = host;
  return () => playground.as(visitor);
}

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
