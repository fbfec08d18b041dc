import type { Purpose, Status, VotePolicy } from './entity.js';

/** What a purpose brings to a board: its pipeline, what a vote means, and its words. Data, so a site can write its own. */
export interface Preset {
  readonly votes: VotePolicy;
  readonly pipeline: readonly Status[];
  readonly words: {
    /** What members bring, one and many. */
    readonly post: string;
    readonly posts: string;
    /** What a vote says. */
    readonly vote: string;
    /** Asks for a new post. */
    readonly invite: string;
    /** Asks for its details. */
    readonly detail: string;
    /** Sends it. */
    readonly send: string;
  };
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
    votes: 'up',
    pipeline: answered,
    words: {
      post: 'question',
      posts: 'questions',
      vote: 'This helped',
      invite: 'Ask a question',
      detail: 'What have you tried, and what happened?',
      send: 'Ask',
    },
  },
  'product-design': {
    votes: 'up',
    pipeline: [
      status('open', 'Open', 'calm'),
      status('under-review', 'Under review', 'warn'),
      status('planned', 'Planned', 'accent'),
      status('in-progress', 'In progress', 'accent'),
      status('shipped', 'Shipped', 'good', done),
      status('declined', 'Declined', 'bad', closed),
    ],
    words: {
      post: 'idea',
      posts: 'ideas',
      vote: 'I want this',
      invite: 'Share an idea',
      detail: 'What would it let you do?',
      send: 'Share',
    },
  },
  quality: {
    votes: 'up',
    pipeline: [
      status('reported', 'Reported', 'calm'),
      status('confirmed', 'Confirmed', 'warn'),
      status('fixing', 'Fixing', 'accent'),
      status('fixed', 'Fixed', 'good', success),
      status('verified', 'Verified', 'good', done),
      status('not-seen-again', 'Not seen again', 'calm', closed),
    ],
    words: {
      post: 'problem',
      posts: 'problems',
      vote: 'I have this too',
      invite: 'Report a problem',
      detail: 'What did you do, what did you expect, what happened?',
      send: 'Report',
    },
  },
  process: {
    votes: 'up-down',
    pipeline: [
      status('proposed', 'Proposed', 'calm'),
      status('on-trial', 'On trial', 'accent'),
      status('adopted', 'Adopted', 'good', done),
      status('dropped', 'Dropped', 'bad', closed),
    ],
    words: {
      post: 'improvement',
      posts: 'improvements',
      vote: 'This would help me',
      invite: 'Suggest an improvement',
      detail: 'How is it done now, and what would be better?',
      send: 'Suggest',
    },
  },
  objections: {
    votes: 'up',
    pipeline: [
      status('open', 'Open', 'calm'),
      status('answered', 'Answered', 'good', success),
      status('due-for-review', 'Due for review', 'warn'),
    ],
    words: {
      post: 'doubt',
      posts: 'doubts',
      vote: 'I wondered too',
      invite: 'Say what holds you back',
      detail: 'What would you need to know to decide?',
      send: 'Say it',
    },
  },
  advocacy: {
    votes: 'up',
    pipeline: [status('shared', 'Shared', 'calm'), status('featured', 'Featured', 'good', success)],
    words: {
      post: 'story',
      posts: 'stories',
      vote: 'Me too',
      invite: 'Tell your story',
      detail: 'What changed for you?',
      send: 'Tell it',
    },
  },
};
