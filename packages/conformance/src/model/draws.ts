import {
  ballotId,
  commandTypes,
  permitted,
  presets,
  voteId,
  type CommandInputs,
  type CommandType,
  type Entity,
  type Ref,
  type UpdateLabel,
} from '@rallykit/core';
import fc from 'fast-check';
import {
  boards,
  makeAnswer,
  makeBoard,
  makeComment,
  makeCommunity,
  makeGoal,
  makeIdea,
  makeMember,
  makePoll,
  makeQuestion,
  makeUpdate,
  seededAt,
} from '../seed.js';
import { personas, type Persona } from '../world.js';

/** What each sequence starts with: something of each kind to act on. */
export const stock: readonly Entity[] = [
  makeCommunity(),
  ...boards,
  makeMember('ana', 'Ana'),
  makeMember('ben', 'Ben'),
  makeGoal('goal'),
  makeIdea('lamp', { author: 'ana' }),
  makeIdea('draft', { author: 'ben', pending: true }),
  makeIdea('candle', { author: 'ben' }),
  makeIdea('swing', { author: 'ben', board: 'process', status: 'proposed' }),
  makeQuestion('how', { author: 'ana' }),
  makeQuestion('why', { author: 'ben' }),
  makeAnswer('so', 'how', { author: 'ben' }),
  makeAnswer('because', 'why', { author: 'ana' }),
  makeComment('hm', { kind: 'idea', id: 'lamp' }, { author: 'ben' }),
  makePoll('colour', 'single'),
  makePoll('colours', 'multiple'),
  makeUpdate('news', { ships: ['candle'], thanks: { people: ['ben'], others: 1 } }),
];

const from = fc.constantFrom;
/** Few ids, so that commands meet: mostly of what is there, then of what may come to be, seldom of what never is. */
const ids = (there: readonly string[], later: readonly string[] = []) =>
  fc.oneof(
    { weight: 9, arbitrary: from(...there) },
    { weight: 1 + later.length, arbitrary: from('nowhere', ...later) },
  );
const boardId = ids(['ideas', 'process', 'help'], ['extra']);
const idea = ids(['lamp', 'lamp', 'candle', 'swing', 'draft'], ['idea1', 'idea2']);
const question = ids(['how', 'why'], ['question1']);
const answer = ids(['so', 'because'], ['answer1', 'answer2']);
const comment = ids(['hm'], ['comment1', 'comment2']);
const poll = ids(['colour', 'colours'], ['poll1']);
const update = ids(['news'], ['update1']);
const member = ids(['ana', 'ben', 'guest-gil', 'lea']);
const goal = ids(['goal'], ['goal1']);
const newId = (...names: readonly string[]) => from(...names, ...names, ...names, 'lamp', 'how', 'so', 'hm');

const refTo = <K extends Ref['kind']>(kind: K, id: fc.Arbitrary<string>): fc.Arbitrary<Ref<K>> =>
  id.map((name) => ({ kind, id: name }) as Ref<K>);
const votable: fc.Arbitrary<Ref<'idea' | 'question' | 'answer'>> = fc.oneof(
  refTo('idea', idea),
  refTo('question', question),
  refTo('answer', answer),
);

const text = from('A shelf', 'Light **and** dark', 'ضوء 💡', 'a\nb', 'x'.repeat(300));
const title = from('A shelf', 'Brighter', 'ضوء 💡', 'x'.repeat(200));
const body = fc.oneof({ weight: 3, arbitrary: text }, from(''));
const tags = fc.uniqueArray(ids(['mobile', 'import']), { maxLength: 2 });
/** Of the copy that was edited: often the newest, often not. */
const revision = fc.oneof(fc.nat({ max: 3 }), from(3, 5, 9));
const statuses = [...presets['product-design'].pipeline, ...presets.process.pipeline].map(({ id }) => id);
const option = from('red', 'green', 'blue');

/** A record of which some fields may be left out. */
const some = <T, K extends keyof T>(
  fields: { [F in keyof T]: fc.Arbitrary<T[F]> },
  required: readonly K[],
): fc.Arbitrary<Partial<T> & Pick<T, K>> =>
  fc.record(fields, { requiredKeys: [...required] }) as unknown as fc.Arbitrary<Partial<T> & Pick<T, K>>;

const newPost = (id: fc.Arbitrary<string>) =>
  some({ id, board: boardId, title, body, tags }, ['id', 'board', 'title']);
