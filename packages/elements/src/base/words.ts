/** A count in words: gets the number for its plural, and the same number written in the reader's language. */
export type Counted = (count: number, shown: string) => string;

const one =
  (single: string, many: string): Counted =>
  (count, shown) =>
    `${shown} ${count === 1 ? single : many}`;

/** Every word that the elements say, in English. A page sets others by `configure({ words })`. */
export const words = {
  common: {
    retry: 'Try again',
    cancel: 'Cancel',
    close: 'Close',
    back: 'Back',
    edit: 'Edit',
    remove: 'Delete',
    edited: 'edited',
    team: 'Team',
    someone: 'Someone',
    showMore: 'Show more',
    loading: 'Loading',
    loadFailed: 'This could not be loaded',
    signIn: 'Sign in to do this.',
    broken: 'This part of the page stopped working',
    brokenDetail: 'The rest of the page is not affected.',
    notConnected: 'Not connected yet',
    notConnectedDetail: (tag: string) => `Tell it where the community is: <${tag} backend="https://…">`,
    otherVersion: 'Two versions of RallyKit that do not understand each other are on this page. Load one.',
    offline: 'You are offline.',
    offlineDetail: 'What you see may be old.',
    offlineKept: 'What you did is kept and will be sent.',
    waiting: one('waiting', 'waiting'),
    votes: one('vote', 'votes'),
    comments: one('comment', 'comments'),
  },
  vote: {
    vote: (votes: string) => `Vote, ${votes}`,
    remove: (votes: string) => `Remove my vote, ${votes}`,
    for: (score: string) => `Vote for, score ${score}`,
    removeFor: (score: string) => `Remove my vote for, score ${score}`,
    against: (score: string) => `Vote against, score ${score}`,
    removeAgainst: (score: string) => `Remove my vote against, score ${score}`,
  },
};

export type Words = typeof words;
