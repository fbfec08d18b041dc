import type { Entity } from './entity.js';

/** When it makes sense to try again: never, as it is with the same id, or after reading the current state. */
export type Retry = 'never' | 'same-key' | 'after-refresh';

/** Every way in which a backend can refuse, and whether to try again. Each has a heading in the package's README. */
export const errorCodes = {
  invalid: 'never',
  unauthenticated: 'after-refresh',
  forbidden: 'never',
  'not-found': 'never',
  conflict: 'after-refresh',
  'key-reused': 'never',
  'in-progress': 'same-key',
  'too-large': 'never',
  'rate-limited': 'same-key',
  'not-supported': 'never',
  offline: 'same-key',
  unavailable: 'same-key',
  timeout: 'same-key',
  aborted: 'same-key',
  closed: 'never',
  protocol: 'never',
  'not-configured': 'never',
  internal: 'same-key',
} as const satisfies Record<string, Retry>;

export type ErrorCode = keyof typeof errorCodes;

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
    this.retry = errorCodes[code];
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
  return new RallyError(
    'internal',
    'Something went wrong on our side. Your text is kept; try again in a moment.',
    {
      cause: thrown,
    },
  );
}

/** A refusal that names one field and its remedy. */
export const invalid = (field: string, remedy: string): RallyError =>
  new RallyError('invalid', remedy, { fields: { [field]: remedy } });

/** A refusal as RFC 9457 problem details. */
export interface Problem {
  /** `https://rallykit.dev/errors#<code>`; the code is after the `#`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly fields?: Readonly<Record<string, string>>;
  readonly retryAfterMs?: number;
  readonly current?: Entity;
}

const statuses: Record<ErrorCode, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'key-reused': 422,
  'in-progress': 409,
  'too-large': 413,
  'rate-limited': 429,
  'not-supported': 501,
  offline: 503,
  unavailable: 503,
  timeout: 504,
  aborted: 499,
  closed: 503,
  protocol: 400,
  'not-configured': 500,
  internal: 500,
};

export function toProblem(error: RallyError): Problem {
  const { code, message, fields, retryAfterMs, current } = error;
  return {
    type: `https://rallykit.dev/errors#${code}`,
    title: code,
    status: statuses[code],
    detail: message,
    code,
    ...(fields && { fields }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(current && { current }),
  };
}

/** The error that a problem stands for; a code this version does not know becomes `internal`. */
export function fromProblem(problem: Partial<Problem>): RallyError {
  const code = problem.code && Object.hasOwn(errorCodes, problem.code) ? problem.code : 'internal';
  return new RallyError(code, problem.detail ?? 'The server refused without saying why.', problem);
}
