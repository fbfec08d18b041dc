import { one, words } from '../base/words.js';

export const pollWords = words('poll', {
  label: 'Poll',
  votes: one('vote', 'votes'),
  people: one('person answered', 'people answered'),
  closes: 'closes',
  closed: 'closed',
  changeable: 'you can change yours',
  several: 'choose as many as you like',
  takeBack: 'Take mine back',
  tookBack: 'Your answer is taken back.',
  share: (label: string, share: string) => `${label}: ${share}`,
  missing: 'Which poll?',
  missingDetail: 'Name it: <rally-poll poll="…">',
  gone: 'This poll is not here any more',
  goneDetail: 'It was removed, or the address is not right.',
});
