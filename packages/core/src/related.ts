import { castOn, refKey, type Entity, type Ref } from './entity.js';

/**
 * What a reader needs beside these entities to show them: their authors and boards, the ideas that updates ship with who
 * is thanked, and the reader's own votes and ballots on them. A backend sends those it has along with a page.
 */
export function relatedRefs(entities: readonly Entity[], viewer: string | undefined): Ref[] {
  const refs = new Map<string, Ref>();
  const add = (ref: Ref) => refs.set(refKey(ref), ref);
  for (const entity of entities) {
    if ('author' in entity) add({ kind: 'member', id: entity.author });
    if ('owner' in entity) add({ kind: 'member', id: entity.owner });
    if ('response' in entity) add({ kind: 'member', id: entity.response.author });
    if ('board' in entity) add({ kind: 'board', id: entity.board });
    castOn(entity, viewer).forEach(add);
    if (!('ships' in entity)) continue;
    for (const id of entity.thanks.people) add({ kind: 'member', id });
    for (const id of entity.ships) {
      add({ kind: 'idea', id });
      castOn({ kind: 'idea', id }, viewer).forEach(add);
    }
  }
  for (const entity of entities) refs.delete(refKey(entity));
  return [...refs.values()];
}
