import { command, type Change, type LiveEvent, type ResumeToken } from '@rallykit/core';
import { describe, expect, test } from 'vitest';
import { ana, applyAll, ben, hostOf, idea, importAll, seeded } from './sqlite.test.world.js';
import { stores } from './stores.test.world.js';

const create = (id: string, board = 'ideas') =>
  command(`make-${id}`, 'idea.create', { id, board, title: `Idea ${id}` });
const name = (change: Change) => (change.type === 'put' ? change.entity.id : `-${change.tombstone.id}`);

/** The next event, as one line. */
async function next(events: AsyncIterator<LiveEvent>): Promise<string> {
  const { value, done } = (await events.next()) as IteratorResult<LiveEvent, undefined>;
  if (done) return 'end';
  if (value.type === 'changes') return value.changes.map(name).join(' ');
  return value.type === 'reset' ? `reset ${value.reason}` : value.type;
}

async function idle(events: AsyncIterator<LiveEvent>, stop: AbortController) {
  const last = next(events);
  stop.abort();
  expect(await last).toBe('end');
}

describe.each(stores)('$name', ({ place }) => {
  test('a watch goes on after a restart, exactly where its token points', async () => {
    const kept = place();
    const first = await seeded(kept);
    const [made] = await applyAll(first.as(ana), [create('one')]);
    await applyAll(first.as(ana), [
      create('two'),
      command('gone', 'post.remove', { ref: { kind: 'idea', id: 'one' } }),
    ]);
    await first.close();

    const stop = new AbortController();
    const host = hostOf(kept);
    const events = host.as(null).watch!({}, made?.at, { signal: stop.signal })[Symbol.asyncIterator]();
    expect(await next(events)).toBe('two ideas ideas -one');
    expect(await next(events)).toBe('caught-up');
    await applyAll(host.as(ana), [create('three')]);
    expect(await next(events)).toBe('three ideas');
    await idle(events, stop);
    expect(host.watching).toBe(0);
  });

  test('a long history comes in parts, in order, and whole', async () => {
    const host = await seeded(place());
    const { asOf } = await host.as(null).list({ kind: 'idea' });
    await importAll(
      host,
      Array.from({ length: 450 }, (_, n) => idea(`i${n}`)),
    );
    const heard: string[] = [];
    for await (const event of host.as(null).watch!({}, asOf)) {
      if (event.type === 'caught-up') break;
      if (event.type === 'changes') heard.push(...event.changes.map(name).filter((id) => id !== 'ideas'));
    }
    expect(heard).toEqual(Array.from({ length: 450 }, (_, n) => `i${n}`));
  });

  test('says reset to a token that is too old, of another store, or of what never was', async () => {
    const host = await seeded(place(), { retention: 5 });
    const other = await seeded(place());
    const reset = async (from: ResumeToken | undefined) =>
      next(host.as(null).watch!({}, from)[Symbol.asyncIterator]());
    const old = (await host.as(null).list({ kind: 'idea' })).asOf;
    await applyAll(
      host.as(ana),
      Array.from({ length: 10 }, (_, n) => create(`i${n}`)),
    );
    const { asOf } = await host.as(null).list({ kind: 'idea' });

    expect(await reset(old)).toBe('reset gap');
    expect(await reset((await other.as(null).list({ kind: 'idea' })).asOf)).toBe('reset epoch');
    expect(await reset(`${asOf}0` as ResumeToken)).toBe('reset epoch');
    expect(await reset('nonsense' as ResumeToken)).toBe('reset epoch');
    expect(await reset(asOf)).toBe('caught-up');
  });

  test('keeps nothing for a watcher that does not read, and says so when it does', async () => {
    const host = await seeded(place(), { retention: 5 });
    const events = host.as(null).watch!({}, undefined)[Symbol.asyncIterator]();
    expect(await next(events)).toBe('caught-up');
    await applyAll(
      host.as(ana),
      Array.from({ length: 10 }, (_, n) => create(`i${n}`)),
    );
    expect(await next(events)).toBe('reset slow');
    expect(await next(events)).toBe('end');
  });

  test('a watcher hears of the boards it asked for, of the whole community, and of its own votes only', async () => {
    const host = await seeded(place());
    await importAll(host, [{ ...idea('x'), id: 'seen' }]);
    const [stop, subject] = [new AbortController(), { kind: 'idea', id: 'seen' } as const];
    const events = host.as(ana).watch!({ boards: ['nothing'] }, undefined, { signal: stop.signal })[
      Symbol.asyncIterator
    ]();
    expect(await next(events)).toBe('caught-up');
    await applyAll(host.as(ben), [command('v', 'vote.set', { subject, value: 1 })]);
    expect(await next(events)).toBe('ben community');
    await applyAll(host.as(ana), [command('v', 'vote.set', { subject, value: 1 })]);
    expect(await next(events)).toBe('ana~idea~seen ana community');
    await idle(events, stop);
  });
});
