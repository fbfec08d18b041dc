import type { Query } from '@rallykit/core';

/** What a list is narrowed by: ids of statuses and tags, and what else is asked of the posts. */
export interface Filter extends Pick<
  Query,
  'archived' | 'author' | 'since' | 'until' | 'votes' | 'unanswered'
> {
  readonly status: readonly string[];
  readonly tags: readonly string[];
  /** Only what a reader voted for or posted. */
  readonly mine?: 'voted' | 'posted';
}

export const noFilter: Filter = { status: [], tags: [] };
