import { one, words } from '../base/words.js';

export const commentsWords = words('comments', {
  label: 'Comments',
  none: 'Comments',
  first: 'Nobody has said anything yet.',
  fresh: one('new comment', 'new comments'),
  write: 'Write a comment',
  reply: 'Reply',
  waiting: 'Waiting for review',
  approve: 'Approve',
  approved: 'Approved. Everybody sees it now.',
  removed: 'Deleted.',
  removeForGood: 'Delete for good',
});
