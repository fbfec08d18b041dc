import { command, type Receipt } from '@rallykit/core';
import { describe, expect, test } from 'vitest';
import { ana, applyAll, ben, hostOf, idea, importAll, seeded } from './sqlite.test.world.js';
import { stores } from './stores.test.world.js';

const create = (id: string) =>
  command(`make-${id}`, 'idea.create', { id, board: 'ideas', title: 'A lamp that dims' });
const vote = (id: string, subject: string, value: 0 | 1 = 1) =>
  command(id, 'vote.set', { subject: { kind: 'idea', id: subject }, value });
const tally = async (host: ReturnType<typeof hostOf>, id: string) =>
  ((await host.as(null).get([{ kind: 'idea', id }]))[0] as { tally: unknown }).tally;

describe.each(stores)('$name', ({ place }) => {
  test('keeps what was acknowledged, and answers a repeated command alike after a restart', async () => {
    const kept = place();
    const first = await seeded(kept);
    const [before] = await applyAll(first.as(ana), [create('dim')]);
    await first.close();

    const second = hostOf(kept);
    const [after] = await applyAll(second.as(ana), [create('dim')]);
    expect(after).toEqual({ ...before, replayed: true });
    const page = await second.as(null).list({ kind: 'idea', board: 'ideas', total: true });
    expect(page.total).toEqual({ n: 1, exact: true });
  });

  test('keeps what was acknowledged when the store is never closed', async () => {
    const kept = place();
    const first = await seeded(kept);
    await applyAll(first.as(ana), [create('dim')]);
    const second = hostOf(kept);
    expect((await second.as(null).list({ kind: 'idea' })).items.map(({ id }) => id)).toEqual(['dim']);
  });

  test('refuses another act under a used id, also after a restart', async () => {
    const kept = place();
    const first = await seeded(kept);
    await applyAll(first.as(ana), [create('dim'), vote('v', 'dim')]);
    await first.close();
    const [receipt] = await hostOf(kept)
      .as(ana)
      .apply([vote('v', 'dim', 0)]);
    expect(receipt?.error?.code).toBe('key-reused');
  });

  test('forgets outcomes after the time it promises', async () => {
    const kept = place();
    let now = 1_000_000;
    const first = await seeded(kept, { now: () => now, receiptsMs: 1_000 });
    await applyAll(first.as(ana), [create('dim'), vote('v', 'dim')]);
    await first.close();
    now += 1_001;
    const second = hostOf(kept, { now: () => now, receiptsMs: 1_000 });
    await applyAll(second.as(ana), [vote('w', 'dim', 1)]);
    await applyAll(second.as(ana), [vote('v', 'dim', 0)]);
    expect(await tally(second, 'dim')).toMatchObject({ up: 0 });
  });

  test('one command sent many times at once has one effect', async () => {
    const host = await seeded(place());
    await applyAll(host.as(ana), [create('dim')]);
    const receipts = await Promise.all(
      Array.from({ length: 20 }, () => host.as(ben).apply([vote('v', 'dim')])),
    );
    expect(receipts.flat().filter((receipt: Receipt) => !receipt.error && !receipt.replayed)).toHaveLength(1);
    expect(await tally(host, 'dim')).toMatchObject({ up: 1, score: 1 });
  });

  test('a refused command in a batch changes nothing and leaves its neighbours alone', async () => {
    const host = await seeded(place());
    const receipts = await host.as(ana).apply([create('dim'), vote('v', 'nowhere'), vote('w', 'dim')]);
    expect(receipts.map(({ error }) => error?.code)).toEqual([undefined, 'not-found', undefined]);
    expect(await tally(host, 'dim')).toMatchObject({ up: 1 });
  });

  test('two hosts on one store write in turn, and each watcher hears of both', async () => {
    const kept = place();
    const hosts = [await seeded(kept), hostOf(kept)] as const;
    await applyAll(hosts[0].as(ana), [create('dim')]);
    const { asOf } = await hosts[0].as(null).list({ kind: 'idea' });

    const heard = hosts.map(async (host) => {
      const voters = new Set<number>();
      for await (const event of host.as(null).watch!({}, asOf)) {
        if (event.type !== 'changes') continue;
        for (const change of event.changes) {
          if (change.type === 'put' && change.entity.kind === 'idea') voters.add(change.entity.tally.up);
        }
        if (voters.has(40)) break;
      }
      return [...voters];
    });
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const person = { id: `p${n}`, name: `P ${n}`, role: 'member' } as const;
        await applyAll(hosts[n % 2]!.as(person), [vote(`v${n}`, 'dim')]);
      }),
    );

    const everyStep = Array.from({ length: 40 }, (_, n) => n + 1);
    expect(await Promise.all(heard)).toEqual([everyStep, everyStep]);
    expect(hosts.map((host) => host.watching)).toEqual([0, 0]);
  });

  test('time never goes back, whatever the clock does', async () => {
    const kept = place();
    let now = 2_000_000;
    const host = await seeded(kept, { now: () => now });
    await applyAll(host.as(ana), [create('first')]);
    now -= 500_000;
    await applyAll(host.as(ana), [create('second')]);
    const { items } = await host.as(null).list({ kind: 'idea', sort: 'old' });
    expect(items.map(({ id, createdAt }) => [id, createdAt])).toEqual([
      ['first', 2_000_000],
      ['second', 2_000_000],
    ]);
  });

  test('what belongs to something removed is gone with it, at every depth', async () => {
    const host = await seeded(place());
    const person = host.as(ana);
    const question = { kind: 'question', id: 'why' } as const;
    const answer = { kind: 'answer', id: 'so' } as const;
    await applyAll(person, [
      command('1', 'question.create', { id: 'why', board: 'ideas', title: 'Why does it flicker?' }),
      command('2', 'answer.create', { id: 'so', question: 'why', body: 'A loose wire' }),
      command('3', 'comment.create', { id: 'ah', subject: answer, body: 'Flickering wire, thanks' }),
      command('4', 'vote.set', { subject: answer, value: 1 }),
    ]);
    expect((await person.list({ kind: 'comment', search: 'wire' })).items).toHaveLength(1);
    await applyAll(person, [command('5', 'post.remove', { ref: question })]);

    const refs = [
      question,
      answer,
      { kind: 'comment', id: 'ah' },
      { kind: 'vote', id: 'ana~answer~so' },
    ] as const;
    expect(await person.get(refs)).toEqual([
      expect.objectContaining({ removedAt: expect.any(Number) }),
      null,
      null,
      null,
    ]);
    for (const kind of ['question', 'answer', 'comment'] as const) {
      expect((await person.list({ kind })).items).toEqual([]);
      expect((await person.list({ kind, search: 'wire' })).items).toEqual([]);
      expect((await person.list({ kind, author: 'ana', total: true })).total?.n).toBe(0);
    }
  });

  test('communities in one store know nothing of each other', async () => {
    const host = await seeded(place());
    await importAll(host, [idea('dim')]);
    const other = host.as(ana, 'other');
    expect((await other.list({ kind: 'idea', search: 'idea', total: true })).total?.n).toBe(0);
    expect(await other.get([{ kind: 'idea', id: 'dim' }])).toEqual([null]);
  });
});
