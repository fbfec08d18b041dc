import { boards, importEntities, makeCommunity, makeIdea, personas, seededAt } from '@rallykit/conformance';
import type { Backend, Cursor, Idea, Query } from '@rallykit/core';
import { serve } from '../conformance/http.world.js';
import { sqliteStore } from '../conformance/sqlite.world.js';
import { compare, show, type Extent, type Row } from './compare.js';
import { ideaId } from './seed.js';

/** The same numbers in every run, 0 to 1. */
let state = 1;
const random = () => (state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff) / 0x7fff_ffff;
const syllables = 'ka lo mi ter son ba ru fen dis pol ga ne tri vor shu el op an'.split(' ');
const madeUp = () =>
  Array.from({ length: 2 + random() * 3 }, () => syllables[Math.floor(random() * 18)]).join('');
const vocabulary = Array.from({ length: 20_000 }, madeUp);
/** Few words are in most texts, and most words in few (Zipf). */
const word = () => vocabulary[Math.floor(vocabulary.length ** random()) - 1]!;
const text = (words: number) => Array.from({ length: words }, word).join(' ');

function largeIdea(n: number): Idea {
  const tags = [...(n % 2 ? ['mobile'] : []), ...(n % 500 ? [] : ['import'])];
  const status = n % 1_000 === 0 ? 'shipped' : n % 20 === 0 ? 'planned' : 'open';
  return makeIdea(ideaId(n), {
    ...{ title: text(8), body: text(40), tags, status },
    author: n % 10 ? `author-${n % 1_000}` : 'busy',
    createdAt: seededAt + ((n * 7_919) % 100_000) * 60_000,
    tally: { score: 0, up: 0, down: 0, imported: n % 97 },
  });
}

/** Every view of a large board against its first page, over http: what it takes of the processor, of both sides. */
export async function measureLarge(extent: Extent): Promise<Row[]> {
  const ideas = extent.short ? 2_000 : 100_000;
  const store = await sqliteStore({ communities: { default: [makeCommunity(), ...boards] } });
  const operator = store.host.as(personas.operator);
  for (let at = 0; at < ideas; at += 1_000) {
    await importEntities(
      operator,
      Array.from({ length: 1_000 }, (_, n) => largeIdea(at + n)),
    );
    show(`\rimporting ideas into SQLite: ${at + 1_000} of ${ideas}`);
  }
  const server = await serve(store.host);
  try {
    return await views(extent, await server.connect('ana'), ideas);
  } finally {
    await server.close();
    await store.close();
  }
}

async function views(extent: Extent, reader: Backend, ideas: number): Promise<Row[]> {
  const first = { kind: 'idea', board: 'ideas', sort: 'trending', first: 20 } as const;
  let after: Cursor | undefined;
  for (let passed = 0; passed < ideas / 2; passed += 100)
    after = (await reader.list({ ...first, first: 100, ...(after && { after }) })).next;
  const [titled] = await reader.get([{ kind: 'idea', id: ideaId(1_234) }]);
  const { title } = titled as Idea;
  const [most, some] = [vocabulary[0]!, vocabulary[300]!];
  const views: Readonly<Record<string, Omit<Query<'idea'>, 'kind'>>> = {
    top: { sort: 'top' },
    new: { sort: 'new' },
    discussed: { sort: 'discussed' },
    active: { sort: 'active' },
    [`page ${ideas / 40 + 1}`]: { after: after! },
    'a rare status': { status: ['shipped'] },
    'a common status': { status: ['planned'] },
    'a status that none has': { status: ['declined'] },
    'a rare tag': { tags: ['import'] },
    'a common tag': { tags: ['mobile'] },
    'a common tag and a rare status': { tags: ['mobile'], status: ['shipped'] },
    'by one person': { author: 'author-7' },
    'by one of ten': { author: 'busy' },
    'my votes': { mine: 'voted' },
    'a word of most': { search: most },
    'a word of some, by votes': { search: some, sort: 'top' },
    'one letter': { search: 'k' },
    'two words, counted': { search: `${most} ${some}`, total: true },
    'a word of most, counted': { search: most, total: true },
    'a word that none has': { search: 'zzz' },
  };
  const times = extent.short ? 2 : 10;
  const read = (query: Query<'idea'>) => async () => {
    const began = process.cpuUsage();
    for (let n = 0; n < times; n++) await reader.list(query);
    const { user, system } = process.cpuUsage(began);
    return { ms: (user + system) / 1_000 / times };
  };
  const rows: Row[] = [];
  for (const [name, view] of Object.entries(views))
    rows.push(
      ...(await compare(
        extent,
        { ms: [`${ideas} ideas: ${name}`, 4] },
        ['it', read({ ...first, ...view })],
        ['page 1', read(first)],
      )),
    );
  const typed = title.split(' ').slice(1, 7).join(' ');
  rows.push(
    ...(await compare(
      extent,
      { ms: [`${ideas} ideas: similar to six words`] },
      ['it', read({ kind: 'idea', board: 'ideas', similar: typed })],
      ['page 1', read(first)],
    )),
  );
  return rows;
}
