import { words } from '../base/words.js';

export const whyWords = words('why', {
  why: 'Why is this here?',
  detail: (half: string) =>
    `Among what is trending, ideas stand by the attention that they get just now. What somebody does counts half after ${half}.`,
  part: 'Comes from',
  counts: 'Counts now',
  newness: (weight: string) => `Being new (${weight} at first)`,
  votes: (weight: string) => `Votes (${weight} each)`,
  talk: (weight: string) => `Comments (${weight} each)`,
  all: 'Attention',
});
