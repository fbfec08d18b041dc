import type { Purpose } from './entity.js';

/** What a purpose says to those who vote and write. */
export interface PurposePrompts {
  /** What a vote says. */
  readonly vote: string;
  /** Asks for a new post's details. */
  readonly detail: string;
  /** Sends it. */
  readonly send: string;
}

/** The prompts of each purpose, in English. */
export const purposePrompts: Readonly<Record<Purpose, PurposePrompts>> = {
  support: {
    vote: 'This helped',
    detail: 'What have you tried, and what happened?',
    send: 'Ask',
  },
  'product-design': {
    vote: 'I want this',
    detail: 'What would it let you do?',
    send: 'Share',
  },
  quality: {
    vote: 'I have this too',
    detail: 'What did you do, what did you expect, what happened?',
    send: 'Report',
  },
  process: {
    vote: 'This would help me',
    detail: 'How is it done now, and what would be better?',
    send: 'Suggest',
  },
  objections: {
    vote: 'I wondered too',
    detail: 'What would you need to know to decide?',
    send: 'Say it',
  },
  advocacy: {
    vote: 'Me too',
    detail: 'What changed for you?',
    send: 'Tell it',
  },
};
