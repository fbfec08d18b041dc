import { one, words } from '../base/words.js';

export const votersWords = words('voters', {
  who: 'Who voted',
  none: 'Nobody yet.',
  forTeam: 'Only the team sees this.',
  forAll: 'Everybody sees this.',
  unnamed: one(
    'vote was taken over as a count, without a name.',
    'votes were taken over as a count, without names.',
  ),
});
