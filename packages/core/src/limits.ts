import type { Limits } from './backend.js';

/** What a backend accepts unless it declares otherwise. Lengths are in Unicode code points. */
export const limits: Limits = { title: 200, body: 20_000, name: 80, tags: 10, options: 20, page: 100 };

export const defaultPageSize = 20;
