import type { Backend, Call, LiveEvent, Scope } from './backend.js';
import { RallyError, toRallyError } from './error.js';
import type { ResumeToken } from './query.js';

/**
 * The same backend, that also: refuses calls after `close`, minds signals and deadlines, and rejects only with RallyErrors.
 * The signal that a call is handed aborts for both, with the RallyError that the call rejects with. A call that names no
 * deadline has `patienceMs`; without that, it takes as long as it takes.
 */
export function guard(backend: Backend, patienceMs?: number): Backend {
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  function check(call: Call): void {
    if (closed) throw new RallyError('closed', 'This connection was closed. Open a new one.');
    if (call.signal?.aborted) throw aborted(call.signal);
  }

  async function run<T>(
    { deadlineMs = patienceMs, ...call }: Call,
    work: (call: Call) => Promise<T>,
  ): Promise<T> {
    try {
      check(call);
      return await within(call.signal, deadlineMs, (signal) => work({ ...call, ...(signal && { signal }) }));
    } catch (thrown) {
      throw toRallyError(thrown);
    }
  }

  async function* watch(
    scope: Scope,
    from: ResumeToken | undefined,
    call: Call,
  ): AsyncGenerator<LiveEvent, void> {
    check(call);
    const signal = call.signal ? AbortSignal.any([call.signal, closing.signal]) : closing.signal;
    try {
      yield* backend.watch!(scope, from, { ...call, signal });
    } catch (thrown) {
      if (!signal.aborted) throw toRallyError(thrown);
    }
  }

  return {
    name: backend.name,
    supports: (call = {}) => run(call, (each) => backend.supports(each)),
    viewer: (call = {}) => run(call, (each) => backend.viewer(each)),
    get: (refs, call = {}) => run(call, (each) => backend.get(refs, each)),
    list: (query, call = {}) => run(call, (each) => backend.list(query, each)),
    apply: (commands, call = {}) => run(call, (each) => backend.apply(commands, each)),
    ...(backend.watch && { watch: (scope, from, call = {}) => watch(scope, from, call) }),
    close: () => (closed ??= closeOnce()),
  };

  async function closeOnce(): Promise<void> {
    closing.abort();
    await backend.close();
  }
}

const aborted = ({ reason }: AbortSignal) =>
  new RallyError('aborted', 'The request was cancelled.', { cause: reason });

/** What `work` resolves with, unless it is cancelled or its deadline is over before: then its own signal aborts. */
function within<T>(
  signal: AbortSignal | undefined,
  deadlineMs: number | undefined,
  work: (signal?: AbortSignal) => Promise<T>,
): Promise<T> {
  if (!signal && deadlineMs === undefined) return work();
  const ending = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const end = (error: RallyError) => {
      reject(error);
      ending.abort(error);
    };
    const cancel = () => end(aborted(signal!));
    const late = () => end(new RallyError('timeout', 'This took too long. Try again.'));
    const timer = deadlineMs === undefined ? undefined : setTimeout(late, deadlineMs);
    signal?.addEventListener('abort', cancel);
    (async () => work(ending.signal))()
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      });
  });
}
