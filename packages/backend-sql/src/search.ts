import { keyTerms, searchTerms } from '@rallykit/core';
import type { RawBuilder } from 'kysely';
import { matching } from './dialect.js';

/** How much of a word the candidates for `similar` have to share: forgives endings and most typos. */
const stem = 4;
/** Words of a text that are looked for; the first ones, since those of the title come first. */
const wordsAsked = 40;

/** The words of a text as they are indexed: core's, so that every store finds the same. */
export const indexed = (text: string): string => searchTerms(text).join(' ');

/** Rows of `search` that have all the words; undefined when nothing is asked for. */
export function havingAll(search: string): RawBuilder<boolean> | undefined {
  const terms = [...new Set(searchTerms(search))];
  return terms.length > 0 ? matching(terms, 'all') : undefined;
}

/** Rows of `search` that have some of the words of a text; undefined when it has none. */
export function havingSome(text: string): RawBuilder<boolean> | undefined {
  const terms = keyTerms(text).slice(0, wordsAsked);
  const stems = new Set(terms.map((term) => [...term].slice(0, stem).join('')));
  return stems.size > 0 ? matching([...stems], 'some') : undefined;
}
