import type { Entity } from './entity.js';

/** When it makes sense to try again: never, as it is with the same id, or after reading the current state. */
export type Retry = 'never' | 'same-key' | 'after-refresh';

/** What may work as it is, sent again with the same id. */
const sameKey = [
  'in-progress',
  'rate-limited',
  'offline',
  'unavailable',
  'timeout',
  'aborted',
  'internal',
] as const;

/** What may work once the current state is read, or somebody signed in. */
const afterRefresh = ['unauthenticated', 'conflict'] as const;

/** Every way in which a backend can refuse. Each has a heading in the package's README. */
export type ErrorCode =
  | (typeof sameKey)[number]
  | (typeof afterRefresh)[number]
  | 'invalid'
  | 'forbidden'
  | 'not-found'
  | 'key-reused'
  | 'too-large'
  | 'not-supported'
  | 'closed'
  | 'protocol'
  | 'not-configured';

/** Whether to try again after a refusal with this code. */
export const retryOf = (code: ErrorCode): Retry =>
  (sameKey as readonly ErrorCode[]).includes(code)
    ? 'same-key'
    : (afterRefresh as readonly ErrorCode[]).includes(code)
      ? 'after-refresh'
      : 'never';

export interface ErrorDetails {
  /** What is wrong with each field of the input, by its path, such as `title` or `options.1.label`. */
  fields?: Readonly<Record<string, string>>;
  retryAfterMs?: number;
  /** The entity as it stands, where the refused act was based on an older one. */
  current?: Entity;
  cause?: unknown;
}

const brand = Symbol.for('rallykit.error');

/** The one kind of error that RallyKit rejects with. `message` is a sentence for people: what happened and what to do. */
export class RallyError extends Error {
  static is(value: unknown): value is RallyError {
    return brand in Object(value);
  }

  override readonly name = 'RallyError';
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly fields?: Readonly<Record<string, string>>;
  readonly retryAfterMs?: number;
  readonly current?: Entity;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.code = code;
    this.retry = retryOf(code);
    if (details.fields) this.fields = details.fields;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.current) this.current = details.current;
  }
}

export const cancelled = (cause?: unknown): RallyError =>
  new RallyError('aborted', 'The request was cancelled.', { cause });

export const closed = (): RallyError =>
  new RallyError('closed', 'This connection was closed. Reload the page to go on.');

/** Any thrown value as a RallyError; what is not one already becomes `internal`, with the value as its cause. */
export function toRallyError(thrown: unknown): RallyError {
  if (RallyError.is(thrown)) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return cancelled(thrown);
  return new RallyError('internal', 'Something went wrong on our side. Try again in a moment.', {
    cause: thrown,
  });
}

/** A refusal that names one field and its remedy. */
export const invalid = (field: string, remedy: string): RallyError =>
  new RallyError('invalid', remedy, { fields: { [field]: remedy } });
