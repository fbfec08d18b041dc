import type { Limits } from './backend.js';

/** What a backend accepts unless it declares otherwise. Lengths are in Unicode code points. */
export const limits: Limits = { title: 200, body: 20_000, name: 80, tags: 10, options: 20, page: 100 };

export const defaultPageSize = 20;

/** What may be more than one request takes, in parts of at most `size`. */
export const inParts = <T>(all: readonly T[], size: number): (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
