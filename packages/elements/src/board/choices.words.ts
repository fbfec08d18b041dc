import { words } from '../base/words.js';

export const choicesWords = words('choices', {
  orders: 'Order',
  trending: 'Trending',
  top: 'Most votes',
  new: 'Newest',
  discussed: 'Most discussed',
  active: 'Recently active',
  status: 'Status',
  tags: 'Topic',
  filters: 'Active filters',
  unfilter: (label: string) => `Remove filter: ${label}`,
  mine: 'Mine',
  voted: 'My votes',
  posted: 'Posted by me',
  archive: 'Archive',
  archived: 'Archived ideas',
});
