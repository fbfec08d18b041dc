import { postWords, wordKeys, type Entity, type Tombstone } from '@rallykit/core';
import { sql, type Insertable, type Kysely } from 'kysely';
import type { Dialect } from './dialect.js';
import { parts } from './parts.js';
import type { Tables } from './tables.js';

type Stored = Entity | Tombstone;

/** What became of an entity, of which the number is known. */
export interface Rewritten {
  readonly n: number;
  readonly before?: Stored | undefined;
  readonly after: Stored;
}

/** In all posts, so that its count is theirs. It is no word of any text. */
export const everyPost = '';

/** Rows of few columns that one statement writes. */
const rowsAtOnce = 2_000;

/** What a post is found by. Undefined for what everybody may not find: its words would show in the counts. */
function wordsOf(stored: Stored | undefined) {
  if (!stored || 'removedAt' in stored || 'pending' in stored) return undefined;
  const words = postWords(stored);
  if (words.size === 0) return undefined;
  return {
    kind: stored.kind,
    board: 'board' in stored ? stored.board : '',
    words: [...words.keys(), everyPost],
  };
}

const isWorded = ({ before, after }: Rewritten): boolean => {
  const text = (stored: Stored | undefined) =>
    stored && 'title' in stored && 'body' in stored && !('pending' in stored)
      ? JSON.stringify([stored.title, stored.body, 'board' in stored && stored.board])
      : '';
  return text(before) !== text(after);
};

interface Change {
  readonly kind: string;
  readonly board: string;
  readonly text: string;
  readonly added: number[];
  readonly dropped: number[];
}

/** Keeps the index of words in step with what was written. */
export async function putWords(
  db: Kysely<Tables>,
  dialect: Dialect,
  community: string,
  rewritten: readonly Rewritten[],
): Promise<void> {
  const changes = new Map<string, Change>();
  const note = (stored: Stored | undefined, n: number, what: 'added' | 'dropped') => {
    const { kind, board, words } = wordsOf(stored) ?? { kind: '', board: '', words: [] };
    for (const word of words) {
      const key = `${kind} ${board} ${word}`;
      let change = changes.get(key);
      if (!change) changes.set(key, (change = { kind, board, text: word, added: [], dropped: [] }));
      change[what].push(n);
    }
  };
  for (const each of rewritten.filter(isWorded)) {
    note(each.before, each.n, 'dropped');
    note(each.after, each.n, 'added');
  }
  for (const some of parts([...changes.values()], rowsAtOnce)) await write(db, dialect, community, some);
}

async function write(db: Kysely<Tables>, dialect: Dialect, community: string, changes: readonly Change[]) {
  const rows = await db
    .insertInto('word')
    .values(
      changes.map(({ kind, board, text, added, dropped }) => ({
        ...{ community, kind, board, text },
        posts: added.length - dropped.length,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['community', 'kind', 'text', 'board'])
        .doUpdateSet({ posts: sql`word.posts + excluded.posts` }),
    )
    .returning(['n', 'kind', 'board', 'text', 'posts'])
    .execute();
  const byName = new Map(rows.map((row) => [`${row.kind} ${row.board} ${row.text}`, row]));
  const [keys, postings]: [Insertable<Tables['word_key']>[], Insertable<Tables['posting']>[]] = [[], []];
  const dropped = new Map<number, number[]>();
  const unused: typeof rows = [];
  for (const { kind, board, text, ...change } of changes) {
    const row = byName.get(`${kind} ${board} ${text}`);
    if (!row) throw new Error(`The word “${text}” was not written.`);
    if (row.posts === change.added.length - change.dropped.length)
      for (const key of wordKeys(text)) keys.push({ community, kind, board, key, word: row.n });
    if (row.posts === 0) unused.push(row);
    if (text === everyPost) continue;
    for (const entity of change.added) postings.push({ community, word: row.n, entity });
    for (const entity of change.dropped) dropped.set(entity, [...(dropped.get(entity) ?? []), row.n]);
  }
  for (const [entity, words] of dropped) {
    await db
      .deleteFrom('posting')
      .where('community', '=', community)
      .where('entity', '=', entity)
      .where(dialect.among('word', words))
      .execute();
  }
  for (const some of parts(postings, rowsAtOnce)) {
    await db
      .insertInto('posting')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const some of parts(keys, rowsAtOnce)) {
    await db
      .insertInto('word_key')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await forget(db, dialect, community, unused);
}

/** Keeps no word that no post has any more. */
async function forget(
  db: Kysely<Tables>,
  dialect: Dialect,
  community: string,
  words: readonly { n: number; kind: string; text: string }[],
): Promise<void> {
  if (words.length === 0) return;
  const numbers = words.map(({ n }) => n);
  await db
    .deleteFrom('word_key')
    .where('community', '=', community)
    .where(dialect.among('kind', [...new Set(words.map(({ kind }) => kind))]))
    .where(dialect.among('key', [...new Set(words.flatMap(({ text }) => wordKeys(text)))]))
    .where(dialect.among('word', numbers))
    .execute();
  await db.deleteFrom('word').where('community', '=', community).where(dialect.among('n', numbers)).execute();
}

/** Indexes what was written before there was an index. */
export async function indexAll(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  for (const { community } of await db.selectFrom('head').select('community').execute()) {
    for (let [after, more] = [0, true]; more;) {
      const rows = await db
        .selectFrom('entity')
        .select(['n', 'body'])
        .where('community', '=', community)
        .where('kind', 'in', ['idea', 'question'])
        .where('state', 'in', ['listed', 'kept'])
        .where('n', '>', after)
        .orderBy('n')
        .limit(1_000)
        .execute();
      const posts = rows.map(({ n, body }) => ({ n, after: JSON.parse(body) as Stored }));
      await putWords(db, dialect, community, posts);
      [after, more] = [rows.at(-1)?.n ?? after, rows.length > 0];
    }
  }
}
