import { searchTerms } from './text.js';

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

function trigrams(word: string): Set<string> {
  const padded = ` ${word} `;
  const grams = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at++) grams.add(padded.slice(at, at + 3));
  return grams.size > 0 ? grams : new Set([padded]);
}

/** Dice coefficient of the trigrams of two words: forgives typos and word forms. */
function alike(a: string, b: string): number {
  if (a === b) return 1;
  const left = trigrams(a);
  const right = trigrams(b);
  let shared = 0;
  for (const gram of left) if (right.has(gram)) shared++;
  const dice = (2 * shared) / (left.size + right.size);
  return dice >= 0.4 ? dice : 0;
}

const covers = (wanted: readonly string[], found: readonly string[]): number =>
  wanted.reduce((sum, term) => sum + Math.max(0, ...found.map((other) => alike(term, other))), 0) /
  wanted.length;

/** How much a post is about the same as `text`, 0 to 1. Both directions of the titles count, and the body where a word is not in the title. */
export function similarity(text: string, post: { readonly title: string; readonly body: string }): number {
  const wanted = keyTerms(text);
  const title = keyTerms(post.title);
  if (wanted.length === 0 || title.length === 0) return 0;
  const body = keyTerms(post.body.slice(0, 2_000)).slice(0, 120);
  const inTitle = covers(wanted, title);
  const inAll =
    wanted.reduce((sum, term) => sum + (title.includes(term) || body.includes(term) ? 1 : 0), 0) /
    wanted.length;
  return 0.5 * inTitle + 0.25 * covers(title, wanted) + 0.25 * Math.max(inTitle, inAll);
}
