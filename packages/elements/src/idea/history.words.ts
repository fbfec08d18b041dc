import { words } from '../base/words.js';

export const historyWords = words('history', {
  history: 'How it came to this status',
  none: 'It was moved before its steps were kept here.',
});
