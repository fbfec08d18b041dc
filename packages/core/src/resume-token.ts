import type { ResumeToken } from './query.js';

/**
 * The name of one community's history in one store. A store's `epoch` is its own, and another one when it has lost what
 * it kept; so a token of another store, community or time is never taken for a place in this history.
 */
export const historyOf = (epoch: string, community: string): string => `${epoch}.${community}`;

/** The token of a place in a history. */
export const tokenAt = (history: string, seq: number): ResumeToken => `${history}.${seq}` as ResumeToken;

/** The place in a history that a token names; undefined when it is of another history. */
export function seqOf(token: ResumeToken, history: string): number | undefined {
  const [, of, seq] = /^(.*)\.(\d{1,15})$/s.exec(token) ?? [];
  return of === history ? Number(seq) : undefined;
}
