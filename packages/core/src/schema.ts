/**
 * The shapes of everything that comes from outside, as zod schemas: what stores check by and what the OpenAPI
 * description is made of. An entry of its own, so that a page carries types only.
 */
import { z } from 'zod';
import { commandTypes } from './command-types.js';
import type { Command, CommandInputs, CommandType } from './command.js';
import { kinds, type Entities, type Kind } from './entity.js';
import { RallyError } from './error.js';
import { limits, longestReason, readOneByOne } from './limits.js';
import { sorts, type ListKind, type Query } from './query.js';

const lone = /[\uD800-\uDFFF]/u;

/** Text in Unicode code points; NUL and halves of surrogate pairs are refused, since they do not survive every store. */
function text(what: string, min: number, max: number) {
  return z
    .string({ error: `${what} is a text.` })
    .refine((value) => min === 0 || value.trim() !== '', `${what} is empty. Write a few words.`)
    .refine((value) => value.length <= max || [...value].length <= max, {
      error: (issue) =>
        `${what} is too long: ${[...String(issue.input)].length} characters, and at most ${max} fit. Shorten it.`,
    })
    .refine((value) => !value.includes('\0') && !lone.test(value), {
      error: `${what} has a broken character in it (a NUL or half of a surrogate pair). Remove it.`,
    })
    .meta({ minLength: min, maxLength: max });
}

const id = z
  .string({ error: 'An id is a text.' })
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:@|~+-]{0,199}$/,
    'An id has 1 to 200 of A–Z a–z 0–9 _ . : @ | ~ + - and starts with a letter or digit.',
  );
const shortId = id.max(64, 'An id that you choose has at most 64 characters.');
const revision = z.int({ error: 'A revision is a whole number: that of the copy which was edited.' }).min(0);
const time = z.int({ error: 'A time is a whole number of milliseconds since 1970.' }).min(0).max(8.64e15);
const whole = z.int().min(0);
const title = text('The title', 1, limits.title);
const body = text('The text', 0, limits.body);
const filledBody = text('The text', 1, limits.body);
const label = text('The label', 1, limits.name);
const labels = z
  .array(z.enum(['new', 'improved', 'fixed'], 'An update is labelled new, improved or fixed.'))
  .max(3, 'Choose each label once.')
  .readonly();
const ships = z
  .array(id)
  .max(50, 'An update names at most 50 ideas. Tell of the others in another one.')
  .readonly();
const boardTagIds = z.array(shortId).max(50).readonly();
const tags = z.array(shortId).max(limits.tags, `Choose at most ${limits.tags} tags.`).readonly();

const refTo = <K extends Kind>(...of: readonly [K, ...K[]]) => z.strictObject({ kind: z.enum(of), id });
const votable = refTo('idea', 'question', 'answer');
const purpose = z.enum(['support', 'product-design', 'quality', 'process', 'objections', 'advocacy']);
const audience = z.enum(['customers', 'partners', 'employees', 'prospects']);
const votes = z.enum(['up', 'up-down']);
const budget = z
  .int({ error: 'A budget is a whole number of votes.' })
  .min(1, 'A budget is at least one vote. Leave it out for as many as they like.')
  .max(10_000, 'A budget has at most 10,000 votes.');
const voters = z.enum(['none', 'team', 'all'], 'Who voted is shown to none, team or all.');
const guests = z.enum(['none', 'vote', 'post']);
const review = z.enum(['none', 'guests', 'everyone']);
const role = z.enum(['guest', 'member', 'team', 'leader', 'operator']);
const tag = z.strictObject({ id: shortId, label });
const status = z.strictObject({
  id: shortId,
  label,
  tone: z.enum(['calm', 'accent', 'good', 'warn', 'bad']),
  closed: z.literal(true).exactOptional(),
  success: z.literal(true).exactOptional(),
});
const boardTags = z.array(tag).max(50).readonly();
const pipeline = z.array(status).min(1).max(20).readonly();
const number = z.number({ error: 'This is a number.' });
const measure = z.strictObject({
  name: label,
  unit: text('The unit', 0, limits.name),
  baseline: number,
  target: number,
  current: number,
  counts: z.enum(['reported', 'successes']).exactOptional(),
});
const options = z
  .array(z.strictObject({ id: shortId, label }))
  .min(2, 'A poll has at least two options.')
  .max(limits.options, `A poll has at most ${limits.options} options.`)
  .readonly();
const optional = <T extends z.ZodType>(schema: T) => schema.exactOptional();

