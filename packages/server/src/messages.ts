import {
  commandTypes,
  errorCodes,
  filters,
  type Capabilities,
  type CommandId,
  type CommandType,
  type Cursor,
  type EntitiesMessage,
  type GuestMessage,
  type Page,
  type Problem,
  type ReceiptMessage,
  type ReceiptsMessage,
  type ResumeToken,
  type Tombstone,
  type ViewerMessage,
} from '@rallykit/core';
import { commandSchema, entitySchemas, querySchema } from '@rallykit/core/schema';
import { z } from 'zod';

// What the API sends, for its description. `satisfies` holds each to the type that the code uses.
const branded = <T extends string>(description: string) =>
  z.string().describe(description) as z.ZodType as z.ZodType<T>;
const optional = <T extends z.ZodType>(schema: T) => schema.exactOptional();
const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const whole = z.int().min(0);
const {
  idea,
  question,
  answer,
  comment,
  poll,
  update,
  goal,
  board,
  community,
  member,
  vote,
  ballot,
  step,
  follow,
  notification,
  mark,
  audit,
} = entitySchemas;

const entity = z.discriminatedUnion('kind', [
  idea,
  question,
  answer,
  comment,
  poll,
  update,
  goal,
  board,
  community,
  member,
  vote,
  ballot,
  step,
  follow,
  notification,
  mark,
  audit,
]);
const tombstone = z.object({
  kind: z.enum(Object.keys(entitySchemas) as (keyof typeof entitySchemas)[]),
  id: z.string(),
  revision: whole,
  removedAt: whole,
  only: optional(z.string()).describe('The member who alone knew of it, beside the team.'),
}) satisfies z.ZodType<Tombstone>;
const change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('put'), entity }),
  z.object({ type: z.literal('remove'), tombstone }),
]);
const commandType = z.enum(commandTypes as [CommandType, ...CommandType[]]);
const commandId = branded<CommandId>('That of the command.');
const resumeToken = branded<ResumeToken>('A point in the history of the community, to watch on from.');

const capabilities = z.object({
  protocol: z.object({ major: whole, minor: whole }),
  name: z.string(),
  commands: listOf(commandType),
  kinds: listOf(querySchema.shape.kind),
  sorts: listOf(querySchema.shape.sort.unwrap()),
  search: z.boolean(),
  similar: z.boolean(),
  filters: listOf(z.enum(filters)).describe('Further conditions that its lists know.'),
  voters: z.boolean(),
  reasons: z.boolean(),
  totals: z.enum(['exact', 'none']),
  live: z.object({ mode: z.enum(['stream', 'poll', 'none']), resume: z.boolean(), retention: whole }),
  idempotency: z.object({ retentionMs: z.union([whole, z.literal('forever')]) }),
  batch: z.object({ max: whole, atomic: z.boolean() }),
  signIn: listOf(z.enum(['token', 'guest'])),
  feed: optional(z.string()).describe(
    'Where the updates are as an Atom feed, after the community’s address.',
  ),
  limits: z
    .object({
      title: whole,
      body: whole,
      name: whole,
      tags: whole,
      options: whole,
      page: whole,
      writesAMinute: optional(whole).describe('Commands that one person can send a minute.'),
    })
    .describe('Lengths are in Unicode code points.'),
}) satisfies z.ZodType<Capabilities>;

const person = member.pick({
  id: true,
  name: true,
  role: true,
  title: true,
  avatar: true,
  audience: true,
  suspended: true,
});
const viewer = z.object({ member: person.nullable(), may: listOf(commandType) });

const problem = z
  .object({
    type: z.string().describe('https://rallykit.dev/errors# and the code'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('For people: what happened and what to do.'),
    code: z.enum(errorCodes),
    fields: optional(z.record(z.string(), z.string())).describe(
      'What is wrong with each field, by its path.',
    ),
    retryAfterMs: optional(whole),
    current: optional(entity).describe('The entity as it stands, where the act was based on an older one.'),
  })
  .describe('RFC 9457 problem details.') satisfies z.ZodType<Problem>;

const receipt = z.union([
  z.object({ id: commandId, replayed: z.boolean(), changes: listOf(change), at: resumeToken }),
  z.object({ id: commandId, problem }),
]) satisfies z.ZodType<ReceiptMessage>;

const page = z.object({
  items: listOf(entity),
  related: listOf(entity).describe('Authors, boards and one’s own votes that belong to the items.'),
  next: optional(branded<Cursor>('Where the next page starts: its `after`. Absent on the last page.')),
  asOf: resumeToken,
  total: optional(z.object({ n: whole, exact: z.boolean() })),
}) satisfies z.ZodType<Page<z.output<typeof entity>>>;

/** Everything that the description names, by that name. */
export const messages = {
  Idea: idea,
  Question: question,
  Answer: answer,
  Comment: comment,
  Poll: poll,
  Update: update,
  Goal: goal,
  Board: board,
  Community: community,
  Member: member,
  Vote: vote,
  Ballot: ballot,
  Step: step,
  Follow: follow,
  Notification: notification,
  Mark: mark,
  Audit: audit,
  Entity: entity,
  Tombstone: tombstone,
  Change: change,
  Capabilities: capabilities,
  Problem: problem,
  Command: commandSchema,
  Receipt: receipt,
  Page: page,
  ViewerMessage: z.object({
    viewer,
    supports: capabilities,
    guest: optional(listOf(commandType)).describe('What an anonymous reader could do as a guest.'),
  }) satisfies z.ZodType<ViewerMessage>,
  EntitiesMessage: z.object({
    items: listOf(z.union([entity, tombstone]).nullable()),
  }) satisfies z.ZodType<EntitiesMessage>,
  CommandsMessage: z.strictObject({ commands: listOf(commandSchema) }),
  ReceiptsMessage: z.object({ receipts: listOf(receipt) }) satisfies z.ZodType<ReceiptsMessage>,
  GuestMessage: z.object({ token: z.string(), member: person }) satisfies z.ZodType<GuestMessage>,
  Health: z.object({ status: z.literal('ok') }),
} as const satisfies Record<string, z.ZodType>;

export type MessageName = keyof typeof messages;
