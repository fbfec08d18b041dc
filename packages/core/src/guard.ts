import type { Backend, Call, LiveEvent, Scope } from './backend.js';
import { cancelled, closed, RallyError, toRallyError } from './error.js';
import type { ResumeToken } from './query.js';

/**
 * The same backend, that also: refuses calls after `close`, minds signals and deadlines, and rejects only with RallyErrors.
 * The signal that a call is handed aborts for both, with the RallyError that the call rejects with. A call that names no
 * deadline has `patienceMs`; without that, it takes as long as it takes.
 */
export function guard(backend: Backend, patienceMs?: number): Backend {
  const closing = new AbortController();
  let ended: Promise<void> | undefined;

  function check({ signal }: Call): void {
    if (ended) throw closed();
    if (signal?.aborted) throw cancelled(signal.reason);
  }

  /** What `work` resolves with, unless it is cancelled or its deadline is over before: then its own signal aborts. */
  const run = <T>({ deadlineMs = patienceMs, ...call }: Call, work: (call: Call) => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      check(call);
      const ending = new AbortController();
      const end = (error: RallyError) => {
        reject(error);
        ending.abort(error);
      };
      const cancel = () => end(cancelled(call.signal!.reason));
      const late = () => end(new RallyError('timeout', 'This took too long. Try again in a moment.'));
      const timer = deadlineMs === undefined ? undefined : setTimeout(late, deadlineMs);
      call.signal?.addEventListener('abort', cancel);
      (async () => work({ ...call, signal: ending.signal }))()
        .then(resolve, (thrown: unknown) => reject(toRallyError(thrown)))
        .finally(() => {
          clearTimeout(timer);
          call.signal?.removeEventListener('abort', cancel);
        });
    });

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
    close: () => (ended ??= (closing.abort(), backend.close())),
  };
}
