import type { CommandInputs, CommandType, Receipt } from '@rallykit/core';
import type { Inside } from './inside.js';
import { indexedDbKeeper } from './keeper.js';
import { Outbox, type Person } from './outbox.js';
import { unsentKey } from './unsent.js';

/** The outbox of a store. */
export function openOutbox(store: Inside): Outbox {
  const { options, name, env, pauses, pending, session, refused, views } = store;
  /** A guest's first act makes them known. */
  async function meetGuest(): Promise<void> {
    if (session.value?.viewer.member !== null) return;
    const [viewer] = await Promise.allSettled([store.call((backend, each) => backend.viewer(each))]);
    if (viewer.status === 'fulfilled' && session.value)
      store.meet({ ...session.value, viewer: viewer.value });
  }

  return new Outbox({
    pauses,
    now: env.now,
    pending,
    get max() {
      return session.value?.supports.batch.max ?? 1;
    },
    get isGuest() {
      return session.value?.viewer.member?.role === 'guest';
    },
    send: (commands) => store.call((backend, each) => backend.apply(commands, each)),
    async applied() {
      if (session.value) return meetGuest();
      // Asked before that, they are told to be nobody: what is theirs is read once it is known.
      if (store.link.token === undefined)
        void store.link.learning?.then(meetGuest).then(() => {
          for (const view of views.all) void view.reload();
        });
    },
    land(copies) {
      store.show({ copies });
      if (views.size === 0) store.clean();
    },
    awaitsSignIn: ({ code }) => code === 'unauthenticated' && store.link.refused,
    keeper:
      options.keeper ?? (options.storage && 'indexedDB' in globalThis ? indexedDbKeeper(name) : undefined),
    keeps(some) {
      try {
        if (some) options.storage?.setItem(unsentKey(name), '1');
        else options.storage?.removeItem(unsentKey(name));
      } catch {
        // Denied: then the acts are not kept either.
      }
    },
    refused,
  });
}

/** An act of `person`, that shows from now on. */
export function give<T extends CommandType>(
  store: Inside,
  outbox: Outbox,
  { type, input, at }: { readonly type: T; readonly input: CommandInputs[T]; readonly at: number },
  person: Person,
): Promise<Receipt> {
  const receipt = outbox.add(type, input, at, person);
  store.show({});
  const now = store.link.person;
  if (now.id === undefined) store.learn();
  if (person !== now) {
    // Somebody signed in meanwhile, who may be the same.
    outbox.hold();
    if (now.id !== undefined) outbox.release(now);
  }
  return receipt;
}
