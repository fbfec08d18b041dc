import { sorts, type Sort } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { noFilter, type Filter } from '../board/filter.js';

/** What a board shows: a filter, an order and a search, under a name. */
export interface SavedView {
  readonly name: string;
  readonly filter: Filter;
  readonly sort: Sort | undefined;
  readonly search: string;
}

const most = 20;

const keyOf = ({ keeping: { name, person } }: Store, board: string): string =>
  `rallykit:views:${name}:${person ?? ''}:${board}`;

/** The views that this person has saved of a board, in this browser. */
export function viewsOf(store: Store, board: string): readonly SavedView[] {
  try {
    const kept: unknown = JSON.parse(store.keeping.storage?.getItem(keyOf(store, board)) ?? '[]');
    return Array.isArray(kept) ? kept.flatMap((each) => readView(each) ?? []).slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Keeps views in place of those before. Whether the browser keeps them. */
export function keepViews(store: Store, board: string, views: readonly SavedView[]): boolean {
  try {
    store.keeping.storage?.setItem(keyOf(store, board), JSON.stringify(views.slice(-most)));
    return store.keeping.storage !== undefined;
  } catch {
    return false;
  }
}

/** The same for views that show the same. */
export const viewKey = ({ filter, sort, search }: Omit<SavedView, 'name'>): string =>
  JSON.stringify([Object.entries(filter).sort(), sort, search]);

/** What the browser kept as a view; undefined for what is none, which an earlier version or another script may have left. */
function readView(kept: unknown): SavedView | undefined {
  const { name, filter, sort, search } = (kept ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof filter !== 'object' || filter === null) return undefined;
  const order = sorts.find((each) => each === sort);
  return { name, filter: readFilter(filter), sort: order, search: typeof search === 'string' ? search : '' };
}

function readFilter(kept: object): Filter {
  const given = kept as Record<string, unknown>;
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
  const numbers = (['since', 'until', 'votes'] as const).filter((name) => Number.isSafeInteger(given[name]));
  const flags = (['archived', 'unanswered'] as const).filter((name) => given[name] === true);
  return {
    ...noFilter,
    status: texts(given['status']),
    tags: texts(given['tags']),
    ...Object.fromEntries([...numbers, ...flags].map((name) => [name, given[name]])),
    ...(typeof given['author'] === 'string' && { author: given['author'] }),
    ...((given['mine'] === 'voted' || given['mine'] === 'posted') && { mine: given['mine'] }),
  };
}
