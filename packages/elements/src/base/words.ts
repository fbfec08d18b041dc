import { purposeWords as purposes } from '@rallykit/core';

/** A count in words: gets the number for its plural, and the same number written in the reader's language. */
export type Counted = (count: number, shown: string) => string;

export const one =
  (single: string, many: string): Counted =>
  (count, shown) =>
    `${shown} ${count === 1 ? single : many}`;

const english = new Map<string, object>();
const other = new Map<string, object>();

/** The words of one part of RallyKit, in English: each part brings its own. A page sets others by `configure({ words })`. */
export function words<T extends object>(section: string, own: T): T {
  english.set(section, Object.assign(own, other.get(section)));
  return own;
}

/** Replaces some words of a part, whether or not it is loaded by now. */
export function setWords(section: string, entries: object): void {
  other.set(section, { ...other.get(section), ...entries });
  Object.assign(english.get(section) ?? {}, entries);
}

/** What all of them say. */
export const commonWords = words('common', {
  retry: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  edit: 'Edit',
  remove: 'Delete',
  edited: 'edited',
  team: 'Team',
  pinned: 'Pinned',
  someone: 'Someone',
  former: 'Former member',
  showMore: 'Show more',
  loading: 'Loading',
  loadFailed: 'This could not be loaded',
  signIn: 'Sign in to do this.',
  broken: 'This part of the page stopped working',
  brokenDetail: 'The rest of the page is not affected.',
  notConnected: 'Not connected yet',
  notConnectedDetail: (tag: string) => `Tell it where the community is: <${tag} backend="https://…">`,
  otherVersion: 'Two versions of RallyKit that do not understand each other are on this page. Load one.',
  whichBoard: 'Which board?',
  whichBoardDetail: (tag: string) => `Name it: <${tag} board="…">`,
  boardGone: 'This board is not here',
  boardGoneDetail: (id: string) => `There is no board “${id}” in this community, or not any more.`,
  votes: one('vote', 'votes'),
  comments: one('comment', 'comments'),
  answers: one('answer', 'answers'),
  views: one('view', 'views'),
});

/** What each purpose of a board calls its posts. */
export const purposeWords = words('purpose', { ...purposes });
