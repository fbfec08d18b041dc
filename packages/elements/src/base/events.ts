import type { CommandInputs, CommandType, Ref } from '@rallykit/core';

type Dashed<T extends string> = T extends `${infer Noun}.${infer Verb}` ? `${Noun}-${Verb}` : T;

/** What a request or fact event is called for a command: `vote.set` is `rally-vote-set`. */
export const eventName = <T extends CommandType>(type: T) =>
  `rally-${type.replace('.', '-')}` as `rally-${Dashed<T>}`;

/**
 * Asks the page before an act, as `rally-<noun>-<verb>-request`: `preventDefault()` stops it, so that a page can veto it
 * or do it itself.
 */
export class ActRequestEvent<T extends CommandType = CommandType> extends Event {
  readonly command: T;
  readonly input: Readonly<CommandInputs[T]>;

  constructor(command: T, input: CommandInputs[T]) {
    super(`${eventName(command)}-request`, { bubbles: true, composed: true, cancelable: true });
    this.command = command;
    this.input = input;
  }
}

/** Tells the page what a person did, as `rally-<noun>-<verb>`, once the backend has it. */
export class ActEvent<T extends CommandType = CommandType> extends Event {
  readonly command: T;
  readonly input: Readonly<CommandInputs[T]>;

  constructor(command: T, input: CommandInputs[T]) {
    super(eventName(command), { bubbles: true, composed: true });
    this.command = command;
    this.input = input;
  }
}

/**
 * A person wants to read an idea or question, as `rally-idea-open-request` or `rally-question-open-request`. Stopped, the
 * list stays, and the page shows it itself, such as on a page of its own.
 */
export class PostOpenRequestEvent extends Event {
  readonly subject: Ref<'idea' | 'question'>;

  constructor(subject: Ref<'idea' | 'question'>) {
    super(`rally-${subject.kind}-open-request`, { bubbles: true, composed: true, cancelable: true });
    this.subject = subject;
  }
}

/**
 * A person wants to post on `board`. A board element of the page that shows it opens its composer and stops the event;
 * the element that asked opens one itself when nobody did.
 */
export class PostComposeRequestEvent extends Event {
  readonly board: string;

  constructor(board: string) {
    super('rally-post-compose-request', { bubbles: true, composed: true, cancelable: true });
    this.board = board;
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

type RequestEvents = { [T in CommandType as `rally-${Dashed<T>}-request`]: ActRequestEvent<T> };
type ActEvents = { [T in CommandType as `rally-${Dashed<T>}`]: ActEvent<T> };

declare global {
  interface HTMLElementEventMap extends RequestEvents, ActEvents {
    'rally-auth-required': AuthRequiredEvent;
    'rally-idea-open-request': PostOpenRequestEvent;
    'rally-question-open-request': PostOpenRequestEvent;
    'rally-post-compose-request': PostComposeRequestEvent;
  }
}
