import { protocol } from '@rallykit/core';
import { querySchema } from '@rallykit/core/schema';
import { z } from 'zod';
import { messages, type MessageName } from './messages.js';

/** What the description says of one route. */
export interface RouteDoc {
  readonly method: 'get' | 'post';
  /** As in Hono: `/api/v1/viewer`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: MessageName;
  /** What a good answer holds; what `media` says when it is left out. */
  readonly answer?: MessageName;
  /** An event stream when it is left out. */
  readonly media?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header';
  readonly description?: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

const text = { type: 'string' } as const;
const textList = { type: 'array', items: text } as const;

export const query = (name: string, description: string, many = false): Parameter => ({
  name,
  in: 'query',
  description,
  schema: many ? textList : text,
});

export const header = (name: string, description: string): Parameter => ({
  name,
  in: 'header',
  description,
  schema: text,
});

const described: Record<string, Partial<Parameter>> = {
  subject: { description: 'As `kind/id`: the question of answers; what comments are on.', schema: text },
  voted: {
    description: 'As `kind/id`: the members with a vote on it, where its board shows them to you.',
    schema: text,
  },
  tags: { name: 'tag' },
  ships: { description: 'Ids of ideas: updates that ship any of them.' },
  total: { description: 'Whether to count all that match.', schema: { type: 'integer', enum: [0, 1] } },
  after: { description: 'The `next` of the page before.' },
};

/** The parameters of a list, from the schema of queries. */
export const listParameters: readonly Parameter[] = Object.entries(querySchema.shape)
  .filter(([key]) => key !== 'kind')
  .map(([key, schema]) => ({ name: key, in: 'query', schema: jsonSchema(schema), ...described[key] }));

function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

const ref = (name: MessageName) => ({ $ref: `#/components/schemas/${name}` });

function components(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(messages)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

/** The OpenAPI 3.1 description of these routes. */
export function describeApi(routes: readonly RouteDoc[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { method, path, id, summary, description, parameters, body, answer, media } of routes) {
    const content = answer
      ? { 'application/json': { schema: ref(answer) } }
      : { [media ?? 'text/event-stream']: { schema: text } };
    (paths[path] ??= {})[method] = {
      operationId: id,
      summary,
      ...(description && { description }),
      ...(parameters && { parameters }),
      ...(body && {
        requestBody: { required: true, content: { 'application/json': { schema: ref(body) } } },
      }),
      responses: {
        200: { description: 'Done.', content },
        default: {
          description: 'Refused: its `code` and `detail` say why and what to do.',
          content: { 'application/problem+json': { schema: ref('Problem') } },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'RallyKit',
      version: `${protocol.major}.${protocol.minor}.0`,
      description:
        'Ideas, questions and votes of a community. Read without signing in; write with a token of the site, or as a guest.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: '/', description: 'The default community.' },
      {
        url: '/c/{community}',
        description: 'Another one.',
        variables: { community: { default: 'default' } },
      },
    ],
    security: [{}, { bearer: [] }],
    paths,
    components: {
      schemas: components(),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
