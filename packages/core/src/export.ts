import { isTombstone, type Backend, type Change } from './backend.js';
import { communityRef } from './entity.js';
import { RallyError } from './error.js';
import type { ListKind, Query } from './query.js';
import { importOrder } from './rules/import.js';

/** A part of a whole community, as it is read. */
export type ExportPart =
  /** Entities, in the order in which they can be imported. */
  | { readonly type: 'entities'; readonly changes: readonly Change[] }
  /** What changed while these were read: of two copies the later holds, and what was removed is not to be taken. */
  | { readonly type: 'meanwhile'; readonly changes: readonly Change[] };

/** The ideas that only lists of their own have. */
const ideasApart = [{ merged: true }, { archived: true }] as const;

/**
 * Reads everything that a community has, a page at a time, through the connection of an operator. Where the backend can
 * resume, what people did meanwhile comes at the end, so that all of it together is the community at one moment.
 * Imported with `exact` into an empty community, it makes an equal one.
 */
export async function* exportParts(operator: Backend): AsyncGenerator<ExportPart> {
  const { kinds, sorts, limits, live, filters } = await operator.supports();
  const started = kinds[0] && (await operator.list({ kind: kinds[0], first: 0 })).asOf;
  const [community] = await operator.get([communityRef]);
  if (community && !isTombstone(community))
    yield { type: 'entities', changes: [{ type: 'put', entity: community }] };
  for (const kind of importOrder.filter((each): each is ListKind => kinds.includes(each as ListKind))) {
    const all: Query = { kind, first: limits.page, ...(sorts.includes('old') && { sort: 'old' }) };
    const apart =
      kind === 'idea'
        ? ideasApart.filter((each) => !('archived' in each) || filters.includes('archived'))
        : [];
    for (const query of [all, ...apart.map((each): Query => ({ ...all, ...each }))]) {
      let page = await operator.list(query);
      for (;;) {
        yield { type: 'entities', changes: page.items.map((entity): Change => ({ type: 'put', entity })) };
        if (page.next === undefined) break;
        page = await operator.list({ ...query, after: page.next });
      }
    }
  }
  if (!operator.watch || !live.resume || started === undefined) return;
  for await (const event of operator.watch({}, started)) {
    if (event.type === 'reset') {
      throw new RallyError(
        'conflict',
        'Too much changed while this was read. Export again in a quieter hour.',
      );
    }
    if (event.type === 'caught-up') return;
    yield { type: 'meanwhile', changes: event.changes };
  }
}