const base = <K extends Kind>(kind: K) => ({
  kind: z.literal(kind),
  id,
  revision,
  createdAt: time,
  updatedAt: time,
});
const source = optional(z.strictObject({ system: shortId, id: text('The source id', 1, 200) }));
const locked = optional(z.literal(true));
const tally = z.strictObject({ score: z.int(), up: whole, down: whole, imported: z.int() });
const pending = optional(z.literal(true));
const written = { board: id, author: id, textRevision: revision, editedAt: optional(time), source, pending };
const discussed = { comments: whole, talkedAt: optional(time), locked };
const voted = { tally, trend: number, talkTrend: optional(number), approvedAt: optional(time) };

/** Each kind of entity. */
export const entitySchemas = {
  community: z.strictObject({
    ...base('community'),
    name: label,
    guests,
    review: optional(review),
    members: whole,
  }),
  goal: z.strictObject({
    ...base('goal'),
    board: id,
    title,
    memberValue: body,
    businessValue: body,
    audience,
    measure,
    startsAt: time,
    endsAt: time,
    owner: id,
    promiseDays: z.int().min(1).max(365),
  }),
  board: z.strictObject({
    ...base('board'),
    purpose,
    title,
    description: body,
    pipeline,
    tags: boardTags,
    votes,
    budget: optional(budget),
    voters: optional(voters),
    counts: z.record(shortId, whole),
    archivedCounts: optional(z.record(shortId, whole)),
    goals: optional(z.array(id).readonly()),
  }),
  idea: z.strictObject({
    ...base('idea'),
    ...written,
    ...discussed,
    ...voted,
    title,
    body,
    tags,
    status: shortId,
    statusAt: time,
    response: optional(z.strictObject({ author: id, body: filledBody, at: time, update: optional(id) })),
    pinned: optional(z.literal(true)),
    archived: optional(z.literal(true)),
    mergedInto: optional(id),
    carried: optional(z.int()),
    merged: optional(z.array(id).readonly()),
  }),
  question: z.strictObject({
    ...base('question'),
    ...written,
    ...discussed,
    ...voted,
    title,
    body,
    tags,
    status: shortId,
    answers: whole,
    accepted: optional(id),
    views: optional(whole),
  }),
  answer: z.strictObject({
    ...base('answer'),
    ...written,
    ...discussed,
    ...voted,
    body: filledBody,
    question: id,
  }),
  comment: z.strictObject({
    ...base('comment'),
    ...written,
    body: filledBody,
    subject: votable,
    replyTo: optional(id),
    via: optional(z.array(id).readonly()),
  }),
  poll: z.strictObject({
    ...base('poll'),
    board: id,
    author: id,
    title,
    body,
    choice: z.enum(['single', 'multiple']),
    options,
    tally: z.strictObject({ voters: whole, options: z.record(shortId, whole) }),
    closesAt: optional(time),
    source,
  }),
  update: z.strictObject({
    ...base('update'),
    board: id,
    author: id,
    title,
    body,
    labels,
    ships,
    thanks: z.strictObject({ people: z.array(id).readonly(), others: whole }),
    textRevision: revision,
    editedAt: optional(time),
    source,
  }),
  member: z.strictObject({
    ...base('member'),
    name: text('The name', 1, limits.name),
    role,
    title: optional(label),
    audience: optional(audience),
    avatar: optional(z.url({ protocol: /^https?$/, error: 'A picture has an http or https address.' })),
    suspended: optional(z.literal(true)),
  }),
  vote: z.strictObject({
    ...base('vote'),
    member: id,
    subject: votable,
    value: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
    reason: optional(text('The reason', 1, longestReason)),
    via: optional(id),
  }),
  ballot: z.strictObject({ ...base('ballot'), member: id, poll: id, options: z.array(shortId).readonly() }),
  step: z.strictObject({
    ...base('step'),
    board: id,
    idea: id,
    author: id,
    from: shortId,
    to: shortId,
    note: optional(filledBody),
  }),
  follow: z.strictObject({ ...base('follow'), member: id, subject: refTo('idea'), on: z.boolean() }),
  notification: z.strictObject({
    ...base('notification'),
    what: z.enum(['status', 'answer', 'merge', 'update', 'reply']),
    by: id,
    subject: refTo('idea', 'comment', 'answer'),
    about: refTo('step', 'idea', 'update', 'question'),
    member: optional(id),
  }),
  mark: z.strictObject({
    ...base('mark'),
    member: id,
    readAt: time,
    read: z
      .array(z.strictObject({ id, at: time }))
      .max(readOneByOne)
      .readonly(),
  }),
  audit: z.strictObject({
    ...base('audit'),
    author: id,
    action: z.enum([
      'approve',
      'remove',
      'lock',
      'unlock',
      'pin',
      'unpin',
      'archive',
      'unarchive',
      'move',
      'suspend',
      'restore',
      'merge',
      'unmerge',
      'erase',
    ]),
    subject: z.strictObject({ kind: z.enum(kinds), id }),
  }),
} satisfies { [K in Kind]: z.ZodType<Entities[K]> };

