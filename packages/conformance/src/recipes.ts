import {
  atLeast,
  commandTypes,
  type Backend,
  type CommandInputs,
  type CommandType,
  type Entity,
} from '@rallykit/core';
import {
  makeAnswer,
  makeAudit,
  makeComment,
  makeGoal,
  makeIdea,
  makeMember,
  makeNotification,
  makePoll,
  makeQuestion,
  makeStep,
  makeUpdate,
} from './seed.js';
import { act, type Applied } from './stage.js';
import { personas, type Persona } from './world.js';

/** One thing of each kind for the recipes to act on, all written by `author`. */
export const furnished = (author: string): Entity[] => [
  makeGoal('goal'),
  makeIdea('lamp', { author }),
  makeQuestion('how', { author }),
  makeAnswer('so', 'how', { author }),
  makeComment('hm', { kind: 'idea', id: 'lamp' }, { author }),
  makePoll('colour', 'single'),
  makeUpdate('news', { ships: ['lamp'], thanks: { people: [author], others: 2 } }),
  makeIdea('draft', { author, pending: true }),
  makeIdea('light', { author, title: 'Brighter evenings' }),
  makeIdea('torch', { author, mergedInto: 'lamp' }),
  makeMember('mia', 'Mia'),
  makeStep('lamp', { note: 'Next spring.' }),
  makeNotification('lamp'),
  makeAudit('lock', { kind: 'idea', id: 'earlier' }),
];

/** An input for each command, that changes something in a furnished community. */
export const recipes: { readonly [T in CommandType]: CommandInputs[T] } = {
  'idea.create': { id: 'new', board: 'ideas', title: 'A shelf', body: 'For *books*.', tags: ['mobile'] },
  'idea.edit': { id: 'lamp', revision: 1, title: 'A better lamp' },
  'idea.set-status': { id: 'lamp', status: 'planned', note: 'Next spring.' },
  'idea.respond': { id: 'lamp', body: 'We are on it.' },
  'idea.merge': { id: 'light', into: 'lamp' },
  'idea.unmerge': { id: 'torch' },
  'idea.set-tags': { id: 'lamp', add: ['import'] },
  'idea.pin': { id: 'lamp', pinned: true },
  'idea.move': { id: 'lamp', board: 'process' },
  'question.create': { id: 'new', board: 'help', title: 'Where is the switch?' },
  'question.edit': { id: 'how', revision: 1, body: 'It does not turn on.' },
  'answer.create': { id: 'new', question: 'how', body: 'Turn the knob.' },
  'answer.edit': { id: 'so', revision: 1, body: 'Push the knob.' },
  'answer.accept': { question: 'how', answer: 'so' },
  'comment.create': { id: 'new', subject: { kind: 'idea', id: 'lamp' }, body: 'Please!' },
  'comment.edit': { id: 'hm', revision: 1, body: 'Please do!' },
  'poll.create': {
    id: 'new',
    board: 'ideas',
    title: 'Which size?',
    choice: 'single',
    options: [
      { id: 's', label: 'Small' },
      { id: 'l', label: 'Large' },
    ],
  },
  'vote.set': { subject: { kind: 'idea', id: 'lamp' }, value: 1 },
  'ballot.set': { poll: 'colour', options: ['red'] },
  'follow.set': { idea: 'lamp', on: false },
  'mark.set': { ids: ['lamp~1'] },
  'update.publish': { id: 'new', board: 'ideas', title: 'It dims', labels: ['new'], ships: ['lamp'] },
  'update.edit': { id: 'news', revision: 1, title: 'It dims slowly' },
  'update.remove': { id: 'news' },
  'board.create': { id: 'new', purpose: 'process', title: 'How we work' },
  'board.edit': { id: 'ideas', title: 'Wishes' },
  'goal.create': {
    id: 'new',
    board: 'ideas',
    title: 'Lighter evenings',
    memberValue: 'Better light.',
    businessValue: 'Fewer returns.',
    audience: 'customers',
    measure: { name: 'Returns', unit: '%', baseline: 8, target: 4, current: 8 },
    startsAt: 1_704_067_200_000,
    endsAt: 1_735_689_600_000,
    promiseDays: 10,
  },
  'goal.report': { id: 'goal', current: 7 },
  'community.edit': { name: 'Lamp lovers' },
  'member.rename': { name: 'Gilbert' },
  'entity.import': { entity: makeIdea('brought') },
  'post.lock': { ref: { kind: 'idea', id: 'lamp' }, locked: true },
  'post.approve': { ref: { kind: 'idea', id: 'draft' } },
  'member.suspend': { member: 'mia', suspended: true },
  'poll.close': { id: 'colour' },
  'idea.archive': { id: 'lamp', archived: true },
  'post.remove': { ref: { kind: 'idea', id: 'lamp' } },
  'member.erase': { id: 'mia' },
};

/** All commands in an order in which each recipe still finds what it needs. */
export const recipeOrder = (Object.keys(recipes) as CommandType[]).filter((type) =>
  commandTypes.includes(type),
);

/** The input with which somebody can do it, if they may at all: who does not lead can erase themselves only. */
export function recipeFor(type: CommandType, persona: Persona): CommandInputs[CommandType] {
  const identity = personas[persona];
  if (type === 'member.erase' && identity && !atLeast(identity.role, 'leader')) return { id: identity.id };
  return recipes[type];
}

/** Someone who is sure to be allowed a command. */
export const doerOf = (type: CommandType): Persona =>
  type === 'entity.import' ? 'operator' : type === 'member.rename' ? 'guest' : 'lea';

export const actRecipe = <T extends CommandType>(backend: Backend, type: T): Promise<Applied> =>
  act(backend, type, recipes[type]);
