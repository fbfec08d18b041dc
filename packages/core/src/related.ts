import {
  castOn,
  refKey,
  type Entity,
  type Goal,
  type Idea,
  type Notification,
  type Ref,
  type Update,
} from './entity.js';

/** What names others, whatever the kind. */
type Shown = Partial<
  Omit<Idea, 'kind'> &
    Pick<Goal, 'owner'> &
    Pick<Update, 'ships' | 'thanks'> &
    Pick<Notification, 'by' | 'member' | 'subject' | 'about'>
>;

/**
 * What a reader needs beside these entities to show them: their authors and boards, the ideas that updates ship with who
 * is thanked, what notifications tell of, and the reader's own votes and ballots on them. A backend sends those it has
 * along with a page.
 */
export function relatedRefs(entities: readonly Entity[], viewer: string | undefined): Ref[] {
  const refs = new Map<string, Ref>();
  const add = (ref: Ref) => refs.set(refKey(ref), ref);
  for (const entity of entities) {
    const {
      author,
      owner,
      response,
      board,
      by,
      member,
      subject,
      about,
      ships = [],
      thanks,
    } = entity as unknown as Shown;
    for (const id of [author, owner, by, member, response?.author, thanks?.people].flat())
      if (id) add({ kind: 'member', id });
    if (about) [subject!, about].forEach(add);
    if (board) add({ kind: 'board', id: board });
    const ideas = ships.map((id): Ref => ({ kind: 'idea', id }));
    for (const each of [entity, ...ideas]) castOn(each, viewer).forEach(add);
    ideas.forEach(add);
  }
  for (const entity of entities) refs.delete(refKey(entity));
  return [...refs.values()];
}
