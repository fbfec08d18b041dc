// For a service with too much in it to read at all: one page at a time, newest first, as the service cuts it.
import { decodeCursor, defaultPageSize, encodeCursor, type Query } from '@rallykit/core';
import type { ListedPage } from '@rallykit/core/checked';
import { toIdea } from './backend.js';
import type { Suggestion } from './service.js';

/** A page of `{ kind: 'idea', sort: 'new' }`. `read` asks the service for so many from a place on. */
export async function newestPage(
  query: Query<'idea'>,
  read: (size: number, before: string) => Promise<readonly Suggestion[]>,
): Promise<ListedPage<'idea'>> {
  const size = query.first ?? defaultPageSize;
  const [createdAt, , id] = decodeCursor(query) ?? [];
  const before = createdAt === undefined ? '' : `${new Date(createdAt).toISOString()},${id}`;
  // One more than asked for tells whether there is a next page.
  const found = (await read(size + 1, before)).map(toIdea);
  const items = found.slice(0, size);
  const last = items.at(-1);
  return { items, ...(last && found.length > size && { next: encodeCursor(query, last) }) };
}
