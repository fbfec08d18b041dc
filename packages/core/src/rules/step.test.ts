import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formerMember } from '../entity.js';
import { presets } from '../preset.js';
import { people, TestWorld } from '../reduce.test.world.js';

const { ana, tess, lea, operator } = people;
const statuses = presets['product-design'].pipeline.map(({ id }) => id);

function withIdea(): TestWorld {
  const world = new TestWorld();
  world.do(ana, 'idea.create', { id: 'lamp', board: 'product', title: 'A lamp' });
  return world;
}

describe('the steps of an idea', () => {
  it('lead from its first status to where it stands, one after the other, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...statuses), { maxLength: 12 }), (moves) => {
        const world = withIdea();
        const expected: string[] = [];
        for (const status of moves) {
          const from = world.need('idea', 'lamp').status;
          world.do(tess, 'idea.set-status', { id: 'lamp', status });
          if (status !== from) expected.push(`${from}→${status} ${world.now}`);
        }
        const steps = world.all('step').map(({ from, to, createdAt }) => `${from}→${to} ${createdAt}`);
        expect(steps).toEqual(expected);
      }),
    );
  });

  it('keep who moved it and what was said to it', () => {
    const world = withIdea();
    world.do(tess, 'idea.set-status', { id: 'lamp', status: 'planned', note: 'In **spring**.' });
    world.do(lea, 'idea.set-status', { id: 'lamp', status: 'open', note: ' ' });
    expect(world.all('step')).toMatchObject([
      { board: 'product', idea: 'lamp', author: 'tess', from: 'open', to: 'planned', note: 'In **spring**.' },
      { author: 'lea', from: 'planned', to: 'open' },
    ]);
    expect(world.all('step')[1]).not.toHaveProperty('note');
  });

  it('tell of the update that shipped it', () => {
    const world = withIdea();
    const news = {
      id: 'news',
      board: 'product',
      title: 'Light!',
      ships: ['lamp'],
      setShipped: true,
    } as const;
    world.do(tess, 'update.publish', news);
    expect(world.all('step')).toMatchObject([{ from: 'open', to: 'shipped', note: 'Light!' }]);
  });

  it('stay when who moved it leaves, by nobody in particular', () => {
    const world = withIdea();
    world.do(tess, 'idea.set-status', { id: 'lamp', status: 'planned', note: 'In spring.' });
    world.do(tess, 'member.erase', { id: 'tess' });
    expect(world.all('step')).toMatchObject([{ author: formerMember, note: 'In spring.' }]);
  });

  it('leave the idea free to move on where steps were imported, whose revisions are others', () => {
    const world = withIdea();
    const born = { revision: 1, createdAt: 1, updatedAt: 1 };
    for (const n of [2, 3])
      world.do(operator, 'entity.import', {
        entity: {
          ...{ kind: 'step', id: `lamp~${n}`, board: 'product', idea: 'lamp', author: 'tess' },
          ...{ from: 'open', to: 'planned', ...born },
        },
      });
    world.do(tess, 'idea.set-status', { id: 'lamp', status: 'planned' });
    world.do(tess, 'idea.set-status', { id: 'lamp', status: 'open' });
    expect(world.all('step')).toHaveLength(4);
  });
});
