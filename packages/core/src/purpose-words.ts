import type { Purpose } from './entity.js';

/** What a purpose calls things. */
export interface PurposeWords {
  /** What members bring, one and many. */
  readonly post: string;
  readonly posts: string;
  /** Asks for a new post. */
  readonly invite: string;
}

/** The words of each purpose, in English. */
export const purposeWords: Readonly<Record<Purpose, PurposeWords>> = {
  support: {
    post: 'question',
    posts: 'questions',
    invite: 'Ask a question',
  },
  'product-design': {
    post: 'idea',
    posts: 'ideas',
    invite: 'Share an idea',
  },
  quality: {
    post: 'problem',
    posts: 'problems',
    invite: 'Report a problem',
  },
  process: {
    post: 'improvement',
    posts: 'improvements',
    invite: 'Suggest an improvement',
  },
  objections: {
    post: 'doubt',
    posts: 'doubts',
    invite: 'Say what holds you back',
  },
  advocacy: {
    post: 'story',
    posts: 'stories',
    invite: 'Tell your story',
  },
};
