import type { Change, Receipt } from './backend.js';
import type { CommandId } from './command.js';
import type { Entity } from './entity.js';
import { RallyError, type ErrorCode } from './error.js';
import type { ResumeToken } from './query.js';

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

/** Every code there is. */
export const errorCodes = Object.keys(statuses) as readonly ErrorCode[];

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
  const code = problem.code && Object.hasOwn(statuses, problem.code) ? problem.code : 'internal';
  return new RallyError(code, problem.detail ?? 'The server refused without saying why.', problem);
}

/** A receipt as it travels: a refusal is a problem. */
export type ReceiptMessage =
  | {
      readonly id: CommandId;
      readonly replayed: boolean;
      readonly changes: readonly Change[];
      readonly at: ResumeToken;
      readonly problem?: never;
    }
  | { readonly id: CommandId; readonly problem: Problem };

export const toReceiptMessage = (receipt: Receipt): ReceiptMessage =>
  receipt.error ? { id: receipt.id, problem: toProblem(receipt.error) } : receipt;

export const fromReceiptMessage = (message: ReceiptMessage): Receipt =>
  message.problem ? { id: message.id, error: fromProblem(message.problem) } : message;
