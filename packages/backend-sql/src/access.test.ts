import { command, refKey, type LiveEvent } from '@rallykit/core';
import { describe, expect, test } from 'vitest';
import { ana, applyAll, ben, hostOf, seeded } from './sqlite.test.world.js';
import { stores } from './stores.test.world.js';

const tess = { id: 'tess', name: 'Tess', role: 'team' } as const;
const lea = { id: 'lea', name: 'Lea', role: 'leader' } as const;
const create = (id: string) =>
  command(`make-${id}`, 'idea.create', { id, board: 'ideas', title: `Lamp ${id}` });
const suspend = (id: string, suspended: boolean) =>
  command(id, 'member.suspend', { member: 'ana', suspended });

describe.each(stores)('$name', ({ place }) => {
  test('who is suspended through one process loses access in the others', async () => {
    const kept = place();
    const [here, there] = [await seeded(kept), hostOf(kept)];
    const person = there.as(ana);
    await applyAll(here.as(lea), [command('review', 'community.edit', { review: 'everyone' })]);
    await applyAll(person, [create('mine')]);
    const events = person.watch!({}, undefined)[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: 'caught-up' });

    await applyAll(here.as(tess), [suspend('take', true), create('later')]);
    const told: LiveEvent[] = [];
    for (let next = await events.next(); !next.done; next = await events.next()) told.push(next.value);
    expect(told).toEqual([{ type: 'reset', reason: 'access' }]);
    expect(await person.get([{ kind: 'idea', id: 'mine' }])).toEqual([null]);
    expect((await person.list({ kind: 'idea', total: true })).total).toEqual({ n: 1, exact: true });
    expect((await person.apply([create('more')]))[0]?.error?.code).toBe('forbidden');
    // The outcome of what was done before can still be learnt, but not what is not to be seen any more.
    const [again] = await person.apply([create('mine')]);
    expect(again).toMatchObject({ replayed: true });
    expect(JSON.stringify(again)).not.toContain('Lamp mine');

    await applyAll(here.as(tess), [suspend('give', false)]);
    expect(await person.get([{ kind: 'idea', id: 'mine' }])).toMatchObject([{ pending: true }]);
  });

  test('a replay tells what its sender saw at that moment, whatever comes after it in the same batch', async () => {
    const host = await seeded(place());
    await applyAll(host.as(lea), [command('review', 'community.edit', { review: 'everyone' })]);
    await applyAll(host.as(ana), [create('mine')]);
    const approve = command('approve', 'post.approve', { ref: { kind: 'idea', id: 'mine' } });
    const erase = command('erase', 'member.erase', { id: 'lea' });
    const [first, again, gone] = await host.as(lea).apply([approve, approve, erase]);
    const told = (receipt: typeof first) =>
      receipt?.error ??
      receipt?.changes.map((change) => refKey('entity' in change ? change.entity : change.tombstone)).sort();
    expect(again).toMatchObject({ replayed: true });
    expect(told(again)).toEqual(told(first));
    const [after] = await host.as(lea).apply([approve]);
    expect(gone?.error).toBeUndefined();
    expect(JSON.stringify(after)).not.toContain('audit');
  });

  test('counts the writes of each member, but no replays', async () => {
    let now = 1_000_000;
    const host = await seeded(place(), { writesAMinute: 2, now: () => now });
    const person = host.as(ana);
    expect((await person.supports()).limits.writesAMinute).toBe(2);
    await applyAll(person, [create('a'), create('b')]);
    const batch = await person.apply([create('a'), create('c'), create('b')]);
    expect(batch.map(({ error }) => error?.code)).toEqual([undefined, 'rate-limited', undefined]);
    expect(batch[1]?.error?.retryAfterMs).toBe(30_000);
    await applyAll(host.as(ben), [create('d')]);
    now += 30_000;
    await applyAll(person, [create('c')]);
    expect((await person.apply([create('e')]))[0]?.error?.code).toBe('rate-limited');
  });
});
