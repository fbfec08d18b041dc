import { readFile } from 'node:fs/promises';
import { entitySchemas } from '@rallykit/core/schema';
import { z } from 'zod';
import { unreadable } from '../rows.js';
import { messageOf, UserError } from '../user-error.js';

const { community, board, goal, member, idea, question, poll, update } = entitySchemas;
/** Days before the file is taken over. */
const age = z.number().min(0);
const days = z.number().positive();
const votes = z.int().min(0).default(0);
const ids = z.array(member.shape.id).default([]);

const comment = z.strictObject({
  id: idea.shape.id,
  author: member.shape.id,
  age,
  body: z.string(),
  replyTo: idea.shape.id.optional(),
});
const post = {
  id: idea.shape.id,
  author: member.shape.id,
  age,
  body: z.string().default(''),
  importedVotes: votes,
  voters: ids,
  comments: z.array(comment).default([]),
};
const titled = {
  ...post,
  board: board.shape.id,
  title: idea.shape.title,
  tags: z.array(z.string()).default([]),
};

/** A community as a file that people write: times are ages in days, so that it is as lively whenever it is taken over. */
const seedSchema = z.strictObject({
  community: community.pick({ name: true, guests: true }),
  goal: goal
    .pick({
      id: true,
      board: true,
      title: true,
      memberValue: true,
      businessValue: true,
      audience: true,
      measure: true,
    })
    .extend({ startAge: age, endInDays: days, owner: member.shape.id, promiseDays: goal.shape.promiseDays })
    .extend({ purpose: board.shape.purpose.optional() })
    .optional(),
  boards: z.array(
    board
      .pick({ id: true, purpose: true, title: true, tags: true })
      .extend({ description: z.string().default(''), pipeline: board.shape.pipeline.optional() }),
  ),
  members: z.array(
    member
      .pick({ id: true, name: true, role: true, title: true, audience: true, avatar: true })
      .extend({ joinedAge: age }),
  ),
  ideas: z
    .array(
      z.strictObject({
        ...titled,
        status: idea.shape.status,
        statusAge: age.optional(),
        response: z.strictObject({ author: member.shape.id, age, body: z.string() }).optional(),
      }),
    )
    .default([]),
  questions: z
    .array(
      z.strictObject({
        ...titled,
        views: question.shape.views.optional(),
        accepted: z.string().optional(),
        // Read for the sake of the file's authors: how many readers an answer helped has no place in the model yet.
        answers: z.array(z.strictObject({ ...post, helped: z.int().optional() })).default([]),
      }),
    )
    .default([]),
  polls: z
    .array(
      z
        .strictObject({
          ...titled,
          choice: poll.shape.choice,
          closesInDays: days.optional(),
          options: z.array(z.strictObject({ id: z.string(), label: z.string(), imported: votes })),
          ballots: z
            .array(z.strictObject({ member: member.shape.id, options: z.array(z.string()) }))
            .default([]),
        })
        .omit({ voters: true, comments: true, importedVotes: true, tags: true }),
    )
    .default([]),
  updates: z
    .array(
      z.strictObject({
        ...update.pick({ id: true, board: true, title: true, labels: true, thanks: true }).shape,
        author: member.shape.id,
        age,
        body: z.string().default(''),
        ships: ids,
      }),
    )
    .default([]),
});
export type Seed = z.output<typeof seedSchema>;

/** A seed file, checked. Throws UserError that names the wrong field. */
export async function readSeed(file: string): Promise<Seed> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unreadable(file, error);
    throw new UserError(`${file} is no JSON: ${messageOf(error)}. Put it right and try again.`, {
      cause: error,
    });
  }
  const result = seedSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new UserError(
    `${file} is no seed of a community. ${issue.path.join('.') || 'The file'}: ${issue.message}`,
  );
}
