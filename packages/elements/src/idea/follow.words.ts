import { words } from '../base/words.js';

export const followWords = words('follow', {
  follow: 'Follow',
  stop: 'Stop following',
  following: 'You hear what becomes of it.',
  stopped: 'You hear of it no more.',
});
