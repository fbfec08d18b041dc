import { command, presets, type Entity } from '@rallykit/core';
import { expect, test } from 'vitest';
import { memoryBackend, memoryHost } from './index.js';

const time = { revision: 1, createdAt: 1, updatedAt: 1 };
const { pipeline, votes } = presets['product-design'];
const board: Entity = {
  ...time,
  kind: 'board',
  id: 'ideas',
  purpose: 'product-design',
  title: 'Ideas',
  description: '',
  pipeline,
  votes,
  tags: [],
  counts: {},
};
const ana = { id: 'ana', name: 'Ana', role: 'member' } as const;
const idea = (id: string) => command(id, 'idea.create', { id, board: 'ideas', title: 'A lamp' });

test('one call makes a backend that works', async () => {
  const backend = memoryBackend({ identity: ana, entities: [board] });
  const [receipt] = await backend.apply([idea('lamp')]);
  expect(receipt?.error).toBeUndefined();
  const page = await backend.list({ kind: 'idea', board: 'ideas', total: true });
  expect(page.items.map(({ id }) => id)).toEqual(['lamp']);
  expect(page.total).toEqual({ n: 1, exact: true });
});

test('takes seeds in any order and counts what they hold', async () => {
  const host = memoryHost({ communities: { default: [board] } });
  await host.as(ana).apply([idea('lamp')]);
  const everything = await host.as(ana).get([
    { kind: 'idea', id: 'lamp' },
    { kind: 'member', id: 'ana' },
    { kind: 'board', id: 'ideas' },
  ]);
  const again = memoryBackend({ identity: ana, entities: everything as Entity[] });
  expect((await again.list({ kind: 'board' })).items[0]?.counts).toEqual({ open: 1 });
});

test('names what is wrong with a seed', () => {
  expect(() => memoryBackend({ entities: [{ ...board, title: '' }] })).toThrow(/title/);
});

test('hands out what nobody can change behind its back', async () => {
  const backend = memoryBackend({ identity: ana, entities: [board] });
  const [found] = await backend.get([{ kind: 'board', id: 'ideas' }]);
  expect(() => Object.assign(found as object, { title: 'Mine' })).toThrow(TypeError);
});

test('closing the host closes every connection', async () => {
  const host = memoryHost();
  const backend = host.as(ana);
  await host.close();
  await expect(backend.viewer()).rejects.toMatchObject({ code: 'closed' });
});
