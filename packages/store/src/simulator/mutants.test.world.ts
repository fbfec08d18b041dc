import type { Backend, Question } from '@rallykit/core';
import { RallyError, refKey } from '@rallykit/core';
import * as acting from '../acting.js';
import type { Keeper } from '../keeper.js';
import { Outbox } from '../outbox.js';
import { signal } from '../signal.js';
import type { RefusedAct, StoreOptions } from '../types.js';
import type { Mutant } from './simulation.test.world.js';

/** Replaces a method of one of the store's own classes. */
function patched<T extends object, K extends keyof T>(
  of: T,
  name: K,
  make: (was: T[K]) => T[K],
): () => () => void {
  return () => {
    const was = of[name];
    of[name] = make(was);
    return () => void (of[name] = was);
  };
}

const withBackend = (change: (backend: Backend) => Partial<Backend>): Mutant => ({
  options: (options) => ({
    ...options,
    connect: async (token) => {
      const backend = await options.connect(token);
      return { ...backend, ...change(backend) };
    },
  }),
});

const withKeeper = (change: (keeper: Keeper, options: StoreOptions) => Partial<Keeper>): Mutant => ({
  options: (options) => ({
    ...options,
    keeper: { ...options.keeper!, ...change(options.keeper!, options) },
  }),
});

/** Bugs that a store could have; the simulator has to find each. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'an act gets a new id when it is sent again': withBackend((backend) => {
    const sent = new Set<string>();
    return {
      async apply(commands, call) {
        const again = commands.map((each) =>
          sent.has(each.id)
            ? { ...each, id: `${each.id}-again` as typeof each.id }
            : (sent.add(each.id), each),
        );
        const receipts = await backend.apply(again, call);
        return receipts.map((receipt, at) => ({ ...receipt, id: commands[at]!.id }));
      },
    };
  }),
  'acts are said to be kept and are not': withKeeper(() => ({ keep: async () => {} })),
  'what was kept is dropped when the page is loaded': withKeeper((keeper) => ({
    async read() {
      await keeper.drop((await keeper.read()).map(({ command }) => command.id));
      return [];
    },
  })),
  'what was kept is sent as whoever is signed in': withKeeper((keeper) => ({
    read: async () =>
      (await keeper.read()).flatMap((act) => ['ana', 'ben'].map((person) => ({ ...act, person }))),
  })),
  'the connection of whoever was signed in before is used on': {
    options(options) {
      let first: StoreOptions['token'];
      return { ...options, connect: (token) => options.connect((first ??= token)) };
    },
  },
  'a refusal after a reload is swallowed': {
    options: (options) => ({
      ...options,
      acting: {
        ...acting,
        openOutbox: (inside) =>
          acting.openOutbox(Object.create(inside, { refused: { value: signal<readonly RefusedAct[]>([]) } })),
      },
    }),
  },
  'a refusal is never told': {
    patch: patched(
      Outbox.prototype,
      'answer',
      (was) =>
        function (this: Outbox, receipts) {
          return was.call(
            this,
            receipts.filter(({ error }) => !error),
          );
        },
    ),
  },
  'what was refused is sent again after a reload': withKeeper((keeper) => ({
    read: async () => (await keeper.read()).map(({ refused: _, ...act }) => act),
  })),
  'an answer that is lost is taken for a refusal': withBackend((backend) => ({
    async apply(commands, call) {
      try {
        return await backend.apply(commands, call);
      } catch {
        return commands.map(({ id }) => ({ id, error: new RallyError('forbidden', 'No.') }));
      }
    },
  })),
  'the older of two copies wins': withBackend((backend) => ({
    async list(query, call) {
      const page = await backend.list(query, call);
      return { ...page, items: page.items.map((item) => ({ ...item, revision: item.revision + 1e6 })) };
    },
  })),
  'a removal is lost': {
    options: (options) => ({
      ...options,
      acting: {
        ...acting,
        gather: (inside, changes) =>
          acting.gather(
            inside,
            changes.filter(({ type }) => type === 'put'),
          ),
      },
    }),
  },
  'an acceptance that was taken back still shows': {
    options: (options) => ({
      ...options,
      acting: {
        ...acting,
        gather: (inside, changes) =>
          acting.gather(
            inside,
            changes.map((change) => {
              if (change.type === 'remove' || change.entity.kind !== 'question') return change;
              const known = inside.views.host.cache.confirmed(refKey(change.entity)) as Question;
              return { ...change, entity: { ...known, ...change.entity } };
            }),
          ),
      },
    }),
  },
  'a stream goes on from now instead of from where it was': withBackend((backend) => ({
    watch: (scope, _from, call) => backend.watch!(scope, undefined, call),
  })),
  'what is asked again and again is answered as it was at first': withBackend((backend) => {
    const known = new Map<string, Promise<unknown>>();
    const once = <T>(key: unknown, ask: () => Promise<T>) => {
      const text = JSON.stringify(key);
      if (!known.has(text)) known.set(text, ask());
      known.get(text)!.catch(() => known.delete(text));
      return known.get(text) as Promise<T>;
    };
    return backend.watch
      ? {}
      : {
          get: (refs, call) => once(refs, () => backend.get(refs, call)),
          list: (query, call) => once(query, () => backend.list(query, call)),
        };
  }),
  'a reset of the stream is ignored': withBackend((backend) => ({
    async *watch(scope, from, call) {
      let start = from;
      while (!call?.signal?.aborted) {
        let reset = false;
        for await (const event of backend.watch!(scope, start, call)) {
          reset = event.type === 'reset';
          if (!reset) yield event;
        }
        if (!reset) return;
        start = undefined;
      }
    },
  })),
  'every tab leads, and sends with ids of its own': {
    options(options, tab) {
      const backend = mutants['an act gets a new id when it is sent again']!.options!;
      const locks = { request: (_: string, __: unknown, work: (lock: unknown) => Promise<void>) => work({}) };
      const environment = { ...options.environment, locks };
      return backend({ ...options, environment }, tab, undefined as never);
    },
  },
  'the death of the leading tab is not noticed': {
    options: (options) => ({
      ...options,
      environment: {
        ...options.environment,
        locks: {
          request: (name, how, work) =>
            options.environment!.locks!.request(name, { ifAvailable: true }, async (lock) =>
              lock && !how.steal ? work(lock) : how.ifAvailable ? work(null) : new Promise(() => {}),
            ),
        },
      },
    }),
  },
  'drafts are kept under the wrong person': {
    drafts: (store) => ({ ...store, keeping: { ...store.keeping, person: 'ana' } }),
  },
  'what the server asks to wait is not waited': withBackend((backend) => ({
    apply: (commands, call) =>
      backend.apply(commands, call).catch((thrown: RallyError) => {
        throw new RallyError(thrown.code, thrown.message);
      }),
  })),
  'timers go on after they are cancelled': {
    options: (options) => ({
      ...options,
      environment: {
        ...options.environment,
        after: (ms, run) => (options.environment!.after!(Math.max(ms, 30_000), run), () => {}),
      },
    }),
  },
};
