import type { Entity } from './entity.js';
import { searchTerms } from './search.js';

/** Words that say nothing about what a post is about. */
const common = new Set(
  (
    'a able about all also an and any are as at be but by can could did do does for from get had has have how i if in into is ' +
    'it its just like make me more my need no not of on or our please should so some such than that the their them then there ' +
    'this to up us use using want was we what when where which who why will wish with would you your'
  ).split(' '),
);

/** Below this, two posts have little to do with each other. */
export const similarEnough = 0.22;

/** How many posts an answer to `similar` holds unless the query says. */
export const similarCount = 5;

/** The words of a text that carry meaning, in the order of the text, without repeats. */
export function keyTerms(text: string): string[] {
  const terms = [...new Set(searchTerms(text))];
  const telling = terms.filter((term) => !common.has(term));
  return telling.length > 0 ? telling : terms;
}

interface Word {
  readonly text: string;
  readonly grams: ReadonlySet<string>;
}

function word(text: string): Word {
  const padded = ` ${text} `;
  const grams = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at++) grams.add(padded.slice(at, at + 3));
  return { text, grams };
}

/** Below this, two words are alike by chance. */
const wordsAlike = 0.4;

/** Dice coefficient of the trigrams of two words: forgives typos and word forms. */
function alike(a: Word, b: Word): number {
  if (a.text === b.text) return 1;
  const [few, many] = a.grams.size < b.grams.size ? [a.grams, b.grams] : [b.grams, a.grams];
  // Even if all of the shorter were in the longer, they would not be alike.
  if (2 * few.size < wordsAlike * (few.size + many.size)) return 0;
  let shared = 0;
  for (const gram of few) if (many.has(gram)) shared++;
  const dice = (2 * shared) / (few.size + many.size);
  return dice >= wordsAlike ? dice : 0;
}

const covers = (wanted: readonly Word[], found: readonly Word[]): number =>
  wanted.reduce((sum, one) => sum + Math.max(0, ...found.map((other) => alike(one, other))), 0) /
  wanted.length;

/**
 * How much a post is about the same as `text`, 0 to 1: a function to be used on many posts. Both directions of the
 * titles count, and the body where a word is not in the title. 0 for what has no title and body.
 */
export function similarTo(text: string): (entity: Entity) => number {
  const wanted = keyTerms(text).slice(0, 60).map(word);
  return (post) => {
    if (wanted.length === 0 || !('title' in post && 'body' in post)) return 0;
    const title = keyTerms(post.title).map(word);
    if (title.length === 0) return 0;
    const inPost = new Set([
      ...title.map((one) => one.text),
      ...keyTerms(post.body.slice(0, 2_000)).slice(0, 120),
    ]);
    const inTitle = covers(wanted, title);
    const inAll = wanted.filter((one) => inPost.has(one.text)).length / wanted.length;
    return 0.5 * inTitle + 0.25 * covers(title, wanted) + 0.25 * Math.max(inTitle, inAll);
  };
}
