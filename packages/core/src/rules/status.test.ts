import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presets } from '../preset.js';
import { people, TestWorld } from '../reduce.test.world.js';

const { ana, ben, cleo, tess, lea } = people;
const { pipeline } = presets['product-design'];
const closed = new Set(pipeline.filter((status) => status.closed).map(({ id }) => id));
const successes = new Set(pipeline.filter((status) => status.success).map(({ id }) => id));
const ids = ['i0', 'i1', 'i2'];

describe('the status of an idea', () => {
  it('is counted on its board and toward its goal, and takes votes while it is open, whatever happens', () => {
    const id = fc.constantFrom(...ids);
    const step = fc.oneof(
      fc.record({ what: fc.constant('status' as const), id, status: fc.constantFrom(...pipeline) }),
      fc.record({ what: fc.constant('vote' as const), id, value: fc.constantFrom(0 as const, 1 as const) }),
      fc.record({ what: fc.constantFrom('remove' as const, 'create' as const, 'merge' as const), id }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const world = new TestWorld();
        const goal = {
          id: 'goal',
          board: 'product',
          title: 'Less waiting',
          memberValue: 'm',
          businessValue: 'b',
        };
        const measure = {
          name: 'Shipped',
          unit: 'ideas',
          baseline: 0,
          target: 5,
          current: 0,
          counts: 'successes',
        } as const;
        const term = { audience: 'customers', startsAt: 0, endsAt: 9e12, promiseDays: 14 } as const;
        world.do(lea, 'goal.create', { ...goal, ...term, measure });
        let made = 0;
        const real = new Map<string, string>();
        const create = (id: string) => {
          real.set(id, `${id}-${++made}`);
          world.do(ana, 'idea.create', { id: real.get(id)!, board: 'product', title: 'An idea' });
        };
        ids.forEach(create);
        steps.forEach((step, n) => {
          const idea = world.get({ kind: 'idea', id: real.get(step.id)! });
          if (step.what === 'create') {
            if (!idea) create(step.id);
          } else if (idea && step.what === 'remove') {
            world.do(tess, 'post.remove', { ref: idea });
          } else if (idea && step.what === 'merge') {
            const into = world.get({ kind: 'idea', id: real.get(ids[n % 3]!)! });
            if (into && into.id !== idea.id && !into.mergedInto && !idea.mergedInto)
              world.do(tess, 'idea.merge', { id: idea.id, into: into.id });
          } else if (idea && step.what === 'status') {
            const input = { id: idea.id, status: step.status.id };
            if (idea.mergedInto) expect(world.refusal(tess, 'idea.set-status', input)).toBe('forbidden');
            else world.do(tess, 'idea.set-status', input);
          } else if (idea && step.what === 'vote') {
            const input = { subject: { kind: 'idea', id: idea.id }, value: step.value } as const;
            const voter = [ana, ben, cleo][n % 3]!;
            if (closed.has(idea.status) || idea.mergedInto)
              expect(world.refusal(voter, 'vote.set', input)).toBe('forbidden');
            else world.do(voter, 'vote.set', input);
          }
          const { kept, counted } = world.counts();
          expect(kept).toEqual(counted);
          const shipped = world
            .all('idea')
            .filter(({ status, mergedInto }) => successes.has(status) && !mergedInto);
          expect(world.need('goal', 'goal').measure.current).toBe(shipped.length);
        });
      }),
    );
  });
});