const editPost = (id: fc.Arbitrary<string>) => some({ id, revision, title, body, tags }, ['id', 'revision']);

/** What an update says, and which ideas it ships. */
const news = {
  body,
  labels: fc.uniqueArray(from<UpdateLabel[]>('new', 'improved', 'fixed'), { maxLength: 2 }),
  ships: fc.array(idea, { maxLength: 3 }),
  setShipped: fc.constant(true as const),
};

const base = { revision: 1, createdAt: seededAt, updatedAt: seededAt } as const;
const imported: fc.Arbitrary<Entity> = from<Entity[]>(
  makeBoard('extra', 'process'),
  makeIdea('idea1', { tally: { score: 7, up: 0, down: 0, imported: 7 } }),
  makeIdea('idea2', { board: 'extra', status: 'proposed' }),
  makeQuestion('question1'),
  makeAnswer('answer1', 'question1'),
  makeComment('comment1', { kind: 'idea', id: 'idea1' }),
  makePoll('poll1', 'single'),
  makeUpdate('update1', { ships: ['idea1', 'nowhere'], thanks: { people: ['ana', 'mia'], others: 3 } }),
  { ...base, kind: 'member', id: 'mia', name: 'Mia', role: 'member' },
  {
    ...base,
    kind: 'vote',
    id: voteId('mia', { kind: 'idea', id: 'lamp' }),
    member: 'mia',
    subject: { kind: 'idea', id: 'lamp' },
    value: 1,
  },
  {
    ...base,
    kind: 'ballot',
    id: ballotId('mia', 'colour'),
    member: 'mia',
    poll: 'colour',
    options: ['red'],
  },
);

/** How each command is drawn. A new command needs a line here to compile. */
const draws: { readonly [T in CommandType]: fc.Arbitrary<CommandInputs[T]> } = {
  'idea.create': newPost(newId('idea1', 'idea2')),
  'idea.edit': editPost(idea),
  'idea.set-status': some({ id: idea, status: from(...statuses, 'nonsense'), note: text }, ['id', 'status']),
  'idea.respond': fc.record({ id: idea, body }),
  'idea.merge': fc.record({ id: idea, into: idea }),
  'idea.unmerge': fc.record({ id: idea }),
  'idea.set-tags': some({ id: idea, add: tags, remove: tags }, ['id']),
  'idea.pin': fc.record({ id: idea, pinned: fc.boolean() }),
  'idea.archive': fc.record({ id: idea, archived: fc.boolean() }),
  'idea.move': fc.record({ id: idea, board: boardId }),
  'question.create': newPost(newId('question1')),
  'question.edit': editPost(question),
  'answer.create': fc.record({ id: newId('answer1', 'answer2'), question, body: text }),
  'follow.set': fc.record({ idea, on: fc.boolean() }),
  'mark.set': fc.oneof(
    fc.record({ until: from(0, seededAt, 9e12) }),
    fc.record({
      ids: fc.array(from('lamp~1', 'lamp~2', 'lamp~3', 'comment~hm~1', 'none'), { maxLength: 3 }),
    }),
  ),
  'answer.edit': fc.record({ id: answer, revision, body: text }),
  'answer.accept': fc.record({ question, answer: fc.option(answer) }),
  'comment.create': some(
    { id: newId('comment1', 'comment2'), subject: votable, body: text, replyTo: comment },
    ['id', 'subject', 'body'],
  ),
  'comment.edit': fc.record({ id: comment, revision, body: text }),
  'poll.create': some(
    {
      id: newId('poll1'),
      board: boardId,
      title,
      body,
      choice: from<('single' | 'multiple')[]>('single', 'multiple'),
      options: from(
        ['red', 'green'].map((id) => ({ id, label: id })),
        ['red', 'green', 'blue'].map((id) => ({ id, label: id })),
        ['red', 'red'].map((id) => ({ id, label: id })),
      ),
      closesAt: from(Date.UTC(2100, 0, 1), Date.UTC(2100, 0, 1), seededAt),
    },
    ['id', 'board', 'title', 'choice', 'options'],
  ),
  'poll.close': fc.record({ id: poll }),
  'update.publish': some({ id: newId('update1'), board: boardId, title, ...news }, ['id', 'board', 'title']),
  'update.edit': some({ id: update, revision, title, ...news }, ['id', 'revision']),
  'update.remove': fc.record({ id: update }),
  'vote.set': some(
    { subject: votable, value: from<(-1 | 0 | 1)[]>(1, 1, 0, -1), reason: from('', 'Dark.') },
    ['subject', 'value'],
  ),
  'ballot.set': fc.record({ poll, options: fc.uniqueArray(option, { maxLength: 2 }) }),
  'post.remove': fc.record({
    ref: fc.oneof(votable, refTo('comment', comment), refTo('poll', poll)),
  }),
  'post.lock': fc.record({ ref: votable, locked: fc.boolean() }),
  'post.approve': fc.record({
    ref: fc.oneof(
      refTo('idea', idea),
      refTo('question', question),
      refTo('answer', answer),
      refTo('comment', comment),
    ),
  }),
  'member.suspend': fc.record({ member, suspended: fc.boolean() }),
  'board.create': some(
    {
      id: newId('extra'),
      purpose: from<('process' | 'support')[]>('process', 'support'),
      title,
      description: body,
      votes: from<('up' | 'up-down')[]>('up', 'up-down'),
    },
    ['id', 'purpose', 'title'],
  ),
  'board.edit': some(
    {
      id: boardId,
      title,
      description: body,
      tags: from([{ id: 'mobile', label: 'On the go' }]),
      budget: from(1, 1, 2, null),
    },
    ['id'],
  ),
  'goal.create': fc.record({
    id: newId('goal1'),
    board: boardId,
    title,
    memberValue: body,
    businessValue: body,
    audience: from<('customers' | 'partners')[]>('customers', 'partners'),
    measure: from(
      { name: 'Returns', unit: '%', baseline: 8, target: 4, current: 8 },
      { name: 'Returns', unit: '%', baseline: 8, target: 8, current: 8 },
      { name: 'Done', unit: '', baseline: 0, target: 8, current: 0, counts: 'successes' },
    ),
    startsAt: from(seededAt),
    endsAt: from(seededAt, seededAt + 86_400_000),
    promiseDays: fc.integer({ min: 1, max: 30 }),
  }),
  'goal.report': fc.record({ id: goal, current: fc.integer({ min: 0, max: 9 }) }),
  'community.edit': some(
    {
      name: title.filter((name) => name.length < 80),
      guests: from<('none' | 'vote' | 'post')[]>('none', 'vote', 'post'),
      review: from<('none' | 'guests' | 'everyone')[]>('none', 'guests', 'everyone'),
    },
    [],
  ),
  'member.rename': fc.record({ name: from('Gilbert', 'Gil 💡') }),
  'member.erase': fc.record({ id: member }),
  'entity.import': some({ entity: imported, exact: fc.constant(true as const) }, ['entity']),
};