const entity = z.discriminatedUnion('kind', [
  entitySchemas.community,
  entitySchemas.goal,
  entitySchemas.board,
  entitySchemas.idea,
  entitySchemas.question,
  entitySchemas.answer,
  entitySchemas.comment,
  entitySchemas.poll,
  entitySchemas.update,
  entitySchemas.member,
  entitySchemas.vote,
  entitySchemas.ballot,
  entitySchemas.step,
  entitySchemas.follow,
  entitySchemas.notification,
  entitySchemas.mark,
  entitySchemas.audit,
]);

const newPost = z.strictObject({ id: shortId, board: id, title, body: optional(body), tags: optional(tags) });
const editPost = z.strictObject({
  id,
  revision,
  title: optional(title),
  body: optional(body),
  tags: optional(tags),
});
const editText = z.strictObject({ id, revision, body: filledBody });

/** The input of each command. */
export const inputSchemas = {
  'idea.create': newPost,
  'idea.edit': editPost,
  'idea.set-status': z.strictObject({ id, status: shortId, note: optional(body) }),
  'idea.respond': z.strictObject({ id, body }),
  'idea.merge': z.strictObject({ id, into: id }),
  'idea.unmerge': z.strictObject({ id }),
  'idea.set-tags': z.strictObject({ id, add: optional(tags), remove: optional(boardTagIds) }),
  'idea.pin': z.strictObject({ id, pinned: z.boolean() }),
  'idea.archive': z.strictObject({ id, archived: z.boolean() }),
  'idea.move': z.strictObject({ id, board: id }),
  'question.create': newPost,
  'question.edit': editPost,
  'answer.create': z.strictObject({ id: shortId, question: id, body: filledBody }),
  'answer.edit': editText,
  'answer.accept': z.strictObject({ question: id, answer: id.nullable() }),
  'comment.create': z.strictObject({
    id: shortId,
    subject: votable,
    body: filledBody,
    replyTo: optional(id),
  }),
  'comment.edit': editText,
  'poll.create': z.strictObject({
    id: shortId,
    board: id,
    title,
    body: optional(body),
    choice: z.enum(['single', 'multiple']),
    options,
    closesAt: optional(time),
  }),
  'poll.close': z.strictObject({ id }),
  'update.publish': z.strictObject({
    id: shortId,
    board: id,
    title,
    body: optional(body),
    labels: optional(labels),
    ships: optional(ships),
    setShipped: optional(z.literal(true)),
  }),
  'update.edit': z.strictObject({
    id,
    revision,
    title: optional(title),
    body: optional(body),
    labels: optional(labels),
    ships: optional(ships),
    setShipped: optional(z.literal(true)),
  }),
  'update.remove': z.strictObject({ id }),
  'vote.set': z.strictObject({
    subject: votable,
    value: z.union([z.literal(-1), z.literal(0), z.literal(1)], 'A vote is 1, -1, or 0 for none.'),
    reason: optional(text('The reason', 0, longestReason)),
  }),
  'ballot.set': z.strictObject({ poll: id, options: z.array(shortId).max(limits.options).readonly() }),
  'follow.set': z.strictObject({ idea: id, on: z.boolean('Following is on: true or false.') }),
  'mark.set': z
    .strictObject({
      until: optional(time),
      ids: optional(
        z
          .array(id)
          .max(readOneByOne, `Name at most ${readOneByOne}, or read all of them up to a time.`)
          .readonly(),
      ),
    })
    .refine(({ until, ids }) => until !== undefined || ids !== undefined, {
      path: ['until'],
      error: 'Say what was read: all up to a time, or the ids of notifications.',
    }),
  'post.remove': z.strictObject({ ref: refTo('idea', 'question', 'answer', 'comment', 'poll') }),
  'post.lock': z.strictObject({ ref: votable, locked: z.boolean() }),
  'post.approve': z.strictObject({ ref: refTo('idea', 'question', 'answer', 'comment') }),
  'member.suspend': z.strictObject({ member: id, suspended: z.boolean() }),
  'board.create': z.strictObject({
    id: shortId,
    purpose,
    title,
    description: optional(body),
    tags: optional(boardTags),
    pipeline: optional(pipeline),
    votes: optional(votes),
    budget: optional(budget),
    voters: optional(voters),
  }),
  'board.edit': z.strictObject({
    id,
    title: optional(title),
    description: optional(body),
    tags: optional(boardTags),
    budget: optional(budget.nullable()),
    voters: optional(voters),
  }),
  'goal.create': entitySchemas.goal
    .omit({ kind: true, revision: true, createdAt: true, updatedAt: true, owner: true })
    .extend({ id: shortId }),
  'goal.report': z.strictObject({ id, current: number }),
  'community.edit': z.strictObject({
    name: optional(label),
    guests: optional(guests),
    review: optional(review),
  }),
  'member.rename': z.strictObject({ name: text('The name', 1, limits.name) }),
  'member.erase': z.strictObject({ id }),
  'entity.import': z.strictObject({ entity, exact: optional(z.literal(true)) }),
} satisfies { [T in CommandType]: z.ZodType<CommandInputs[T]> };

