import { words } from '../base/words.js';

export const boardWords = words('board', {
  search: (posts: string) => `Search ${posts}`,
  searchHint: (count: number, shown: string, posts: string) =>
    count > 0 ? `Search ${shown} ${posts}, or describe yours` : `Search, or describe yours`,
  sort: 'Sort',
  trending: 'Trending',
  top: 'Top',
  new: 'New',
  filter: 'Filter',
  clear: 'Clear filters',
  clearSearch: 'Clear search',
  fresh: (count: number, shown: string, post: string, posts: string) =>
    `${shown} new ${count === 1 ? post : posts}`,
  found: (count: number, shown: string, post: string, posts: string) =>
    count === 0 ? `No ${posts} found` : `${shown} ${count === 1 ? post : posts}`,
  empty: (posts: string) => `No ${posts} yet`,
  emptyDetail: {
    idea: 'The first good idea often starts with “I wish I could…”',
    question: 'Ask the first one; others wonder too.',
  },
  none: (posts: string) => `No ${posts} match`,
  noneDetail: 'Try fewer words or filters, or share yours.',
  back: (posts: string) => `All ${posts}`,
  shared: 'It is shared.',
  moreFailed: 'The next ones could not be loaded.',
});
