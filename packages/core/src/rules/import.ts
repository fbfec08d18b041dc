import type { CommandInputs } from '../command.js';
import {
  ballotId,
  parentOf,
  refKey,
  voteId,
  type Board,
  type Entity,
  type Votable,
  type VotableKind,
} from '../entity.js';
import { invalid } from '../error.js';
import { peopleOf } from '../relation.js';
import { trendOfCount } from '../trend.js';
import { followSuccesses } from './community.js';
import { withoutMember } from './erase.js';
import { countIn, needApproved, noVotes, questionStatus } from './post.js';
import { castBallot, castVote } from './vote.js';
import type { Work } from './work.js';

/**
 * Takes an entity over with its author and times. What is already here, or was removed here, stays as it is, so an
 * import can be run again. Whatever is counted (votes with voters, comments, answers, members) is counted anew from
 * what is imported; only bare vote counts are taken as they are. `exact` takes all as it stands instead.
 */
export function importEntity(work: Work, { entity: given, exact }: CommandInputs['entity.import']): void {
  if (!work.isFree(given)) return;
  const erased = peopleOf(given).filter((id) => work.gone({ kind: 'member', id }));
  // A vote without its member would be one more vote: the member's were counted when they were erased.
  if (erased.length > 0 && 'member' in given) return;
  const entity = erased.reduce(withoutMember, given);
  const parent = parentOf(entity);
  if (parent) {
    const found = work.need(parent.kind, parent.id, `entity.${parent.kind}`);
    if ('pending' in found) needApproved(found);
  }
  if ('board' in entity) work.need('board', entity.board, 'entity.board');
  if (exact) return work.put(needOwnId(entity));
  const kept = { ...entity, revision: 1 };
  switch (kept.kind) {
    case 'community':
      return work.put({ ...kept, members: 0 });
    case 'board':
      return work.put(uncountedBoard(kept));
    case 'member':
      work.put(kept);
      return work.countMember();
    case 'goal':
      work.put(kept);
      return followSuccesses(work, kept, 'entity.measure.target');
    case 'step':
    case 'follow':
    case 'notification':
    case 'mark':
    case 'audit':
      return work.put(needOwnId(kept));
    case 'idea': {
      const { pipeline } = work.need('board', kept.board, 'entity.board');
      if (!pipeline.some(({ id }) => id === kept.status)) {
        throw invalid('entity.status', `The board “${kept.board}” has no status “${kept.status}”.`);
      }
      work.put(uncounted(kept));
      return countIn(work, kept);
    }
    case 'question': {
      const asked = { ...uncounted(kept), answers: 0 };
      const status = questionStatus(asked);
      work.put({ ...asked, status });
      return countIn(work, { ...asked, status });
    }
    case 'answer': {
      work.put(uncounted(kept));
      return countIn(work, kept);
    }
    case 'comment': {
      work.put({ ...kept, textRevision: 1 });
      return countIn(work, kept);
    }
    case 'poll':
      return work.put(kept);
    case 'update':
      // Who is thanked stays as it is: those who helped elsewhere may not be here.
      return work.put({ ...kept, textRevision: 1 });
    case 'vote': {
      const { member, value, reason, via } = kept;
      const subject = work.need<VotableKind>(kept.subject.kind, kept.subject.id, 'entity.subject');
      castVote(work, subject, member, value);
      const vote = work.find({ kind: 'vote', id: voteId(member, subject) });
      if (vote) work.update(vote, { via, reason });
      return;
    }
    case 'ballot':
      return castBallot(work, work.need('poll', kept.poll, 'entity.poll'), kept.member, kept.options);
  }
}

/** The id by which what is one member's is found. */
function ownId(entity: Entity): string | undefined {
  switch (entity.kind) {
    case 'vote':
    case 'follow':
      return voteId(entity.member, entity.subject);
    case 'ballot':
      return ballotId(entity.member, entity.poll);
    case 'mark':
      return entity.member;
    default:
      return undefined;
  }
}

/** Throws `invalid` for what is one member's by another id than its own. */
function needOwnId(entity: Entity): Entity {
  const id = ownId(entity) ?? entity.id;
  if (id !== entity.id) throw invalid('entity.id', `The id of this ${entity.kind} has to be “${id}”.`);
  return entity;
}

/** A board's goals and archived ideas are counted anew as they are imported. */
const uncountedBoard = ({ goals: _, archivedCounts: __, ...board }: Board): Board => ({
  ...board,
  counts: {},
});

/** A post before anything on it is imported. */
function uncounted<T extends Votable>({ talkedAt: _, talkTrend: __, ...post }: T): T {
  const { imported } = post.tally;
  const tally = { ...noVotes, score: imported, imported };
  return { ...post, textRevision: 1, comments: 0, tally, trend: trendOfCount(imported, post.createdAt) } as T;
}

/** When an imported act happened: its effects on other entities are told as of then. */
export const importedAt = (entity: Entity): number => entity.createdAt;

/** The order in which kinds are imported: what others hang on comes first. */
export const importOrder: readonly Entity['kind'][] = [
  'community',
  'member',
  'board',
  'goal',
  'idea',
  'question',
  'answer',
  'comment',
  'poll',
  'update',
  'vote',
  'ballot',
  'step',
  'follow',
  'notification',
  'mark',
  'audit',
];

export const importKey = (entity: Entity): string => `import:${refKey(entity)}`;
