import { RallyError, invalid } from '@rallykit/core';
import type { HonoRequest } from 'hono';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A request that is wrong as HTTP, before what it says is looked at; `status` is HTTP's own for that. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly problem: RallyError;
  readonly status: number;

  constructor(status: number, problem: RallyError) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

/** The JSON object in a request's body. Throws `BadRequest` for any other. */
export async function readJson(request: HonoRequest): Promise<Record<string, unknown>> {
  const type = request.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    const sent = type ? `"${type}"` : 'none';
    const remedy = `Send JSON with the header Content-Type: application/json; this request has ${sent}.`;
    throw new BadRequest(415, invalid('Content-Type', remedy));
  }
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(await request.arrayBuffer()));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? cause.message : 'it is not UTF-8';
    throw new BadRequest(
      400,
      new RallyError('invalid', `The body is not readable JSON: ${why}. Correct it and send it again.`, {
        cause,
      }),
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequest(
      400,
      new RallyError('invalid', 'The body is JSON, but not an object. Send one in braces.'),
    );
  }
  return value as Record<string, unknown>;
}
