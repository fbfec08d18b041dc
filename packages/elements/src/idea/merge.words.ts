import { one, words } from '../base/words.js';

export const mergeWords = words('merge', {
  label: 'Merge into another idea',
  find: 'Find the idea that says the same',
  found: 'Into which idea?',
  none: 'No other idea is found. Try other words.',
  votes: (from: string, into: string) =>
    `Voters count together there, each once: ${from} here, ${into} there.`,
  talk: one('comment moves along.', 'comments move along.'),
  named: 'Whoever wrote or said something stays named. You can take it back.',
  merge: 'Merge',
  merged: 'Merged.',
});
