import type { Purpose, Status, VotePolicy } from './entity.js';
import { purposePrompts, type PurposePrompts } from './purpose-prompts.js';
import { purposeWords, type PurposeWords } from './purpose-words.js';

/** What a purpose brings to a board: its pipeline, what a vote means, and its words. Data, so a site can write its own. */
export interface Preset {
  readonly votes: VotePolicy;
  readonly pipeline: readonly Status[];
  readonly words: PurposeWords & PurposePrompts;
}

const status = (
  id: string,
  label: string,
  tone: Status['tone'],
  marks: Pick<Status, 'closed' | 'success'> = {},
): Status => ({
  id,
  label,
  tone,
  ...marks,
});

const closed = { closed: true } as const;
const success = { success: true } as const;
const done = { closed: true, success: true } as const;

/** Questions follow their answers, so a board for questions has just these. */
const answered = [
  status('open', 'Open', 'calm'),
  status('answered', 'Answered', 'accent'),
  status('solved', 'Solved', 'good', success),
];

export const presets: Readonly<Record<Purpose, Preset>> = {
  support: {
    words: { ...purposeWords.support, ...purposePrompts.support },
    votes: 'up',
    pipeline: answered,
  },
  'product-design': {
    words: { ...purposeWords['product-design'], ...purposePrompts['product-design'] },
    votes: 'up',
    pipeline: [
      status('open', 'Open', 'calm'),
      status('under-review', 'Under review', 'warn'),
      status('planned', 'Planned', 'accent'),
      status('in-progress', 'In progress', 'accent'),
      status('shipped', 'Shipped', 'good', done),
      status('declined', 'Declined', 'bad', closed),
    ],
  },
  quality: {
    words: { ...purposeWords.quality, ...purposePrompts.quality },
    votes: 'up',
    pipeline: [
      status('reported', 'Reported', 'calm'),
      status('confirmed', 'Confirmed', 'warn'),
      status('fixing', 'Fixing', 'accent'),
      status('fixed', 'Fixed', 'good', success),
      status('verified', 'Verified', 'good', done),
      status('not-seen-again', 'Not seen again', 'calm', closed),
    ],
  },
  process: {
    words: { ...purposeWords.process, ...purposePrompts.process },
    votes: 'up-down',
    pipeline: [
      status('proposed', 'Proposed', 'calm'),
      status('on-trial', 'On trial', 'accent'),
      status('adopted', 'Adopted', 'good', done),
      status('dropped', 'Dropped', 'bad', closed),
    ],
  },
  objections: {
    words: { ...purposeWords.objections, ...purposePrompts.objections },
    votes: 'up',
    pipeline: [
      status('open', 'Open', 'calm'),
      status('answered', 'Answered', 'good', success),
      status('due-for-review', 'Due for review', 'warn'),
    ],
  },
  advocacy: {
    words: { ...purposeWords.advocacy, ...purposePrompts.advocacy },
    votes: 'up',
    pipeline: [status('shared', 'Shared', 'calm'), status('featured', 'Featured', 'good', success)],
  },
};
