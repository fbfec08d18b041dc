import type { Purpose } from './entity.js';

/** What a purpose calls things. */
export interface PurposeWords {
  /** What members bring, one and many. */
  readonly post: string;
  readonly posts: string;
  /** What a vote says. */
  readonly vote: string;
  /** Asks for a new post. */
  readonly invite: string;
  /** Asks for its details. */
  readonly detail: string;
  /** Sends it. */
  readonly send: string;
}

/** The words of each purpose, in English. */
export const purposeWords: Readonly<Record<Purpose, PurposeWords>> = {
  support: {
    post: 'question',
    posts: 'questions',
    vote: 'This helped',
    invite: 'Ask a question',
    detail: 'What have you tried, and what happened?',
    send: 'Ask',
  },
  'product-design': {
    post: 'idea',
    posts: 'ideas',
    vote: 'I want this',
    invite: 'Share an idea',
    detail: 'What would it let you do?',
    send: 'Share',
  },
  quality: {
    post: 'problem',
    posts: 'problems',
    vote: 'I have this too',
    invite: 'Report a problem',
    detail: 'What did you do, what did you expect, what happened?',
    send: 'Report',
  },
  process: {
    post: 'improvement',
    posts: 'improvements',
    vote: 'This would help me',
    invite: 'Suggest an improvement',
    detail: 'How is it done now, and what would be better?',
    send: 'Suggest',
  },
  objections: {
    post: 'doubt',
    posts: 'doubts',
    vote: 'I wondered too',
    invite: 'Say what holds you back',
    detail: 'What would you need to know to decide?',
    send: 'Say it',
  },
  advocacy: {
    post: 'story',
    posts: 'stories',
    vote: 'Me too',
    invite: 'Tell your story',
    detail: 'What changed for you?',
    send: 'Tell it',
  },
};
