import {
  RallyError,
  heartbeatMs,
  toProblem,
  toRallyError,
  type EventMessage,
  type LiveEvent,
} from '@rallykit/core';
import { storeDown } from './problem.js';

/** A reader that takes nothing for so many heartbeats is let go; its token lets it come back. */
const missesAllowed = 4;

export interface EventSource {
  /** What to tell. The next event is asked for only when the reader has taken the one before. */
  watch(signal: AbortSignal): AsyncIterable<LiveEvent>;
  /** Cuts the connection of a reader that has stopped reading. */
  cut(): void;
  onEnd(): void;
}

/** An open stream of server-sent events. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Ends it, telling the reader why. */
  end(why: RallyError): void;
}

/**
 * A community's events as a body that goes on until its reader leaves. Nothing is kept here: the store is asked for
 * more as the reader takes it, so whether a reader is too slow is the store's to say, by `reset`.
 */
export function openEventStream({ watch, cut, onEnd }: EventSource): EventStream {
  const stop = new AbortController();
  const events = watch(stop.signal)[Symbol.asyncIterator]();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let ended = false;
  let missed = 0;

  const beat = setInterval(() => {
    if (controller.desiredSize === 0) {
      missed = 0;
      controller.enqueue(encode(':\n\n'));
    } else if (++missed >= missesAllowed) {
      cut();
    }
  }, heartbeatMs).unref();

  function finish(): void {
    ended = true;
    clearInterval(beat);
    stop.abort();
    // Not awaited: a store may let go only after this.
    events.return?.().catch(() => undefined);
    onEnd();
  }

  function close(last: EventMessage): void {
    if (ended) return;
    controller.enqueue(frame(last));
    controller.close();
    finish();
  }

  const end = (why: RallyError) => close({ type: 'problem', problem: toProblem(why) });

  const body = new ReadableStream<Uint8Array>(
    {
      start(made) {
        controller = made;
        // At once, so that the reader knows the stream is open. Browsers' EventSource waits this long to reconnect.
        controller.enqueue(encode('retry: 1000\n\n'));
      },
      async pull() {
        try {
          const { done, value } = await events.next();
          if (ended) return;
          if (done)
            end(new RallyError('unavailable', 'The community stopped telling of changes. Connect again.'));
          else if (value.type === 'reset') close(value);
          else controller.enqueue(frame(value));
        } catch (thrown) {
          const error = toRallyError(thrown);
          end(error.code === 'not-configured' ? storeDown() : error);
        }
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  );
  return { body, end };
}

const encoder = new TextEncoder();
const encode = (text: string) => encoder.encode(text);

function frame(message: EventMessage): Uint8Array {
  const id = 'at' in message ? `id: ${message.at}\n` : '';
  return encode(`${id}event: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`);
}
