import type { Store } from '@rallykit/store';
import { useState } from 'react';
import { useObservable } from './use-observable.js';

/** A board of ideas with nothing of RallyKit's elements: the store alone, and the page's own markup. */
export function Ideas({ store, board }: { store: Store; board: string }) {
  const view = store.list({ kind: 'idea', board, sort: 'new' });
  const { status, items, more, error, waiting } = useObservable(view);
  const connection = useObservable(store.connection);
  const pending = useObservable(store.pending);
  const [refusal, setRefusal] = useState('');

  const act = async (work: Promise<unknown>) => {
    setRefusal('');
    await work.catch((error: unknown) => setRefusal(error instanceof Error ? error.message : String(error)));
  };

  if (status === 'loading') return <p>Loading …</p>;
  if (status === 'error') return <p role="alert">{error?.message}</p>;
  return (
    <>
      <p role="status">
        {connection === 'offline' ? 'Offline. What you do is kept, and sent when you are back.' : ''}
        {pending.length > 0 ? ` ${pending.length} to be sent.` : ''}
      </p>
      <p role="alert">{refusal}</p>
      <NewIdea
        post={(title) => act(store.dispatch('idea.create', { id: `i${crypto.randomUUID()}`, board, title }))}
      />
      {waiting > 0 && <button onClick={() => view.showNew()}>{waiting} new</button>}
      <ul>
        {items.map((idea) => {
          const mine = store.myVote(idea);
          const subject = { kind: idea.kind, id: idea.id };
          const vote = () => act(store.dispatch('vote.set', { subject, value: mine ? 0 : 1 }));
          return (
            <li key={idea.id}>
              <button aria-pressed={mine === 1} onClick={() => void vote()}>
                {idea.tally.score} votes
              </button>{' '}
              {idea.title}
            </li>
          );
        })}
      </ul>
      {more && <button onClick={() => void view.loadMore()}>More</button>}
    </>
  );
}

function NewIdea({ post }: { post(title: string): Promise<void> }) {
  const [title, setTitle] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTitle('');
        void post(title);
      }}
    >
      <label>
        Your idea <input required value={title} onChange={(event) => setTitle(event.target.value)} />
      </label>{' '}
      <button>Share</button>
    </form>
  );
}
