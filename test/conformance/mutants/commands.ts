import { importEntities, makeIdea, personas, seededAt } from '@rallykit/conformance';
import { command, RallyError, type Change, type Command, type Receipt } from '@rallykit/core';
import { memoryWorld } from '../memory.world.js';
import {
  accepted,
  applying,
  count,
  freshId,
  mutant,
  small,
  unlessRefused,
  withInput,
  type Alter,
  type Mutant,
} from './mutant.js';

export const commands: readonly Mutant[] = [
  mutant(
    'makes its own ids, new ones each time',
    '4 5 idea.create',
    applying(async (sent, send) =>
      send(sent.type === 'idea.create' ? withInput(sent, () => ({ id: freshId() })) : sent),
    ),
  ),
  mutant(
    'lets an id be taken twice',
    '5 an id',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) =>
        error.code === 'conflict' && sent.type === 'idea.create'
          ? send({
              ...command(freshId(), 'idea.edit', { id: sent.input.id, revision: 1, title: sent.input.title }),
              id: sent.id,
            })
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'brings back what was removed',
    '5 the id of something removed',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) =>
        error.code === 'conflict' ? accepted(sent.id) : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'frees the ids of what hung on something removed',
    '5 nor is the id',
    applying((sent, send) =>
      unlessRefused(send(sent), (error) =>
        error.code === 'conflict' && sent.type === 'comment.create'
          ? send({ ...sent, input: { ...sent.input, id: freshId() } })
          : Promise.resolve({ id: sent.id, error }),
      ),
    ),
  ),
  mutant(
    'loses tombstones in receipts',
    '4 what is removed',
    applying(async (sent, send) => {
      const receipt = await send(sent);
      return receipt.error
        ? receipt
        : { ...receipt, changes: receipt.changes.filter(({ type }) => type !== 'remove') };
    }),
  ),
  mutant('forgets acts at once', ['6', '8'], forgetting()),
  mutant('has no comments, and forgets acts at once', '6 the same act', small(forgetting())),
  mutant(
    'remembers the last act only',
    '6 an act sent again after later ones',
    applying(async (sent, send, { shared, persona }) => {
      if (shared.get(persona) === sent.id) return { ...(await send({ ...sent, id: sent.id })), id: sent.id };
      shared.set(persona, sent.id);
      return { ...(await send({ ...sent, id: freshId() as Command['id'] })), id: sent.id };
    }),
  ),
  mutant(
    'remembers refusals',
    '6 a refused act',
    applying(async (sent, send, { shared, persona }) => {
      const key = `${persona} ${sent.id}`;
      const receipt = (shared.get(key) as Receipt | undefined) ?? (await send(sent));
      if (receipt.error) shared.set(key, receipt);
      return receipt;
    }),
  ),
  mutant(
    'replays whatever comes under a known id',
    '7',
    applying(async (sent, send, { shared, persona }) => {
      const key = `${persona} ${sent.id}`;
      const known = shared.get(key) as Command | undefined;
      if (!known) shared.set(key, sent);
      return send(known ?? sent);
    }),
  ),
  mutant(
    'does an act sent many times at once many times',
    '8',
    applying(async (sent, send, { shared, persona }) => {
      const key = `${persona} ${sent.id}`;
      const known = shared.get(key) as Receipt | undefined;
      if (known) return known;
      await Promise.resolve();
      const receipt = await send(
        sent.type === 'idea.create'
          ? { ...withInput(sent, () => ({ id: freshId() })), id: freshId() as Command['id'] }
          : sent,
      );
      shared.set(key, { ...receipt, replayed: true, id: sent.id });
      return { ...receipt, id: sent.id };
    }),
  ),
  mutant(
    'keeps one memory of ids for all members',
    '9',
    applying(async (sent, send, { shared }) => {
      const known = shared.get(sent.id) as Receipt | undefined;
      const receipt = known && !known.error ? { ...known, replayed: true } : await send(sent);
      shared.set(sent.id, receipt);
      return receipt;
    }),
  ),
  mutant(
    'writes before it checks',
    '10',
    applying((sent, send, { host }) =>
      unlessRefused(send(sent), async (error) => {
        if (error.code === 'invalid') await importEntities(host.as(personas.operator), [makeIdea('junk')]);
        return { id: sent.id, error };
      }),
    ),
  ),
  mutant(
    'does not say which field is wrong',
    '10',
    applying((sent, send) =>
      unlessRefused(send(sent), async ({ code, message }) => ({
        id: sent.id,
        error: new RallyError(code, message),
      })),
    ),
  ),
  mutant(
    'takes a reply under another post for one to nothing',
    '10 comment.create with a reply',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) => ({
        id: sent.id,
        error: error.fields?.['replyTo'] ? new RallyError('not-found', 'There is no such comment.') : error,
      })),
    ),
  ),
  mutant(
    'takes replies for comments',
    ['10 comment.create with a reply', '10 a comment on what'],
    applying((sent, send) => {
      if (sent.type !== 'comment.create') return send(sent);
      const { replyTo: _, ...input } = sent.input;
      return send({ ...sent, input });
    }),
  ),
  mutant(
    'cuts what is too long',
    ['10', '51'],
    applying((sent, send) =>
      send(
        sent.type === 'idea.create'
          ? withInput<'idea.create'>(sent, ({ title }) =>
              typeof title === 'string' ? { title: title.slice(0, 200) } : {},
            )
          : sent,
      ),
    ),
  ),
  {
    name: 'loses everything in a restart',
    caughtBy: ['11', '11 what was done survives'],
    createWorld: forgetful(),
  },
  {
    name: 'loses its memory of acts in a restart',
    caughtBy: ['11 the memory'],
    createWorld: absentMinded(),
  },
  mutant('answers a batch in another order', '44', (backend) => ({
    apply: async (commands, call) => [...(await backend.apply(commands, call))].reverse(),
  })),
  mutant('stops a batch at the first failure', '44', (backend) => ({
    async apply(commands, call) {
      const receipts: Receipt[] = [];
      for (const sent of commands) {
        const [receipt] = await backend.apply([sent], call);
        receipts.push(receipts.at(-1)?.error ? { id: sent.id, error: receipts.at(-1)!.error! } : receipt!);
      }
      return receipts;
    },
  })),
  mutant('takes half of a batch that is too large', '44 a batch that is too large', (backend) => ({
    apply: (commands, call) => backend.apply(commands.slice(0, 100), call),
  })),
  mutant(
    'has a clock that goes back',
    '52',
    applying(async (sent, send) => {
      const receipt = await send(sent);
      const late = (change: Change): Change =>
        change.type === 'put'
          ? { ...change, entity: { ...change.entity, createdAt: seededAt - count() } }
          : change;
      return receipt.error ? receipt : { ...receipt, changes: receipt.changes.map(late) };
    }),
  ),
];

function forgetting(): Alter {
  return applying(async (sent, send) => ({
    ...(await send({ ...sent, id: freshId() as Command['id'] })),
    id: sent.id,
  }));
}

function forgetful(): Mutant['createWorld'] {
  return async (seed) => {
    let world = memoryWorld(seed);
    return {
      connect: (persona, community) => world.connect(persona, community),
      close: () => world.close(),
      async restart() {
        await world.close();
        world = memoryWorld(seed);
      },
    };
  };
}

function absentMinded(): Mutant['createWorld'] {
  return async (seed) => {
    const world = memoryWorld(seed);
    let restarts = 0;
    return {
      async connect(persona, community) {
        const backend = await world.connect(persona, community);
        return {
          ...backend,
          async apply(commands, call) {
            const sent = commands.map((each) => ({ ...each, id: `${each.id}.${restarts}` as Command['id'] }));
            const receipts = await backend.apply(sent, call);
            return receipts.map((receipt, at) => ({ ...receipt, id: commands[at]!.id }));
          },
        };
      },
      close: () => world.close(),
      restart: async () => void restarts++,
    };
  };
}
