import { keyTerms, searchTerms } from '@rallykit/core';

/** How much of a word the candidates for `similar` have to share: forgives endings and most typos. */
const stem = 4;
/** Words of a text that are looked for; the first ones, since those of the title come first. */
const wordsAsked = 40;

/** Words that all have to begin a word of what is found. None when nothing is asked for. */
export const wanted = (search: string): string[] => [...new Set(searchTerms(search))];

/** Beginnings of words of which what is alike has some. */
export function stems(text: string): string[] {
  const terms = keyTerms(text).slice(0, wordsAsked);
  return [...new Set(terms.map((term) => [...term].slice(0, stem).join('')))];
}
