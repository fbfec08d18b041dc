import { refKey, type Command, type Entity, type Kind, type Ref } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { draftPlace, type ComposerKind } from '../composer/draft-place.js';

type Input = Partial<
  Record<'id' | 'question' | 'poll' | 'board' | 'title' | 'body' | 'note' | 'replyTo', string>
> & {
  readonly subject?: Ref;
  readonly ref?: Ref;
  readonly tags?: readonly string[];
};

const inputOf = (command: Command) => command.input as Input;

const refTo = (kind: Kind, id: string | undefined): Ref | undefined =>
  id === undefined ? undefined : { kind, id };

/** What an act is on: the post itself, or what a new one was for. */
function objectOf(command: Command): Ref | undefined {
  const { subject, ref, question, poll, board, id } = inputOf(command);
  const [kind, verb] = command.type.split('.') as [Kind, string];
  const about = subject ?? ref ?? refTo('question', question) ?? refTo('poll', poll) ?? refTo('board', board);
  return about ?? (verb === 'create' ? undefined : refTo(kind, id));
}

/** Keys of all that an act was on, from the nearest to the board, as far as that is at hand. */
export function placesOf(command: Command, store: Store): string[] {
  const keys: string[] = [];
  for (let at = objectOf(command); at && !keys.includes(refKey(at));) {
    keys.push(refKey(at));
    const entity = store.peek(at) as (Entity & Input) | undefined;
    at = entity?.subject ?? refTo('question', entity?.question) ?? refTo('board', entity?.board);
  }
  return keys;
}

/** What a person typed into an act. */
export const textOf = (command: Command): string[] => {
  const { title, body, note } = inputOf(command);
  return [title, body, note].filter((text) => text !== undefined && text !== '') as string[];
};

/** Where the text of an act can be mended: a composer or an editor, with the draft that it opens with. */
export type Mending =
  | {
      readonly by: 'composer';
      readonly kind: ComposerKind;
      readonly board: string | undefined;
      readonly subject: Ref | undefined;
      readonly replyTo: string | undefined;
      readonly place: string;
      readonly draft: Readonly<Record<string, string>>;
    }
  | {
      readonly by: 'editor';
      readonly post: Entity;
      readonly place: string;
      readonly draft: Readonly<Record<string, string>>;
    };

/** How to mend an act that carries text; undefined for others, and where what it was on is gone. */
export function mendingOf(command: Command, store: Store): Mending | undefined {
  const { id, board, title, body, tags, replyTo } = inputOf(command);
  const [kind, verb] = command.type.split('.') as [Kind, string];
  const draft = { ...(title !== undefined && { title }), ...(body !== undefined && { body }) };
  if (verb === 'create' && ['idea', 'question', 'answer', 'comment'].includes(kind)) {
    const subject = board === undefined ? objectOf(command) : undefined;
    const where = { kind: kind as ComposerKind, board, subject, replyTo };
    return {
      by: 'composer',
      ...where,
      place: draftPlace(where),
      draft: { ...draft, ...(tags && { tags: tags.join() }) },
    };
  }
  const ref = verb === 'edit' ? refTo(kind, id) : undefined;
  const post = ref && store.peek(ref);
  return post && { by: 'editor', post, place: `edit/${refKey(ref)}`, draft };
}
