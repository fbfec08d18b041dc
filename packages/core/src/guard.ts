import type { Backend, Call, LiveEvent, Scope } from './backend.js';
import { RallyError, toRallyError } from './error.js';
import type { ResumeToken } from './query.js';

/** The same backend, that also: refuses calls after `close`, minds signals and deadlines, and rejects only with RallyErrors. */
export function guard(backend: Backend): Backend {
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  function check(call: Call): void {
    if (closed) throw new RallyError('closed', 'This connection was closed. Open a new one.');
    if (call.signal?.aborted) throw aborted(call.signal);
  }

  async function run<T>(call: Call, work: () => Promise<T>): Promise<T> {
    try {
      check(call);
      return await within(call, work());
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
    supports: (call = {}) => run(call, () => backend.supports(call)),
    viewer: (call = {}) => run(call, () => backend.viewer(call)),
    get: (refs, call = {}) => run(call, () => backend.get(refs, call)),
    list: (query, call = {}) => run(call, () => backend.list(query, call)),
    apply: (commands, call = {}) => run(call, () => backend.apply(commands, call)),
    ...(backend.watch && { watch: (scope, from, call = {}) => watch(scope, from, call) }),
    close: () => (closed ??= closeOnce()),
  };

  async function closeOnce(): Promise<void> {
    closing.abort();
    await backend.close();
  }
}

const aborted = (signal: AbortSignal) =>
  new RallyError('aborted', 'The request was cancelled.', { cause: signal.reason });

/** The same promise, that rejects as soon as the call is cancelled or its deadline is over. */
function within<T>({ signal, deadlineMs }: Call, work: Promise<T>): Promise<T> {
  if (!signal && deadlineMs === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(aborted(signal!));
    const timer =
      deadlineMs === undefined
        ? undefined
        : setTimeout(() => reject(new RallyError('timeout', 'This took too long. Try again.')), deadlineMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}
