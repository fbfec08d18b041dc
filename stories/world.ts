import { memoryHost } from '@rallykit/backend-memory';
import {
  presets,
  RallyError,
  voteId,
  type Answer,
  type Backend,
  type Board,
  type Comment,
  type Entity,
  type Goal,
  type Idea,
  type Identity,
  type Mark,
  type Member,
  type Notification,
  type Poll,
  type Purpose,
  type Question,
  type Step,
  type Update,
} from '@rallykit/core';
import { createStore, type Store } from '@rallykit/store';

const now = Date.now();
const day = 86_400_000;
const head = (age: number) => ({ revision: 1, createdAt: now - age * day, updatedAt: now - age * day });
const tally = (imported: number) => ({ score: imported, up: 0, down: 0, imported });
const posted = (author: string, age: number) => ({
  author,
  textRevision: 1,
  comments: 0,
  trend: 0,
  ...head(age),
});

export const people = {
  mara: { id: 'mara', name: 'Mara Lind', role: 'member' },
  tomas: { id: 'tomas', name: 'Tomás Rivera', role: 'member', title: 'Guide' },
  ines: { id: 'ines', name: 'Ines Duarte', role: 'member' },
  priya: { id: 'priya', name: 'Priya Kapoor', role: 'team', title: 'Product' },
} as const satisfies Record<string, Identity>;

const members = Object.values(people).map((person): Member => ({ kind: 'member', ...person, ...head(300) }));

function board(
  id: string,
  title: string,
  purpose: Purpose,
  tags: readonly string[],
  more: Partial<Board> = {},
): Board {
  const { pipeline, votes } = presets[purpose];
  const labels = tags.map((label) => ({ id: label.toLowerCase(), label }));
  return {
    kind: 'board',
    id,
    title,
    purpose,
    description: '',
    tags: labels,
    pipeline,
    votes,
    counts: {},
    ...head(300),
    ...more,
  };
}

const boards = [
  board('product', 'Product ideas', 'product-design', ['Recipes', 'Shopping', 'Planning'], {
    voters: 'all',
    description: 'What would make planning, shopping and cooking quicker in your home? Tell us why, too.',
  }),
  board('rally', 'Five votes each', 'product-design', [], { budget: 5 }),
  board('empty', 'Fresh ideas', 'product-design', []),
  board('team', 'How we work', 'process', [], { description: 'For the people who make it.' }),
  board('help', 'Help', 'support', ['Calendar', 'Account'], {
    description: 'Most answers here come from other households.',
  }),
];

const goal: Goal = {
  kind: 'goal',
  id: 'faster',
  board: 'product',
  title: 'Cut the time to plan a week of meals from 40 minutes to 10',
  memberValue: 'An evening back, every week.',
  businessValue: 'Households that plan stay.',
  audience: 'customers',
  measure: { name: 'Time to plan a week', unit: 'minutes', baseline: 40, target: 10, current: 19.6 },
  startsAt: now - 60 * day,
  endsAt: now + 41 * day,
  owner: 'priya',
  promiseDays: 14,
  ...head(60),
};

function idea(id: string, title: string, body: string, votes: number, more: Partial<Idea> = {}): Idea {
  const { author = 'mara', createdAt = now - 9 * day, ...rest } = more;
  const base = { ...posted(author, 0), createdAt, updatedAt: createdAt };
  const status = { status: 'open', statusAt: createdAt, tags: [], board: 'product' };
  return { kind: 'idea', id, title, body, tally: tally(votes), ...status, ...base, ...rest };
}

const shipped =
  'It is live for everybody since Tuesday: open a list, choose **Share**. Thank you to the 87 who asked.';

const planned: readonly (readonly [id: string, title: string, votes: number, age: number])[] = [
  ['pantry', 'Scan what is in the pantry', 141, 40],
  ['swaps', 'Swap a meal for one that takes as long', 96, 33],
  ['leftovers', 'Plan leftovers as a meal of their own', 74, 50],
  ['voice', 'Read the next step aloud while hands are full', 51, 21],
  ['allergy', 'Warn of what somebody at the table cannot eat', 47, 29],
  ['market', 'Sort the list by the stalls of our market', 18, 12],
];

