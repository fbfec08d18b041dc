import { presets, type Preset, type Purpose } from '@rallykit/core';

/** A count in words: gets the number for its plural, and the same number written in the reader's language. */
export type Counted = (count: number, shown: string) => string;

const one =
  (single: string, many: string): Counted =>
  (count, shown) =>
    `${shown} ${count === 1 ? single : many}`;

const purposes = Object.entries(presets).map(([purpose, preset]) => [purpose, preset.words] as const);

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
  /** What each purpose of a board calls its posts. */
  purpose: Object.fromEntries(purposes) as Record<Purpose, Preset['words']>,
  goal: {
    label: 'Our goal',
    eyebrow: 'What we are building together',
    daysLeft: one('day left', 'days left'),
    startsIn: (count: number, shown: string) => (count === 1 ? 'starts tomorrow' : `starts in ${shown} days`),
    ended: 'ended',
    reached: 'goal reached',
    measure: (name: string, current: string, baseline: string, target: string) =>
      `${name}: now ${current}, from ${baseline} to ${target}`,
    /** Each fact is what stands before its number and after it. */
    members: (count: number) => ['', count === 1 ? ' member' : ' members'] as const,
    shipped: (posts: string, status: string) => ['', ` ${posts} ${status.toLowerCase()}`] as const,
    helped: (_count: number) => ['you helped with ', ''] as const,
    missing: 'Which goal?',
    missingDetail: 'Name it: <rally-goal goal="…">',
    gone: 'This goal is not here',
    goneDetail: (id: string) => `There is no goal “${id}” in this community, or not any more.`,
  },
  ideas: {
    label: 'Ideas',
    search: (posts: string) => `Search ${posts}`,
    searchHint: (count: number, shown: string, posts: string) =>
      count > 0 ? `Search ${shown} ${posts}, or describe yours` : `Search, or describe yours`,
    sort: 'Sort',
    trending: 'Trending',
    top: 'Top',
    new: 'New',
    old: 'Oldest',
    filter: 'Filter',
    filters: 'Active filters',
    unfilter: (label: string) => `Remove filter: ${label}`,
    status: 'Status',
    tags: 'Topic',
    clear: 'Clear filters',
    clearSearch: 'Clear search',
    fresh: (count: number, shown: string, post: string, posts: string) =>
      `${shown} new ${count === 1 ? post : posts}`,
    found: (count: number, shown: string, post: string, posts: string) =>
      count === 0 ? `No ${posts} found` : `${shown} ${count === 1 ? post : posts}`,
    empty: (posts: string) => `No ${posts} yet`,
    emptyDetail: 'The first good idea often starts with “I wish I could…”',
    none: (posts: string) => `No ${posts} match`,
    noneDetail: 'Try fewer words or filters, or share yours.',
    back: (posts: string) => `All ${posts}`,
    shared: 'It is shared.',
    moreFailed: 'The next ones could not be loaded.',
    missing: 'Which board?',
    missingDetail: 'Name it: <rally-ideas board="…">',
    gone: 'This board is not here',
    goneDetail: (id: string) => `There is no board “${id}” in this community, or not any more.`,
  },
  idea: {
    label: 'Idea',
    missing: 'Which idea?',
    missingDetail: 'Name it: <rally-idea idea="…">',
    gone: 'This idea is not here any more',
    goneDetail: 'It was removed, or the address is not right.',
    locked: 'Locked by the team',
    official: 'Official answer',
    removeForGood: 'Delete for good',
    team: 'Team tools',
    status: 'Status',
    note: 'Official answer',
    noteHint: 'Shown under the idea. Voters see what became of it.',
    save: 'Save',
    saved: 'Saved.',
    lock: 'Lock',
    unlock: 'Unlock',
  },
  comments: {
    label: 'Comments',
    none: 'Comments',
    first: 'Nobody has said anything yet.',
    write: 'Write a comment',
    reply: 'Reply',
    removed: 'Deleted.',
    removeForGood: 'Delete for good',
  },
  editor: {
    title: 'Title',
    body: 'Text',
    save: 'Save',
    conflict: 'Somebody changed this text meanwhile. Yours is kept here; save again to replace theirs.',
  },
};

export type Words = typeof words;
