import {
  RallyError,
  encodeScope,
  fromProblem,
  heartbeatMs,
  type EventMessage,
  type LiveEvent,
  type ResumeToken,
  type Scope,
} from '@rallykit/core';
import { offline } from './offline.js';
import { parseEvents } from './parse-events.js';

/** What the server at `base` tells of a scope; `open` opens the stream of a path. */
export async function* follow(
  base: string,
  open: (path: string, signal: AbortSignal) => Promise<Response>,
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
    const response = await open(`/events?${encodeScope(scope, from)}`, either);
    for await (const data of parseEvents(response.body!)) {
      clearTimeout(timer);
      if (data !== undefined) {
        const event = JSON.parse(data) as EventMessage;
        if (event.type === 'problem') throw fromProblem(event.problem);
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
