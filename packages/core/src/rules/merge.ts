import type { CommandInputs } from '../command.js';
import { voteId, type Comment, type Idea, type Ref, type Tally, type Vote } from '../entity.js';
import { RallyError, invalid } from '../error.js';
import { count, needApproved, needInUse, remove } from './post.js';
import { recount } from './vote.js';
import type { Work } from './work.js';

/**
 * Counts the voters of an idea on another that says the same, and moves the talk there. The idea keeps its own votes, so
 * that taking it back finds them; each voter who has none on the other gets one there. Votes and comments say which idea
 * they came by (`via`).
 */
export function merge(work: Work, { id, into }: CommandInputs['idea.merge']): void {
  const idea = work.need('idea', id, 'id');
  const target = work.need('idea', into, 'into');
  if (idea.mergedInto === into) return;
  if (id === into) throw invalid('into', 'This is the same idea. Choose the one that it repeats.');
  needInUse(idea);
  if (target.mergedInto !== undefined) {
    throw invalid(
      'into',
      `That idea was itself merged into the idea “${target.mergedInto}”. Choose that one.`,
    );
  }
  if (idea.board !== target.board) {
    throw invalid('into', 'That idea is on another board. Choose one of this board.');
  }
  needInUse(target);
  needApproved(idea);
  needApproved(target);

  const about: Vote['subject'] = { kind: 'idea', id: into };
  let { tally } = target;
  for (const { member, value, reason } of votesOf(work, idea)) {
    const theirs = work.find({ kind: 'vote', id: voteId(member, target) });
    if (theirs?.value) continue;
    if (theirs) work.update(theirs, { value, reason, via: id });
    else
      work.create<Vote>({
        kind: 'vote',
        id: voteId(member, target),
        member,
        subject: about,
        value,
        ...(reason && { reason }),
        via: id,
      });
    tally = recount(tally, 0, value);
  }
  const carried = idea.tally.imported;
  // The trend stays: a merge is no news.
  work.update(target, { tally: withImported(tally, carried), merged: [...(target.merged ?? []), id] });
  work.update(idea, { mergedInto: into, carried: carried || undefined });
  move(work, idea, target, talkOn(work, idea), ({ via = [] }) => [...via, id]);
  count(work, idea.board, idea, undefined);
  work.audit('merge', idea);
}

/**
 * Takes back what merging did: whoever voted on the other idea itself, before or since, keeps that vote, and what was
 * said there stays; replies to what came go back with it.
 */
export function unmerge(work: Work, { id }: CommandInputs['idea.unmerge']): void {
  const idea = work.need('idea', id, 'id');
  if (idea.mergedInto === undefined) return;
  const target = work.find<'idea'>({ kind: 'idea', id: idea.mergedInto });
  if (target?.mergedInto !== undefined) {
    throw new RallyError(
      'conflict',
      `The idea “${target.id}”, which this was merged into, was itself merged into “${target.mergedInto}”. Take that back first.`,
      { current: target },
    );
  }
  separate(work, target, idea);
  work.audit('unmerge', idea);
}

/** Removes a post. The ideas that were merged into it are themselves again: nothing that others gave goes with it. */
export function removeReleasing(work: Work, input: CommandInputs['post.remove']): void {
  const { kind, id } = input.ref;
  const { merged = [] } = (kind === 'idea' && work.find<'idea'>({ kind, id })) || {};
  if (merged.length > 0 && !work.isTeam) {
    throw new RallyError(
      'forbidden',
      'The team merged others’ ideas into this one, so it is theirs to remove. Ask the team.',
    );
  }
  for (const source of [...merged].reverse()) {
    const idea = work.find<'idea'>({ kind: 'idea', id: source });
    if (idea) separate(work, work.find<'idea'>({ kind: 'idea', id }), idea);
  }
  remove(work, input);
}

/** Ideas, each with those that were merged into it, through every merge. */
export const withMerged = (work: Work, ideas: readonly Idea[]): Idea[] =>
  ideas.flatMap((idea) => [
    idea,
    ...withMerged(
      work,
      (idea.merged ?? []).flatMap((id) => work.find<'idea'>({ kind: 'idea', id }) ?? []),
    ),
  ]);

/** Makes an idea that was merged into another one of its own again. */
function separate(work: Work, target: Idea | undefined, idea: Idea): void {
  if (target) takeBack(work, target, idea);
  work.update(idea, { mergedInto: undefined, carried: undefined });
  count(work, idea.board, undefined, idea);
}

function takeBack(work: Work, target: Idea, { id, carried = 0 }: Idea): void {
  const others = (target.merged ?? []).filter((other) => other !== id);
  let { tally } = target;
  for (const vote of votesOf(work, target).filter(({ via }) => via === id)) {
    // Who voted on another idea that is still merged in counts by that one.
    const other = others
      .map((via) => work.find({ kind: 'vote', id: voteId(vote.member, { kind: 'idea', id: via }) }))
      .find((found) => found && found.value !== 0);
    const value = other?.value ?? 0;
    work.update(vote, { value, reason: other?.reason, via: other?.subject.id });
    tally = recount(tally, vote.value, value);
  }
  const merged = others.length > 0 ? others : undefined;
  work.update(target, { tally: withImported(tally, -carried), merged });
  const came = talkOn(work, target).filter(({ via }) => via?.at(-1) === id);
  move(work, target, work.need('idea', id, 'id'), came, ({ via = [] }) => {
    const before = via.slice(0, -1);
    return before.length > 0 ? before : undefined;
  });
}

/** Moves comments from one idea to another, with their count. `viaOf` says by which ideas each came there. */
function move(
  work: Work,
  from: Idea,
  to: Idea,
  comments: readonly Comment[],
  viaOf: (comment: Comment) => Comment['via'],
): void {
  const subject: Comment['subject'] = { kind: 'idea', id: to.id };
  for (const comment of comments) work.update(comment, { subject, via: viaOf(comment) });
  const counted = comments.filter(({ pending }) => !pending).length;
  work.update(from, { comments: Math.max(0, from.comments - counted) });
  work.update(to, { comments: to.comments + counted });
}

const talkOn = (work: Work, idea: Ref<'idea'>): Comment[] => work.related({ kind: 'comment', of: idea });

/** The votes on an idea that say something. */
const votesOf = (work: Work, idea: Ref<'idea'>): Vote[] =>
  work.related({ kind: 'vote', of: idea }).filter(({ value }) => value !== 0);

const withImported = ({ up, down, imported }: Tally, more: number): Tally => ({
  score: up - down + imported + more,
  up,
  down,
  imported: imported + more,
});
