import { words } from '../base/words.js';

export const voteWords = words('vote', {
  loading: 'Votes are loading',
  vote: (votes: string) => `Vote, ${votes}`,
  remove: (votes: string) => `Remove my vote, ${votes}`,
  for: (score: string) => `Vote for, score ${score}`,
  removeFor: (score: string) => `Remove my vote for, score ${score}`,
  against: (score: string) => `Vote against, score ${score}`,
  removeAgainst: (score: string) => `Remove my vote against, score ${score}`,
});