const ideas = [
  idea(
    'scale',
    'Scale a recipe to the number of people at the table',
    'When friends join I do sums on a napkin. Let me set “6 people” once and have the list and the times follow.\n\n1. Set the number\n2. See the **amounts** and the *times* change\n\nLike [this page](https://example.com) does.',
    341,
    { status: 'in-progress', statusAt: now - 3 * day, tags: ['recipes'] },
  ),
  idea(
    'season',
    'Show what is in season where I live',
    'A small mark on the ingredients would be enough.',
    198,
    {
      status: 'under-review',
      tags: ['shopping'],
      author: 'tomas',
      pinned: true,
    },
  ),
  idea(
    'family',
    'Share one shopping list in the family',
    'Two people in two shops should not both buy milk.',
    87,
    {
      status: 'shipped',
      statusAt: now - 2 * day,
      tags: ['shopping'],
      response: { author: 'priya', body: shipped, at: now - 2 * day },
    },
  ),
  idea('guests', 'Cook for more people than four', 'Every amount is for four.', 12, {
    status: 'open',
    author: 'tomas',
    tags: ['recipes'],
  }),
  ...planned.map(([id, title, votes, age]) =>
    idea(id, title, '', votes, { status: 'planned', author: 'ines', createdAt: now - age * day }),
  ),
  idea('offline', 'Recipes without a network', 'The kitchen is in the cellar.', 264, {
    status: 'in-progress',
    author: 'tomas',
    tags: ['recipes'],
  }),
  idea('round', 'Round amounts to what shops sell', '', 61, { status: 'shipped', author: 'ines' }),
  idea('waits', 'Recipes from my grandmother', 'Scanned from her book.', 0, {
    author: 'ines',
    pending: true,
  }),
  idea('fax', 'Send the list by fax', 'Nobody asked again since.', 2, { archived: true, tags: ['shopping'] }),
  idea('locked', 'Rename the app', 'The name is hard to say on the phone.', 4, {
    status: 'declined',
    locked: true,
  }),
  idea(
    'long',
    'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen as one ingredient name without any space in it at all',
    'A very long word, and a very large number.',
    1_284_311,
    { author: 'ines' },
  ),
  idea('rtl', 'جدول وجبات لشهر رمضان: الإفطار والسحور', 'أريد أن أعرف متى أبدأ الطبخ.', 34, {
    author: 'ines',
  }),
  ...['Bigger buttons in the kitchen', 'A timer for each step', 'Units that I know'].map((title, n) =>
    idea(`r${n}`, title, '', 12 - n, { board: 'rally' }),
  ),
  idea('standup', 'Stand-ups on two days, not five', 'We say the same each day.', 3, {
    board: 'team',
    status: 'proposed',
  }),
];

const talk = (id: string, author: string, body: string, age: number, replyTo?: string): Comment => {
  const subject = { kind: 'idea', id: 'scale' } as const;
  const { comments: _, trend: __, ...rest } = posted(author, age);
  return { kind: 'comment', id, board: 'product', subject, body, ...rest, ...(replyTo && { replyTo }) };
};

const comments = [
  talk('c1', 'tomas', 'Yes, and please round eggs to whole ones.', 5),
  talk('c2', 'priya', 'Eggs are the hard part. We round up.', 4, 'c1'),
  talk('c3', 'ines', 'Half portions for children too?', 1),
];

const question = (id: string, title: string, body: string, more: Partial<Question> = {}): Question => ({
  kind: 'question',
  id,
  board: 'help',
  title,
  body,
  tags: [],
  status: 'open',
  answers: 0,
  tally: tally(3),
  ...posted('ines', 6),
  ...more,
});

const answer = (id: string, author: string, body: string, votes: number): Answer => ({
  kind: 'answer',
  id,
  board: 'help',
  question: 'calendar',
  body,
  tally: tally(votes),
  ...posted(author, 5),
});

const questions = [
  question(
    'calendar',
    'Can I export my plan to a calendar?',
    'I would like dinner to appear in the family calendar, with the time to start cooking.',
    {
      accepted: 'a1',
      views: 1902,
      tags: ['calendar'],
    },
  ),
  question('password', 'How do I change the address of my account?', '', { author: 'mara' }),
];

const answers = [
  answer(
    'a1',
    'tomas',
    '**Plan → Share → Calendar link** gives you an address that ends in `.ics`. Subscribe to it once; changes follow within the hour.',
    51,
  ),
  answer('a2', 'mara', 'I print it. It is on the fridge.', 3),
];

function poll(
  id: string,
  title: string,
  choice: Poll['choice'],
  counts: readonly [string, number][],
  more: Partial<Poll> = {},
): Poll {
  const options = counts.map(([label]) => ({ id: label.toLowerCase().replaceAll(' ', '-'), label }));
  const votes = Object.fromEntries(options.map((option, at) => [option.id, counts[at]![1]]));
  const voters = choice === 'single' ? counts.reduce((sum, [, count]) => sum + count, 0) : 480;
  const text = { board: 'product', author: 'priya', title, body: '' };
  return {
    kind: 'poll',
    id,
    ...text,
    choice,
    options,
    tally: { voters, options: votes },
    ...head(4),
    ...more,
  };
}

const firsts: readonly [string, number][] = [
  ['Offline recipes', 334],
  ['Voice steps', 199],
  ['Widgets', 109],
];
const polls = [
  poll('first', 'Which should we do first?', 'single', firsts, { closesAt: now + 4 * day }),
  poll('when', 'When do you plan your week?', 'multiple', [
    ['Friday', 120],
    ['Weekend', 310],
    ['Monday', 77],
  ]),
  poll(
    'closed',
    'Which name for the pantry?',
    'single',
    [
      ['Pantry', 80],
      ['Larder', 20],
    ],
    { closesAt: now - day },
  ),
];

const given = ['r0', 'r2'].map((id) => ({
  kind: 'vote' as const,
  id: voteId('mara', { kind: 'idea', id }),
  member: 'mara',
  subject: { kind: 'idea' as const, id },
  value: 1 as const,
  ...head(2),
}));

