import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { command, voteId, type Backend, type BackendHost, type Cursor, type Idea } from '@rallykit/core';
import { serve } from '../conformance/http.world.js';
import { sqliteStore } from '../conformance/sqlite.world.js';
import { compare, show, type Extent, type Row } from './compare.js';
import { ideaId, seed } from './seed.js';

/** Lists and votes, on a store in a file. */
export async function measureServer(extent: Extent): Promise<Row[]> {
  const ideas = extent.short ? 2_000 : 20_000;
  show(`\nimporting ${ideas} ideas into SQLite`);
  const store = await sqliteStore({ communities: { default: seed(ideas) } });
  const server = await serve(store.host);
  try {
    const remote = await server.connect('anonymous');
    return [
      ...(await lists(extent, store.host.as(null), remote, ideas)),
      ...(await votes(extent, store.host)),
    ];
  } finally {
    await server.close();
    await store.close();
  }
}

async function lists(extent: Extent, reader: Backend, remote: Backend, ideas: number): Promise<Row[]> {
  const first = { kind: 'idea', board: 'ideas', sort: 'trending', first: 20 } as const;
  const passed = new Set<string>();
  let after: Cursor | undefined;
  for (let left = ideas / 2; left > 0; left -= 100) {
    const page = await reader.list({ ...first, first: 100, ...(after && { after }) });
    for (const { id } of page.items) passed.add(id);
    after = page.next;
  }
  const deep = { ...first, after: after! };
  assert.equal(passed.size, ideas / 2, 'The pages before it leave nothing out.');
  const { items } = await reader.list(deep);
  assert.equal(
    items.filter(({ id }) => !passed.has(id)).length,
    20,
    'It is full, and of what was not there yet.',
  );
  assert.deepEqual((await remote.list(first)).items, (await reader.list(first)).items);

  const times = extent.short ? 25 : 100;
  const read = (backend: Backend, query: typeof first) => async () => {
    const began = performance.now();
    for (let n = 0; n < times; n++) await backend.list(query);
    return { ms: (performance.now() - began) / times };
  };
  const here = read(reader, first);
  return [
    ...(await compare(
      extent,
      { ms: ['list API on SQLite', 1.2] },
      [`page ${ideas / 40 + 1}`, read(reader, deep)],
      ['page 1', here],
    )),
    ...(await compare(
      extent,
      { ms: ['list API'] },
      ['over http', read(remote, first)],
      ['in process', here],
    )),
  ];
}

/** Fifty members vote at once, each one vote after the other: all on one idea, and spread over a thousand. */
async function votes(extent: Extent, host: BackendHost): Promise<Row[]> {
  const names = Array.from({ length: 50 }, (_, n) => `voter-${n}`);
  const people = names.map((name) => host.as({ id: name, name, role: 'member' }));
  const vote = async (person: Backend, idea: string, value: 0 | 1) => {
    const subject = { kind: 'idea', id: idea } as const;
    const [receipt] = await person.apply([command(randomUUID(), 'vote.set', { subject, value })]);
    if (receipt!.error) throw receipt!.error;
  };
  const cast = async (times: number, act: (person: Backend, who: number, at: number) => Promise<void>) => {
    const began = performance.now();
    const acts = async (person: Backend, who: number) => {
      for (let at = 0; at < times; at++) await act(person, who, at);
    };
    await Promise.all(people.map(acts));
    return { ms: (performance.now() - began) / (times * people.length) };
  };
  let spreads = 0;
  const spread = () => {
    // Each has twenty ideas of their own, and next time those of the next.
    const shift = 20 * spreads++;
    return cast(20, (person, who, at) => vote(person, ideaId((who * 20 + at + shift) % 1000), 1));
  };
  let hots = 0;
  const hot = () => {
    const idea = ideaId(1000 + hots++);
    // Each act is a change of mind, and the last one leaves a vote.
    return cast(19, (person, _, at) => vote(person, idea, at % 2 ? 0 : 1));
  };
  const rows = await compare(
    extent,
    { ms: ['votes by 50 at once'] },
    ['one idea', hot],
    ['1,000 ideas', spread],
  );

  const tallies = async (from: number, count: number) => {
    const refs = Array.from({ length: count }, (_, n) => ({ kind: 'idea', id: ideaId(from + n) }) as const);
    return (await host.as(null).get(refs)).map((idea) => (idea as Idea).tally.up);
  };
  for (let from = 0; from < 1000; from += 100)
    assert.deepEqual(await tallies(from, 100), Array<number>(100).fill(spreads));
  const idea = ideaId(1000);
  await Promise.all(people.flatMap((person) => [1, 2, 3].map(() => vote(person, idea, 1))));
  const voters = people.map((person, n) =>
    person.get([{ kind: 'vote', id: voteId(names[n]!, { kind: 'idea', id: idea }) }]),
  );
  for (const [own] of await Promise.all(voters))
    assert(own && 'value' in own && own.value === 1, 'A vote is lost.');
  assert.deepEqual(await tallies(1000, hots), Array<number>(hots).fill(people.length));
  return rows;
}
