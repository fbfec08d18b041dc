import type { Limits } from './backend.js';

/** Items that a page has at most, unless the backend declares otherwise. */
export const longestPage = 100;

/** What a backend accepts unless it declares otherwise. Lengths are in Unicode code points. */
export const limits: Limits = {
  title: 200,
  body: 20_000,
  name: 80,
  tags: 10,
  options: 20,
  page: longestPage,
};

/** Code points of why somebody voted. */
export const longestReason = 500;

/** Notifications that can be read one by one, beside all up to a time. */
export const readOneByOne = 200;

export const defaultPageSize = 20;

/** What may be more than one request takes, in parts of at most `size`. */
export const inParts = <T>(all: readonly T[], size: number): (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
