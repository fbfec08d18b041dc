import type { Ref, VotableKind } from '@rallykit/core';
import { FactEvent, RequestEvent } from '../base/events.js';

/** A person wants their vote on `subject` to be `value`; 0 takes it back. */
export class VoteSetRequestEvent extends RequestEvent {
  readonly subject: Ref<VotableKind>;
  readonly value: -1 | 0 | 1;

  constructor(subject: Ref<VotableKind>, value: -1 | 0 | 1) {
    super('rally-vote-set-request');
    this.subject = subject;
    this.value = value;
  }
}

/** A person's vote on `subject` is now `value`, and the backend has it. */
export class VoteSetEvent extends FactEvent {
  readonly subject: Ref<VotableKind>;
  readonly value: -1 | 0 | 1;

  constructor(subject: Ref<VotableKind>, value: -1 | 0 | 1) {
    super('rally-vote-set');
    this.subject = subject;
    this.value = value;
  }
}

declare global {
  interface HTMLElementEventMap {
    'rally-vote-set-request': VoteSetRequestEvent;
    'rally-vote-set': VoteSetEvent;
  }
}
