import { refKey, type Ref } from '@rallykit/core';

/** What a person can write with a composer. */
export type ComposerKind = 'idea' | 'question' | 'answer' | 'comment';

interface Place {
  readonly kind: ComposerKind;
  readonly board?: string | undefined;
  readonly subject?: Ref | undefined;
  readonly replyTo?: string | undefined;
}

/** The place in the store's drafts where a composer keeps its text: to see whether one was begun here. */
export const draftPlace = ({ kind, board = '', subject, replyTo }: Place): string =>
  `new/${kind}/${subject ? refKey(subject) : board}${replyTo ? `/${replyTo}` : ''}`;
