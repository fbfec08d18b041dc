import { purposePrompts } from '@rallykit/core';
import { one, words } from '../base/words.js';

export const composerWords = words('composer', {
  name: 'Your name',
  nameHint: 'As others will see it',
  title: 'Title',
  details: 'Details',
  answer: 'Your answer',
  comment: 'Your comment',
  reply: 'Your reply',
  tags: 'Topics',
  similar: 'Already asked: vote instead?',
  similarFound: one('similar one found', 'similar ones found'),
  hint: 'Markdown works. Saved as you type.',
  sendAnswer: 'Answer',
  sendComment: 'Comment',
  sending: 'Sending',
  left: one('character left', 'characters left'),
  over: one('character too many', 'characters too many'),
  tooLong: (count: number, shown: string) =>
    `Shorten it by ${shown} ${count === 1 ? 'character' : 'characters'}.`,
  needName: 'Say what others may call you.',
  needTitle: 'Give it a title.',
  needBody: 'Write something first.',
  tooManyTags: (most: string) => `Choose at most ${most}.`,
  signIn: 'Sign in to send this. What you write is kept.',
  offline: 'You are offline. This is kept and will be sent.',
  kept: 'Your text is kept.',
});

/** What each purpose of a board says to those who write. */
export const promptWords = words('prompts', { ...purposePrompts });
