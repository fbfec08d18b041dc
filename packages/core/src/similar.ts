import type { Entity } from './entity.js';
import type { Query } from './query.js';
import { searchTerms } from './search.js';

/** Words that say little about what a post is about. Those of other languages weigh little by being in many posts. */
const common = new Set(
  (
    'a able about all also an and any are as at be but by can could did do does for from get had has have how i if in into is ' +
    'it its just like make me more my need no not of on or our please should so some such than that the their them then there ' +
    'this to up us use using want was we what when where which who why will wish with would you your'
  ).split(' '),
);
const commonWeight = 0.25;

/** Below this, two posts have little to do with each other. */
export const similarEnough = 0.2;

/** How many posts an answer to `similar` holds unless the query says. */
export const similarCount = 5;

/** Words of a post that are compared: what it is about shows in its beginning. */
const wordsCompared = 100;
const charactersCompared = 2_000;
/** Words of a text that are looked for; those of the title come first. */
const wordsAsked = 40;
/** What a word counts that is only in the body. */
const bodyWeight = 0.6;
/** How much of the whole is what is looked for and found; the rest is how much of the title was looked for. */
const askedShare = 0.7;
/** Words of the posts that stand for one word that is looked for. */
const formsTaken = 8;

const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u;

/**
 * The words of a text by which it is compared, in the order of the text, without repeats. What is written in one with capitals
 * inside (`tryParse`) counts as a word and in its parts; scripts without spaces count in pairs of characters.
 */
export function similarWords(text: string): string[] {
  const parted = text.replace(/\p{L}*\p{Ll}\p{Lu}\p{L}*/gu, (word) =>
    [word, ...word.split(/(?<=\p{Ll})(?=\p{Lu})/u)].join(' '),
  );
  const terms = searchTerms(parted);
  const words = new Set<string>();
  terms.forEach((term, at) => {
    if (!unspaced.test(term)) return void words.add(term);
    const next = terms[at + 1];
    if (next !== undefined && unspaced.test(next)) words.add(term + next);
    else if (at === 0 || !unspaced.test(terms[at - 1]!)) words.add(term);
  });
  return [...words];
}

/** A word of a post, and whether the title has it. */
export type PostWords = ReadonlyMap<string, boolean>;

const known = new WeakMap<Entity, PostWords>();

/** The words by which a post is found to be similar; none for what has no title and body. */
export function postWords(post: Entity): PostWords {
  if (!('title' in post && 'body' in post)) return new Map();
  let words = known.get(post);
  if (!words) {
    const inTitle = similarWords(post.title).slice(0, wordsCompared);
    const inBody = similarWords(post.body.slice(0, charactersCompared)).slice(0, wordsCompared);
    words = new Map([
      ...inBody.map((word) => [word, false] as const),
      ...inTitle.map((word) => [word, true] as const),
    ]);
    known.set(post, words);
  }
  return words;
}

/** Shorter ones are alike only when they are the same. */
const shortest = 4;
const beginning = 5;

/**
 * What words that are alike have in common, to look them up by: their beginning, as it is and with one character left out
 * (symmetric deletes). Two words with no key in common are not alike.
 */
export function wordKeys(word: string): string[] {
  const start = [...word].slice(0, beginning);
  if (start.length < shortest || unspaced.test(start[0]!)) return [word];
  const shorter = start.map((_, at) => start.filter((_, other) => other !== at).join(''));
  return [...new Set([word, start.join(''), ...shorter])];
}

/** Below this, two words are alike by chance. */
const wordsAlike = 0.5;

/** Dice coefficient of the pairs of characters of two words: forgives typos and word forms. */
function alike(a: string, b: string): number {
  if (a === b) return 1;
  const [pairsOfA, pairsOfB] = [pairs(a), pairs(b)];
  const shared = pairsOfA.filter((pair) => {
    const at = pairsOfB.indexOf(pair);
    if (at >= 0) pairsOfB.splice(at, 1);
    return at >= 0;
  }).length;
  const dice = (2 * shared) / (pairsOfA.length + pairsOfB.length + shared);
  return dice >= wordsAlike ? dice : 0;
}

const pairs = (word: string): string[] => {
  const points = [...` ${word}`];
  return points.slice(1).map((point, at) => points[at]! + point);
};

/** A word that is in posts, and in how many. */
export interface CountedWord {
  readonly word: string;
  readonly posts: number;
}

/** A word that is looked for: what it weighs, and the words of posts that stand for it. */
interface AskedWord {
  readonly weight: number;
  readonly forms: readonly (CountedWord & { readonly likeness: number })[];
}

/** The words to look up for a text, by their `wordKeys`. */
export const askedWords = (text: string): string[] => similarWords(text).slice(0, wordsAsked);

