import {
  command,
  comparePlaces,
  matches,
  placeOf,
  refKey,
  sortOf,
  sorts,
  type Backend,
  type Command,
  type Entity,
  type Idea,
  type ListKind,
  type Query,
  type State,
} from '@rallykit/core';
import fc from 'fast-check';
import { CompiledQuery } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ana, applyAll, board, idea, importAll, seeded, tempFile } from './sqlite.test.world.js';
import { Lists } from './list.js';
import { openerOf } from './opener.js';
import { openFile } from './sqlite/open.js';
import { stores } from './stores.test.world.js';

const words = ['lamp', 'lampshade', 'Lámpara', 'dim', 'dimmer', '電', '灯', 'Straße', '½', 'x-ray'];
const searches = [
  '',
  '!',
  'l',
  'LAMP',
  'lampara',
  'dim la',
  'lamp lamp',
  '電灯',
  'strasse',
  '2',
  'ray x',
  '"',
];
const statuses = board.pipeline.filter(({ closed }) => !closed).map(({ id }) => id);

/** Every page of a query, one after the other. */
async function walk(backend: Backend, query: Query): Promise<Entity[]> {
  const items: Entity[] = [];
  let after: Query['after'];
  do {
    const page = await backend.list({ ...query, ...(after && { after }) });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

describe.each(stores)('$name', ({ place }) => {
  test(
    'any list holds what core says it does, in the order that core says',
    { timeout: 60_000 },
    async () => {
      const kept = place();
      const host = await seeded(kept);
      const pick = <T>(all: readonly T[], n: number): T => all[n % all.length] as T;
      const ideas = Array.from({ length: 120 }, (_, n): Idea =>
        idea(`i${n}`, {
          author: pick(['ana', 'ben', 'mia'], n),
          title: `${pick(words, n)} ${pick(words, n * 7 + 3)}`,
          body: pick(words, n * 3 + 1),
          tags: [[], ['red'], ['green'], ['green', 'red']][n % 4] as string[],
          status: pick(statuses, n * 5 + 2),
          // Many stand at the same place but for their id.
          createdAt: 1_000 + (n % 11),
          tally: { score: 0, up: 0, down: 0, imported: n % 5 },
          // Three of these wait for review as Ana's, seven as somebody else's.
          ...(n >= 70 && n % 5 === 0 && { pending: true }),
        }),
      );
      await importAll(host, [
        { ...board, id: 'other' },
        ...ideas,
        idea('elsewhere', { board: 'other', author: 'ana' }),
      ]);
      const act = (n: number): Command =>
        command(`v${n}`, 'vote.set', { subject: { kind: 'idea', id: `i${n * 3}` }, value: 1 });
      const person = host.as(ana);
      await applyAll(
        person,
        Array.from({ length: 20 }, (_, n) => act(n)),
      );
      await applyAll(person, [
        command('back', 'vote.set', { subject: { kind: 'idea', id: 'i0' }, value: 0 }),
      ]);
      for (let n = 0; n < 5; n++) {
        const subject = { kind: 'idea', id: `i${n}` } as const;
        await applyAll(person, [
          command(`c${n}`, 'comment.create', { id: `c${n}`, subject, body: pick(words, n) }),
        ]);
      }

      const kinds: readonly ListKind[] = ['idea', 'comment', 'member', 'board'];
      const there = new Map<string, Entity>();
      for (const kind of kinds)
        for (const each of await walk(person, { kind, first: 100 })) there.set(refKey(each), each);
      expect(there.size).toBe(121 - 7 + 5 + 1 + 2);
      const votes = ideas.map(({ id }) => ({ kind: 'vote', id: `ana~idea~${id}` }) as const);
      for (let at = 0; at < votes.length; at += 50) {
        for (const vote of await person.get(votes.slice(at, at + 50)))
          if (vote) there.set(refKey(vote), vote as Entity);
      }
      const state: State = { get: (ref) => there.get(refKey(ref)) as never };

      const database = await openerOf(typeof kept === 'string' ? { database: kept } : kept).open();
      onTestFinished(() => database.close());
      // As if this were a large board, on which most conditions are met by many.
      const large = new Lists(database, 'default', ana, 8);

      const conditions = fc.record({
        board: fc.constantFrom('ideas', 'other', 'none'),
        subject: fc.constantFrom(
          { kind: 'idea', id: 'i1' } as const,
          { kind: 'question', id: 'i1' } as const,
        ),
        status: fc.subarray([...statuses, 'none']),
        tags: fc.subarray(['red', 'green', 'none']),
        author: fc.constantFrom('ana', 'ben', 'nobody'),
        mine: fc.constantFrom('posted' as const, 'voted' as const, 'helped' as const),
        search: fc.constantFrom(...searches),
      });
      // A few conditions at a time: all together match next to nothing.
      const few = fc.subarray(['board', 'subject', 'status', 'tags', 'author', 'mine', 'search'] as const, {
        maxLength: 2,
      });
      const query = fc
        .record({
          kind: fc.oneof({ weight: 4, arbitrary: fc.constant('idea' as const) }, fc.constantFrom(...kinds)),
          sort: fc.constantFrom(...sorts),
          first: fc.integer({ min: 3, max: 100 }),
          all: conditions,
          few,
        })
        .map(({ all, few, ...rest }): Query => ({
          ...rest,
          ...Object.fromEntries(few.map((key) => [key, all[key]])),
        }));
      await fc.assert(
        fc.asyncProperty(query, async (asked) => {
          const expected = [...there.values()]
            .filter((each) => matches(each, asked, 'ana', state))
            .sort((a, b) =>
              comparePlaces(placeOf(a, sortOf(asked)), placeOf(b, sortOf(asked)), sortOf(asked)),
            );
          expect((await walk(person, asked)).map(refKey)).toEqual(expected.map(refKey));
          const first = expected.slice(0, asked.first).map(refKey);
          const page = await large.page(asked);
          expect(page.items.map(refKey)).toEqual(first);
          if (page.next) {
            const { items } = await large.page({ ...asked, after: page.next });
            expect(items.map(refKey)).toEqual(expected.slice(first.length, 2 * first.length).map(refKey));
          }
          expect(await large.total(asked)).toEqual({ n: expected.length, exact: true });
          const { total } = await person.list({ ...asked, first: 0, total: true });
          expect(total).toEqual({ n: expected.length, exact: true });
        }),
        { numRuns: 150 },
      );
    },
  );

  test('finds alike posts among others, across a typo, and none where nothing is alike', async () => {
    const host = await seeded(place());
    await importAll(host, [
      idea('dark', { title: 'Dark mode for the evening', body: 'My eyes hurt.' }),
      idea('export', { title: 'Export shopping lists as a file', body: 'For the notes app.' }),
    ]);
    const alike = async (similar: string) =>
      (await host.as(null).list({ kind: 'idea', similar })).items.map(({ id }) => id);
    expect(await alike('A darc mode in the evenings')).toEqual(['dark']);
    expect(await alike('exporting my shoping list')).toEqual(['export']);
    expect(await alike('Bicycle repair')).toEqual([]);
    expect(await alike('?!')).toEqual([]);
  });
});

test(
  'a page of 5,000 ideas is read from an index, however far down and however narrowed',
  { timeout: 60_000 },
  async () => {
    const file = tempFile();
    const host = await seeded(file);
    const ideas = Array.from({ length: 5_000 }, (_, n) =>
      idea(`i${n}`, { createdAt: 1_000 + n, tally: { score: 0, up: 0, down: 0, imported: n % 97 } }),
    );
    await importAll(host, ideas);
    const { read, dialect, close } = await openFile(file);
    onTestFinished(close);
    const lists = new Lists({ read, dialect }, 'default', { ...ana, role: 'team' });

    /** SQLite's plan of a page, a line a step. */
    async function planOf(query: Query, state?: 'listed' | 'pending' | 'kept'): Promise<string[]> {
      const { sql, parameters } = lists.pageRows(query, 21, state).compile();
      const explained = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
      return (await read.executeQuery<{ detail: string }>(explained)).rows.map(({ detail }) => detail);
    }

    for (const sort of sorts) {
      for (const scope of [{ board: 'ideas' }, {}]) {
        const query: Query = { kind: 'idea', sort, ...scope };
        let after: Query['after'];
        for (let page = 0; page < 3; page++) {
          const [plan] = await planOf({ ...query, ...(after && { after }) });
          const column = {
            trending: 'trend',
            top: 'score',
            discussed: 'talk',
            active: 'active',
            new: 'created',
            old: 'created',
          }[sort];
          expect(plan).toMatch(/^SEARCH entity USING (COVERING )?INDEX entity_/);
          if (after) expect(plan).toContain(column);
          expect(await planOf({ ...query, ...(after && { after }) })).toHaveLength(1);
          after = (await host.as(null).list({ ...query, first: 100, ...(after && { after }) })).next;
        }
      }
    }
    const narrowed: readonly Omit<Query, 'kind'>[] = [
      { status: ['open'] },
      { tags: ['red'] },
      { author: 'mia' },
      { mine: 'posted' },
      { mine: 'voted' },
      { mine: 'helped' },
      { search: 'lamp' },
      { board: 'ideas', search: 'lamp', tags: ['red'], status: ['open'] },
      { subject: { kind: 'idea', id: 'i1' } },
    ];
    for (const conditions of narrowed) {
      for (const state of ['listed', 'pending'] as const) {
        for (const step of await planOf({ kind: 'idea', board: 'ideas', ...conditions }, state)) {
          expect(step).not.toMatch(/SCAN (entity|vote|tag)\b/);
        }
      }
    }
    for (const told of ['all', 'unread'] as const) {
      for (const state of ['listed', 'kept'] as const) {
        for (const step of await planOf({ kind: 'notification', told }, state))
          expect(step).not.toMatch(/SCAN (entity|tie|notification|said)\b/);
      }
    }
    const [waiting] = await planOf({ kind: 'idea', sort: 'new' }, 'pending');
    expect(waiting).toContain('INDEX entity_pending');
  },
);
