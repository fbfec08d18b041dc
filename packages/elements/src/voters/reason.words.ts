import { words } from '../base/words.js';

export const reasonWords = words('reason', {
  why: 'Why do you want this?',
  hint: 'One sentence helps to get it right. You need not say anything.',
  forTeam: 'Only the team sees it, beside your name.',
  forAll: 'Everybody sees it, beside your name.',
  send: 'Say why',
  later: 'Not now',
  thanks: 'Thank you. It stands beside your vote.',
});
