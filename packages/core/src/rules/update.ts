import type { CommandInputs } from '../command.js';
import { formerMember, type Idea, type Thanks, type Update, type UpdateLabel } from '../entity.js';
import { invalid } from '../error.js';
import { withMerged } from './merge.js';
import { saveText } from './post.js';
import { move } from './step.js';
import type { Work } from './work.js';

/** How many are thanked by name. */
const named = 12;
const labelOrder: readonly UpdateLabel[] = ['new', 'improved', 'fixed'];

export function publish(work: Work, input: CommandInputs['update.publish']): void {
  const { id, board, title, body = '', labels = [] } = input;
  work.need('board', board, 'board');
  const ideas = ideasOf(work, input.ships ?? []);
  work.create<Update>({
    kind: 'update',
    id,
    board,
    author: work.actor.id,
    title,
    body,
    labels: inOrder(labels),
    ships: ideas.map((idea) => idea.id),
    thanks: thanksFor(work, ideas, work.actor.id),
    textRevision: 1,
  });
  if (input.setShipped) setShipped(work, ideas, { id, title });
}

export function editUpdate(work: Work, input: CommandInputs['update.edit']): void {
  const update = work.need('update', input.id, 'id');
  const { labels, ships, setShipped: alsoSet, ...text } = input;
  const ideas = ideasOf(work, ships ?? []);
  saveText(work, update, {
    ...text,
    ...(labels && { labels: inOrder(labels) }),
    ...(ships && { ships: ideas.map(({ id }) => id), thanks: thanksFor(work, ideas, update.author) }),
  });
  if (alsoSet) setShipped(work, ideas, { ...update, ...text });
}

export function removeUpdate(work: Work, { id }: CommandInputs['update.remove']): void {
  const update = work.need('update', id, 'id');
  work.remove(update);
  if (update.author !== work.actor.id) work.audit('remove', update);
}

const inOrder = (labels: readonly UpdateLabel[]) => labelOrder.filter((label) => labels.includes(label));

/** The ideas that `ships` names, each once; one that was merged leads to the one that it went to. */
function ideasOf(work: Work, ships: readonly string[]): Idea[] {
  const ideas = new Map<string, Idea>();
  ships.forEach((id, at) => {
    const field = `ships.${at}`;
    let idea = work.need('idea', id, field);
    while (idea.mergedInto !== undefined) idea = work.need('idea', idea.mergedInto, field);
    if (idea.pending)
      throw invalid(field, 'This idea waits for review. Approve it first, or leave it out of the update.');
    ideas.set(idea.id, idea);
  });
  return [...ideas.values()];
}

/**
 * Who is thanked for ideas, but for `by`, who tells of them: by name who wrote them or what was merged into them, then who
 * said something, the first first; and how many others voted for them, each person once. Of votes without voters the most
 * that one idea brought, since the same people may stand behind them all. Who was named is taken to have voted: the number
 * tells of nobody whether they did.
 */
function thanksFor(work: Work, ideas: readonly Idea[], by: string): Thanks {
  const said = ideas
    .flatMap((of) => work.related({ kind: 'comment', of }))
    .filter(({ pending }) => !pending)
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const people = new Set([...withMerged(work, ideas), ...said].map(({ author }) => author));
  const votes = ideas.flatMap((of) => work.related({ kind: 'vote', of })).filter(({ value }) => value > 0);
  const voters = new Set(votes.map(({ member }) => member));
  for (const helpers of [people, voters]) helpers.delete(by);
  people.delete(formerMember);
  const imported = Math.max(0, ...ideas.map(({ tally }) => tally.imported));
  const first = [...people].slice(0, named);
  return { people: first, others: Math.max(people.size, voters.size + imported) - first.length };
}

/** Puts ideas that are not there yet into a status that is a success; their answer is the update. */
function setShipped(work: Work, ideas: readonly Idea[], { id, title }: Pick<Update, 'id' | 'title'>): void {
  if (ideas.length === 0)
    throw invalid('ships', 'Name the ideas that are to be set as shipped, or leave setShipped out.');
  for (const idea of ideas) {
    const { pipeline } = work.need('board', idea.board, 'ships');
    if (pipeline.some(({ id: status, success }) => success && status === idea.status)) continue;
    const done = pipeline.find(({ success }) => success);
    if (!done) {
      throw invalid(
        'setShipped',
        `The board of “${idea.title}” has no status that is a success. Leave setShipped out, or the idea.`,
      );
    }
    move(work, { id: idea.id, status: done.id, note: title });
    work.update(idea, { response: { author: work.actor.id, body: title, at: work.now, update: id } });
  }
}
