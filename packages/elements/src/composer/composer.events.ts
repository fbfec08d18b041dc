import type { Ref } from '@rallykit/core';

/** What was written was sent, and the backend has it. Does not bubble: composers can stand inside composers. */
export class ComposerDoneEvent extends Event {
  /** What was made. */
  readonly ref: Ref;
  /** It was sent by an earlier page, so nobody waits for it here. */
  readonly earlier: boolean;

  constructor(ref: Ref, earlier: boolean) {
    super('rally-composer-done');
    this.ref = ref;
    this.earlier = earlier;
  }
}

/** The person wants to close the composer. What they wrote is kept. */
export class ComposerCancelEvent extends Event {
  constructor() {
    super('rally-composer-cancel');
  }
}

declare global {
  interface HTMLElementEventMap {
    'rally-composer-done': ComposerDoneEvent;
    'rally-composer-cancel': ComposerCancelEvent;
  }
}