const weightOf = (word: string, posts: number, all: number): number =>
  Math.log(1 + (Math.max(0, all - posts) + 0.5) / (posts + 0.5)) * (common.has(word) ? commonWeight : 1);

/**
 * How much a post is about the same as a text, 0 to 1, by the words that both have, of which those that few posts have
 * weigh most (inverse document frequency, Spärck Jones 1972). `found` has the words of posts that share a key with a word
 * of the text; `all` is how many posts there are.
 */
export class Likeness {
  readonly #asked: readonly AskedWord[];
  readonly #total: number;
  readonly #all: number;
  readonly #posts = new Map<string, number>();
  /** By a post's word: the words looked for that it stands for. */
  readonly #stands = new Map<string, { at: number; likeness: number }[]>();

  constructor(text: string, found: readonly CountedWord[], all: number) {
    this.#all = all;
    for (const { word, posts } of found) this.#posts.set(word, posts);
    const byKey = new Map<string, CountedWord[]>();
    for (const each of found)
      for (const key of wordKeys(each.word)) {
        const same = byKey.get(key);
        if (same) same.push(each);
        else byKey.set(key, [each]);
      }
    this.#asked = askedWords(text).map((word, at) => {
      const near = new Set(wordKeys(word).flatMap((key) => byKey.get(key) ?? []));
      const forms = [...near]
        .map((each) => ({ ...each, likeness: alike(word, each.word) }))
        .filter(({ likeness }) => likeness > 0)
        .sort((a, b) => b.likeness - a.likeness || (a.word < b.word ? -1 : 1))
        .slice(0, formsTaken);
      for (const form of forms) {
        const stand = { at, likeness: form.likeness };
        this.#stands.set(form.word, [...(this.#stands.get(form.word) ?? []), stand]);
      }
      const own = forms[0]?.likeness === 1 ? forms[0].posts : Math.max(0, ...forms.map(({ posts }) => posts));
      return { weight: forms.length > 0 ? weightOf(word, own, all) : weightOf(word, 1, all) / 2, forms };
    });
    this.#total = this.#asked.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** The words to find posts by, with what each adds: the most telling first. */
  get telling(): readonly { readonly word: string; readonly posts: number; readonly adds: number }[] {
    return this.#asked
      .flatMap(({ weight, forms }) =>
        forms.map(({ word, posts, likeness }) => ({ word, posts, adds: weight * likeness })),
      )
      .sort((a, b) => b.adds - a.adds || a.posts - b.posts || (a.word < b.word ? -1 : 1));
  }

  /** How much a post is about the same as the text. */
  of(post: Entity): number {
    if (this.#total === 0) return 0;
    const best = new Float64Array(this.#asked.length);
    let [title, covered] = [0, 0];
    for (const [word, inTitle] of postWords(post)) {
      const stands = this.#stands.get(word);
      let most = 0;
      for (const { at, likeness } of stands ?? []) {
        best[at] = Math.max(best[at]!, likeness * (inTitle ? 1 : bodyWeight));
        most = Math.max(most, likeness);
      }
      if (!inTitle) continue;
      const weight = weightOf(word, this.#posts.get(word) ?? 1, this.#all);
      title += weight;
      covered += weight * most;
    }
    if (title === 0) return 0;
    const found = this.#asked.reduce((sum, { weight }, at) => sum + weight * best[at]!, 0) / this.#total;
    return askedShare * found + (1 - askedShare) * (covered / title);
  }
}

/** How alike the text of a query is to each of the posts that are there, which are counted for it. */
export function likenessAmong(posts: readonly Entity[], { similar = '' }: Pick<Query, 'similar'>): Likeness {
  const counts = new Map<string, number>();
  for (const post of posts)
    for (const word of postWords(post).keys()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts].map(([word, count]) => ({ word, posts: count }));
  return new Likeness(similar, words, posts.length);
}

/**
 * Those that belong to the query and are similar, the most similar first. An idea that was merged leads to the one that
 * it was merged into, where that is among `posts` too: people look for it in the words of either.
 */
export function mostSimilar<T extends Entity>(
  posts: readonly T[],
  query: Query,
  likeness: Likeness,
  belongs: (post: T) => boolean,
): T[] {
  const byId = new Map(posts.map((post) => [post.id, post]));
  const scores = new Map<T, number>();
  for (const post of posts) {
    const shown = 'mergedInto' in post && !query.merged ? byId.get(post.mergedInto as string) : post;
    if (!shown || !belongs(shown)) continue;
    const score = likeness.of(post);
    if (score >= similarEnough) scores.set(shown, Math.max(score, scores.get(shown) ?? 0));
  }
  return [...scores]
    .sort(([a, one], [b, other]) => other - one || (a.id < b.id ? -1 : 1))
    .slice(0, query.first ?? similarCount)
    .map(([post]) => post);
}
