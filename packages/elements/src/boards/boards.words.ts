import { words } from '../base/words.js';

export const boardsWords = words('boards', {
  label: 'Boards',
  back: 'All boards',
  /** What each purpose of a board is called. */
  purposes: {
    support: 'Help',
    'product-design': 'Ideas',
    quality: 'Problems',
    process: 'How we work',
    objections: 'Doubts',
    advocacy: 'Stories',
  },
  posts: (count: number, shown: string, post: string, posts: string) =>
    `${shown} ${count === 1 ? post : posts}`,
  open: (_count: number, shown: string) => `${shown} open`,
  succeeded: (_count: number, shown: string, status: string) => `${shown} ${status.toLowerCase()}`,
  goal: (title: string, share: string) => `Goal: ${title}, ${share}`,
  empty: 'No boards yet',
  emptyDetail: 'What people can bring shows here once somebody has made a board for it.',
});
