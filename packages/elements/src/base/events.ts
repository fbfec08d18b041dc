/** Asks the page before an act: `preventDefault()` stops it, so that a page can veto it or do it itself. */
export abstract class RequestEvent extends Event {
  constructor(type: string) {
    super(type, { bubbles: true, composed: true, cancelable: true });
  }
}

/** Tells the page what a person did, after it happened. */
export abstract class FactEvent extends Event {
  constructor(type: string) {
    super(type, { bubbles: true, composed: true });
  }
}

/**
 * Someone wants to do what takes signing in, or their token has run out. Set a new token on the provider.
 * `preventDefault()` says that the page shows its own sign-in, so the widget adds no message of its own.
 */
export class AuthRequiredEvent extends Event {
  constructor() {
    super('rally-auth-required', { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'rally-auth-required': AuthRequiredEvent;
  }
}
