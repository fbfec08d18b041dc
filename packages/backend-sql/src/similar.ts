import { askedWords, Likeness, wordKeys, type Query } from '@rallykit/core';
import { sql, type Kysely } from 'kysely';
import type { Dialect } from './dialect.js';
import type { Tables } from './tables.js';
import { everyPost } from './words.js';

/** Posts that have a word which are read, of all the words that are looked for: those with rare ones first. */
const postingsRead = 3_000;
/** How many of them are compared with the text in full. */
const compared = 100;

export interface Candidates {
  readonly likeness: Likeness;
  /** Numbers of entities. */
  readonly posts: readonly number[];
}

/**
 * Posts that may be similar to a text, by the words of which few posts have any, and what it takes to compare them. What is
 * read for it is bounded, however many posts there are. Undefined when nothing has a word in common with the text.
 */
export async function candidates(
  db: Kysely<Tables>,
  dialect: Dialect,
  community: string,
  { kind, board, similar = '' }: Query,
): Promise<Candidates | undefined> {
  const asked = askedWords(similar);
  if (asked.length === 0) return undefined;
  const keys = [...new Set([everyPost, ...asked].flatMap(wordKeys))];
  let found = db
    .selectFrom('word_key')
    .innerJoin('word', (join) =>
      join.onRef('word.community', '=', 'word_key.community').onRef('word.n', '=', 'word_key.word'),
    )
    .select(['word.n', 'word.text', 'word.posts'])
    .distinct()
    .where('word_key.community', '=', community)
    .where('word_key.kind', '=', kind)
    .where(dialect.among('word_key.key', keys));
  if (board !== undefined) found = found.where('word_key.board', '=', board);

  const counts = new Map<string, number>();
  const numbers = new Map<string, number[]>();
  for (const { n, text, posts } of await found.execute()) {
    counts.set(text, (counts.get(text) ?? 0) + posts);
    numbers.set(text, [...(numbers.get(text) ?? []), n]);
  }
  const all = counts.get(everyPost) ?? 0;
  counts.delete(everyPost);
  const words = [...counts].map(([word, posts]) => ({ word, posts }));
  const likeness = new Likeness(similar, words, all);

  const adds = new Map<number, number>();
  const whole: number[] = [];
  let left = postingsRead;
  let part: { readonly words: readonly number[]; readonly limit: number } | undefined;
  for (const { word, posts, adds: more } of likeness.telling) {
    const same = numbers.get(word) ?? [];
    if (left === 0 || same.some((n) => adds.has(n))) continue;
    for (const n of same) adds.set(n, more);
    if (posts <= left) whole.push(...same);
    else part = { words: same, limit: left };
    left -= Math.min(posts, left);
  }
  const having = (some: readonly number[]) =>
    db
      .selectFrom('posting')
      .select(['word', 'entity'])
      .where('community', '=', community)
      .where(dialect.among('word', some));
  const postings = whole.length > 0 ? await having(whole).execute() : [];
  if (part)
    postings.push(
      ...(await having(part.words)
        .orderBy(sql`entity desc`)
        .limit(part.limit)
        .execute()),
    );

  const scores = new Map<number, number>();
  for (const { word, entity } of postings)
    scores.set(entity, (scores.get(entity) ?? 0) + (adds.get(word) ?? 0));
  const posts = [...scores]
    .sort(([a, one], [b, other]) => other - one || b - a)
    .slice(0, compared)
    .map(([entity]) => entity);
  return posts.length > 0 || all > 0 ? { likeness, posts } : undefined;
}