const commandId = shortId.describe('Made by the client; the same id is applied once.');
const commandHead = z.object({
  id: commandId,
  type: z.enum(commandTypes as [CommandType, ...CommandType[]]),
});

/** Every command, for descriptions of the API. */
export const commandSchema = z.union(
  commandTypes.map((type) =>
    z.strictObject({ id: commandId, type: z.literal(type), input: inputSchemas[type] }),
  ),
);

const listKinds = [
  'goal',
  'board',
  'idea',
  'question',
  'answer',
  'comment',
  'poll',
  'update',
  'member',
  'vote',
  'ballot',
  'step',
  'follow',
  'notification',
  'mark',
  'audit',
] as const satisfies readonly ListKind[];

export const querySchema = z.strictObject({
  kind: z.enum(listKinds),
  board: optional(id),
  subject: optional(refTo('idea', 'question', 'answer')),
  status: optional(z.array(shortId).max(20).readonly()),
  tags: optional(z.array(shortId).max(50).readonly()),
  author: optional(id),
  ships: optional(ships),
  voted: optional(votable),
  told: optional(z.enum(['all', 'unread'])),
  mine: optional(z.enum(['posted', 'voted', 'helped'])),
  merged: optional(z.literal(true)),
  archived: optional(z.literal(true)),
  since: optional(time),
  until: optional(time),
  votes: optional(z.int('Write a whole number of votes.')),
  unanswered: optional(z.literal(true)),
  search: optional(text('The search', 0, limits.title)),
  similar: optional(text('The text', 0, limits.body)),
  sort: optional(z.enum(sorts)),
  first: optional(z.int().min(0).max(limits.page, `A page has at most ${limits.page} items.`)),
  after: optional(z.string().max(500)),
  total: optional(z.boolean()),
});

const refsSchema = z
  .array(z.strictObject({ kind: z.enum(Object.keys(entitySchemas) as [Kind, ...Kind[]]), id }))
  .max(500);

/** An unknown value as a command. Throws `invalid` that names each wrong field of the input and its remedy. */
export function parseCommand(value: unknown): Command {
  const head = parse(commandHead, value, 'This is no command:');
  const { id: _id, type: _type, input, ...rest } = value as Record<string, unknown>;
  const [extra] = Object.keys(rest);
  if (extra !== undefined) throw unknownField(extra, ['id', 'type', 'input']);
  return { ...head, input: parse(inputSchemas[head.type], input, '') } as unknown as Command;
}

/** An unknown value as a query. Throws `invalid` that names each wrong field. */
export const parseQuery = (value: unknown): Query => parse(querySchema, value, '') as Query;

export const parseRefs = (value: unknown) => parse(refsSchema, value, '');

function unknownField(name: string, known: readonly string[]): RallyError {
  const remedy = `There is no field “${name}”. Known are: ${known.join(', ')}.`;
  return new RallyError('invalid', remedy, { fields: { [name]: remedy } });
}

function parse<T extends z.ZodType>(schema: T, value: unknown, prefix: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        fields[[...path, key].join('.')] ??= `There is no field “${key}” here. Leave it out.`;
    } else {
      fields[path.join('.') || 'input'] ??= missing(issue, value)
        ? 'This field is missing. Give it a value.'
        : issue.message;
    }
  }
  const [first] = Object.entries(fields);
  const message = first ? `${prefix} ${first[0]}: ${first[1]}`.trim() : 'This is not valid.';
  throw new RallyError('invalid', message, { fields });
}

function missing(issue: z.core.$ZodIssue, value: unknown): boolean {
  let at = value;
  for (const key of issue.path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  return at === undefined;
}