const updates: readonly Update[] = [
  {
    kind: 'update',
    id: 'lists',
    board: 'product',
    author: 'priya',
    title: 'One shopping list, for everybody who shops',
    body: 'Open a list and choose **Share**. What one of you ticks off, the other sees at once.',
    labels: ['new'],
    ships: ['family'],
    thanks: { people: ['mara', 'tomas'], others: 87 },
    textRevision: 1,
    ...head(2),
  },
  {
    kind: 'update',
    id: 'faster',
    board: 'product',
    author: 'priya',
    title: 'The week opens twice as fast',
    body: '',
    labels: ['improved', 'fixed'],
    ships: [],
    thanks: { people: [], others: 0 },
    textRevision: 1,
    ...head(40),
  },
];

const step = (idea: string, from: string, to: string, age: number, note?: string): Step => {
  const moved = { board: 'product', author: 'priya', from, to, ...(note && { note }) };
  return { kind: 'step', id: `${idea}~${to}`, idea, ...moved, ...head(age) };
};

const steps = [
  step('scale', 'open', 'under-review', 7, 'We ask ten households how they count.'),
  step('scale', 'under-review', 'planned', 5),
  step(
    'scale',
    'planned',
    'in-progress',
    3,
    'Amounts first, times after. **Eggs** are rounded up: see the talk below.',
  ),
  step('family', 'open', 'planned', 6),
  step('family', 'planned', 'shipped', 2, shipped),
];

const told = (
  id: string,
  what: Notification['what'],
  [subject, about]: [Notification['subject'], Notification['about']],
  age: number,
  more: Partial<Notification> = {},
): Notification => ({ kind: 'notification', id, what, by: 'priya', subject, about, ...head(age), ...more });

const scale = { kind: 'idea', id: 'scale' } as const;
const notifications = [
  told('n1', 'status', [scale, { kind: 'step', id: 'scale~planned' }], 2.5),
  told('n2', 'status', [scale, { kind: 'step', id: 'scale~in-progress' }], 2),
  told('n3', 'reply', [{ kind: 'comment', id: 'c3' }, scale], 1, { by: 'ines', member: 'mara' }),
  told(
    'n4',
    'update',
    [
      { kind: 'idea', id: 'family' },
      { kind: 'update', id: 'lists' },
    ],
    0.4,
  ),
  told(
    'n5',
    'answer',
    [
      { kind: 'idea', id: 'family' },
      { kind: 'idea', id: 'family' },
    ],
    0.3,
  ),
  told('n6', 'merge', [{ kind: 'idea', id: 'long' }, scale], 0.1, { member: 'mara' }),
];
const mark: Mark = {
  kind: 'mark',
  id: 'mara',
  member: 'mara',
  readAt: now - 1.5 * day,
  read: [],
  ...head(1),
};

const community = {
  kind: 'community',
  id: 'community',
  name: 'Stories',
  guests: 'post',
  members: 0,
  ...head(300),
} as const;
const mine = {
  kind: 'vote',
  id: voteId('mara', ideas[0]!),
  member: 'mara',
  subject: { kind: 'idea', id: 'scale' },
  value: 1,
  ...head(3),
} as const;
const entities: readonly Entity[] = [
  community,
  ...members,
  ...boards,
  goal,
  ...ideas,
  ...comments,
  ...questions,
  ...answers,
  ...polls,
  ...updates,
  ...steps,
  ...notifications,
  mark,
  mine,
  ...given,
];

/** A community that has just begun. */
export const noBoards: readonly Entity[] = [community];

/** How the backend of a story behaves. */
export type Behaviour =
  'works' | 'loads for ever' | 'fails' | 'refuses posts' | 'refuses acts' | 'went offline';

const never = () => new Promise<never>(() => {});
const offline = () =>
  Promise.reject(
    new RallyError(
      'offline',
      'The community does not answer. Check your connection; it is tried again by itself.',
    ),
  );
const broken = () =>
  Promise.reject(new RallyError('unavailable', 'The community is being repaired. Try again in a minute.'));

const frozen = new RallyError('forbidden', 'The team has frozen this list until Friday.');

function behave(backend: Backend, behaviour: Behaviour): Backend {
  switch (behaviour) {
    case 'works':
      return backend;
    case 'loads for ever':
      return { ...backend, viewer: never, get: never, list: never };
    case 'fails':
      return { ...backend, get: broken, list: broken };
    case 'refuses posts':
      return { ...backend, apply: broken };
    case 'refuses acts':
      return { ...backend, apply: async (commands) => commands.map(({ id }) => ({ id, error: frozen })) };
    case 'went offline':
      return {
        ...backend,
        apply: offline,
        watch: () => ({ [Symbol.asyncIterator]: () => ({ next: offline }) }),
      };
  }
}

/** A store over a community of its own, so that what is done in one story does not show in another. */
export function storyStore(
  person: Identity | null = people.mara,
  behaviour: Behaviour = 'works',
  all: readonly Entity[] = entities,
): Store {
  const host = memoryHost({ communities: { default: all } });
  return createStore({ connect: () => behave(host.as(person), behaviour), name: 'stories' });
}
