import type { CommandInputs } from '../command.js';
import { followId, formerMember, voteId, type Follow, type Idea, type Mark } from '../entity.js';
import { readOneByOne } from '../limits.js';
import type { Work } from './work.js';

export function setFollow(work: Work, { idea: id, on }: CommandInputs['follow.set']): void {
  follow(work, work.actor.id, work.need('idea', id, 'idea'), on);
}

/** Has a member follow an idea, or not. */
function follow(work: Work, member: string, idea: Idea, on: boolean): void {
  const said = saidOn(work, member, idea);
  if (said) return work.update(said, { on });
  const subject = { kind: 'idea', id: idea.id } as const;
  work.create<Follow>({ kind: 'follow', id: followId(member, subject), member, subject, on });
}

const saidOn = (work: Work, member: string, idea: Idea) =>
  work.find({ kind: 'follow', id: followId(member, idea) });

/** Who takes part in the talk follows the idea, unless they said otherwise. */
export function followByTalk(work: Work, { subject }: CommandInputs['comment.create']): void {
  const idea = subject.kind === 'idea' && work.find<'idea'>({ kind: 'idea', id: subject.id });
  if (idea && !saidOn(work, work.actor.id, idea)) follow(work, work.actor.id, idea, true);
}

/**
 * Has those who follow an idea follow the one that it was merged into; its voters do by their votes, which count there. Who
 * did not want to be told is not told there, unless they voted there themselves. Taking the merge back leaves this.
 */
export function followMerged(work: Work, { id, into }: CommandInputs['idea.merge']): void {
  const [idea, target] = [work.need('idea', id, 'id'), work.need('idea', into, 'into')];
  const said = work.related({ kind: 'follow', of: idea });
  const came = (member: string) => work.find({ kind: 'vote', id: voteId(member, target) })?.via === id;
  const people = new Map(said.map(({ member, on }) => [member, on]));
  if (!people.has(idea.author)) people.set(idea.author, true);
  for (const [member, on] of people) {
    if (work.gone({ kind: 'member', id: member }) || member === formerMember) continue;
    if (!saidOn(work, member, target) && (on || came(member))) follow(work, member, target, on);
  }
}

export function setMark(work: Work, { until = 0, ids = [] }: CommandInputs['mark.set']): void {
  const { id } = work.actor;
  const mark = work.find({ kind: 'mark', id });
  const readAt = Math.max(mark?.readAt ?? 0, Math.min(until, work.now));
  const named = ids.flatMap((each) => work.find({ kind: 'notification', id: each }) ?? []);
  const read = new Map(
    [...(mark?.read ?? []), ...named.map((each) => ({ id: each.id, at: each.createdAt }))].map((each) => [
      each.id,
      each,
    ]),
  );
  const later = [...read.values()].filter(({ at }) => at > readAt);
  // Of what is older than the last ones that were read, all counts as read.
  const dropped = later.splice(0, Math.max(0, later.length - readOneByOne));
  const next = { readAt: Math.max(readAt, ...dropped.map(({ at }) => at)), read: later };
  if (mark) return work.update(mark, next);
  if (next.readAt > 0 || later.length > 0) work.create<Mark>({ kind: 'mark', id, member: id, ...next });
}
