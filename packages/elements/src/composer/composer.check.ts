import type { Limits } from '@rallykit/core';
import { number } from '../base/format.js';
import { composerWords } from './composer.words.js';

export type Field = 'name' | 'title' | 'body' | 'tags';
export type Problems = { readonly [F in Field]?: string };

/** What a person has typed. Tags are ids, with commas between. */
export type Typed = Readonly<Record<Field, string>>;

export const blank: Typed = { name: '', title: '', body: '', tags: '' };

export const tagsOf = ({ tags }: Pick<Typed, 'tags'>): string[] => (tags ? tags.split(',') : []);

/** Code points: what limits count. */
const lengthOf = (text: string): number => [...text].length;

/** How many characters a text has left, once that is worth saying: in the last tenth, and beyond. */
export function leftOf(text: string, limit: number): number | undefined {
  // Code points are at most as many as the units of `length`, so most texts need no counting.
  if (text.length < limit * 0.9) return undefined;
  const left = limit - lengthOf(text.trim());
  return left <= limit * 0.1 ? left : undefined;
}

/** What stands in the way of sending, by field, in words; in the order of the form. */
export function check(typed: Typed, needed: readonly Field[], limits: Limits, language: string): Problems {
  const problems: { [F in Field]?: string } = {};
  const composer = composerWords;
  const empty = { name: composer.needName, title: composer.needTitle, body: composer.needBody };
  for (const field of ['name', 'title', 'body'] as const) {
    const over = lengthOf(typed[field].trim()) - limits[field];
    if (over > 0) problems[field] = composer.tooLong(over, number(over, language));
    else if (needed.includes(field) && !typed[field].trim()) problems[field] = empty[field];
  }
  if (tagsOf(typed).length > limits.tags) problems.tags = composer.tooManyTags(number(limits.tags, language));
  return problems;
}
