import { one, words } from '../base/words.js';

export const inboxWords = words('inbox', {
  title: 'Notifications',
  label: 'Notifications, nothing unread',
  unread: one('unread', 'unread'),
  labelUnread: (unread: string) => `Notifications, ${unread}`,
  isUnread: 'Unread:',
  readAll: 'Mark all as read',
  read: 'Mark as read',
  allRead: 'All is read.',
  none: 'Nothing has happened yet',
  noneDetail: 'Vote for an idea or follow it, and you hear here what becomes of it.',
  status: 'New status:',
  answer: 'Official answer:',
  merge: 'Merged into:',
  update: 'Shipped in:',
  reply: (name: string) => `${name} replied:`,
  gone: 'A post that is not here any more',
});
