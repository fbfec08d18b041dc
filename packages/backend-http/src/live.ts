import {
  RallyError,
  encodeScope,
  heartbeatMs,
  type EventMessage,
  type LiveEvent,
  type ResumeToken,
  type Scope,
} from '@rallykit/core';
import type { Client } from './index.js';
import { offline } from './offline.js';
import { parseEvents } from './parse-events.js';

/** What the server tells of a scope. */
export async function* follow(
  { base, send, later }: Client,
  scope: Scope,
  from: ResumeToken | undefined,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent, void> {
  // A connection can die without a word; the server gives a sign of life in each of these.
  const silence = new AbortController();
  const listen = () => setTimeout(() => silence.abort(), 3 * heartbeatMs);
  let timer = listen();
  try {
    const either = AbortSignal.any([silence.signal, signal]);
    const response = await send(`/events?${encodeScope(scope, from)}`, either);
    for await (const data of parseEvents(response.body!)) {
      clearTimeout(timer);
      if (data) {
        const event = JSON.parse(data) as EventMessage;
        if (event.type === 'problem') throw (await later()).fromProblem(event.problem);
        yield event;
        if (event.type === 'reset') return;
      }
      timer = listen();
    }
  } catch (thrown) {
    throw RallyError.is(thrown) && !silence.signal.aborted ? thrown : offline(base, thrown);
  } finally {
    clearTimeout(timer);
  }
  throw offline(base);
}
