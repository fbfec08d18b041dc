import type { CommandInputs } from '../command.js';
import type { Reviewable, ReviewableKind } from '../entity.js';
import { RallyError } from '../error.js';
import { outranks } from '../permission.js';
import { trendOfNew } from '../trend.js';
import { countIn } from './post.js';
import type { Work } from './work.js';

export function approve(work: Work, { ref }: CommandInputs['post.approve']): void {
  const post = work.need<ReviewableKind>(ref.kind, ref.id, 'ref');
  if (!post.pending) return;
  // Attention begins when there is something to see.
  const attention =
    post.kind === 'comment' ? {} : { trend: trendOfNew({ createdAt: work.now }), approvedAt: work.now };
  work.update<Reviewable>(post, { pending: undefined, ...attention });
  countIn(work, work.need<ReviewableKind>(ref.kind, ref.id, 'ref'));
  work.audit('approve', ref);
}

export function suspend(work: Work, { member: id, suspended }: CommandInputs['member.suspend']): void {
  const member = work.need('member', id, 'member');
  if (!outranks(work.actor.role, member.role)) {
    throw new RallyError(
      'forbidden',
      'You can suspend people who have less of a say here than you. Ask somebody who leads.',
    );
  }
  work.update(member, { suspended: suspended || undefined });
  work.audit(suspended ? 'suspend' : 'restore', member);
}
