import { byteOrderMark, csvLine, type Board, type Idea, type Query } from '@rallykit/core';
import type { ListState, Store } from '@rallykit/store';
import { csvWords } from './csv.words.js';

/** As many as a backend gives at once, so that it is asked seldom. */
const page = 100;

/** How far it is: so many ideas, of so many as far as that is known. */
export interface Progress {
  readonly done: number;
  readonly of: number | undefined;
}

/**
 * Reads all that a query finds, a page after the other. Resolves to undefined when the signal stopped it; rejects with what
 * failed.
 */
export async function readAll(
  store: Store,
  query: Query<'idea'>,
  signal: AbortSignal,
  progress: (now: Progress) => void,
): Promise<readonly Idea[] | undefined> {
  const first = Math.min(page, store.session.value?.supports.limits.page ?? page);
  const list = store.list<'idea'>({ ...query, first });
  let look = () => {};
  const stop = list.subscribe(() => look());
  const next = (is: (state: ListState<Idea>) => boolean) =>
    new Promise<void>((resolve) => {
      look = () => (signal.aborted || is(list.value)) && resolve();
      signal.addEventListener('abort', look, { once: true });
      look();
    });
  try {
    await next(({ status }) => status !== 'loading');
    for (;;) {
      const { items, total, more, error } = list.value;
      if (error) throw error;
      progress({ done: items.length, of: list.value.exact === false ? undefined : total });
      if (signal.aborted) return undefined;
      if (!more) return items;
      await Promise.race([list.loadMore(first), next(() => false)]);
    }
  } finally {
    stop();
  }
}

/** Ideas as a CSV file: in UTF-8 with a byte order mark, a line each, under a line that names the columns. */
export function toCsv(ideas: readonly Idea[], { pipeline, tags }: Board, store: Store): Blob {
  const nameOf = (id: string) => store.peek({ kind: 'member', id })?.name ?? id;
  const labelOf = (all: readonly { id: string; label: string }[], id: string) =>
    all.find((each) => each.id === id)?.label ?? id;
  const lines = ideas.map((idea) =>
    csvLine([
      idea.id,
      idea.title,
      labelOf(pipeline, idea.status),
      idea.tags.map((tag) => labelOf(tags, tag)).join(', '),
      idea.tally.score,
      idea.comments,
      nameOf(idea.author),
      new Date(idea.createdAt).toISOString(),
      new Date(idea.statusAt).toISOString(),
      idea.response?.body ?? '',
      idea.body,
    ]),
  );
  return new Blob([byteOrderMark, csvLine(csvWords.columns), ...lines], { type: 'text/csv;charset=utf-8' });
}

/** Hands a file to the browser to keep. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
