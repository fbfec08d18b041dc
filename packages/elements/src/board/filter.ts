/** What a reader narrows a list by: ids of statuses and tags, and whether only what they voted for or posted, and whether what is archived. */
export interface Filter {
  readonly status: readonly string[];
  readonly tags: readonly string[];
  readonly mine?: 'voted' | 'posted';
  readonly archived?: true;
}

export const noFilter: Filter = { status: [], tags: [] };
