/** What a reader narrows a list by: ids of statuses and tags. */
export interface Filter {
  readonly status: readonly string[];
  readonly tags: readonly string[];
}

export const noFilter: Filter = { status: [], tags: [] };