/** How often a command is drawn beside the others; 3 when it is not named. */
const weights: { readonly [T in CommandType]?: number } = {
  'vote.set': 12,
  'ballot.set': 6,
  'idea.create': 6,
  'idea.edit': 6,
  'answer.create': 5,
  'answer.accept': 5,
  'comment.create': 5,
  'entity.import': 5,
  'community.edit': 2,
  'member.suspend': 2,
  'member.erase': 1,
  'post.remove': 2,
  'update.publish': 5,
  'update.remove': 1,
};

/** A command without its id. */
export interface Draft {
  readonly by: Persona;
  readonly type: CommandType;
  readonly input: unknown;
}

const everybody = Object.keys(personas) as Persona[];

/** Somebody who may well do this, or anybody. */
function doer(type: CommandType): fc.Arbitrary<Persona> {
  const able = everybody.filter((persona) => permitted(personas[persona], makeCommunity()).includes(type));
  return fc.oneof({ weight: 8, arbitrary: from(...able) }, from(...everybody));
}

/** An input with one thing wrong. */
const spoilt = (input: object): fc.Arbitrary<object> =>
  fc
    .tuple(from(...Object.keys(input), 'extra'), from<unknown[]>('', 'a\0b', null, -5, { x: 1 }))
    .map(([field, value]) => ({ ...input, [field]: value }));

/** Any command by anybody, most of which somebody could mean. */
export const draft: fc.Arbitrary<Draft> = fc.oneof(
  ...commandTypes.map((type) => {
    const input: fc.Arbitrary<object> = draws[type];
    return {
      weight: weights[type] ?? 3,
      arbitrary: fc.record({
        by: doer(type),
        type: fc.constant(type),
        input: fc.oneof({ weight: 24, arbitrary: input }, input.chain(spoilt)),
      }),
    };
  }),
);
