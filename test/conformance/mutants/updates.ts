import { personas } from '@rallykit/conformance';
import {
  command,
  RallyError,
  type Change,
  type Command,
  type CommandInputs,
  type Receipt,
  type Update,
} from '@rallykit/core';
import {
  applying,
  freshId,
  listing,
  mutant,
  reading,
  unlessRefused,
  withInput,
  type Alter,
  type Mutant,
} from './mutant.js';

type Publish = CommandInputs['update.publish'];

/** Changes what the receipt of a publishing tells. */
const published = (each: (update: Update, input: Publish) => Update): Alter =>
  applying(async (sent, send) => {
    const receipt = await send(sent);
    if (sent.type !== 'update.publish' || receipt.error) return receipt;
    const changes = receipt.changes.map((change): Change => {
      if (change.type === 'remove' || change.entity.kind !== 'update') return change;
      return { type: 'put', entity: each(change.entity, sent.input) };
    });
    return { ...receipt, changes };
  });

/** The same command without a field of its input. */
function without<T extends 'update.publish' | 'update.edit'>(
  sent: Command<T>,
  field: 'setShipped' | 'ships',
): Command {
  const { [field]: _, ...input } = sent.input as CommandInputs[T];
  return { ...sent, input } as Command;
}

/** Publishes another input than the one that was refused. */
const otherwise = (change: (sent: Command<'update.publish'>) => Command): Alter =>
  applying((sent, send) =>
    unlessRefused(send(sent), async (error): Promise<Receipt> =>
      sent.type === 'update.publish' ? send(change(sent)) : { id: sent.id, error },
    ),
  );

const onlyThere = (sent: Command<'update.publish'>) =>
  withInput<'update.publish'>(sent, ({ ships = [] }) => ({
    ships: ships.filter((id) => id !== 'nowhere' && id !== 'secret'),
  }));

export const updates: readonly Mutant[] = [
  mutant(
    'shows updates to the team alone',
    '4 59 what is published',
    listing(async (query, list, { identity }) => {
      const page = await list(query);
      const isTeam = identity?.role === 'team' || identity?.role === 'leader';
      return query.kind === 'update' && !isTeam ? { ...page, items: [] } : page;
    }),
  ),
  mutant(
    'names an idea twice',
    '4 59 what is published',
    reading((entity) =>
      entity.kind === 'update' ? { ...entity, ships: [...entity.ships, ...entity.ships] } : entity,
    ),
  ),
  mutant('leaves out of an update what is not there', '59 an idea that is not there', otherwise(onlyThere)),
  mutant(
    'does not say which idea is not there',
    ['59 an idea that is not there', '13 59 an edit'],
    applying((sent, send) =>
      unlessRefused(send(sent), async ({ code, current }) => ({
        id: sent.id,
        error: new RallyError(code, 'One of these is not here any more.', current && { current }),
      })),
    ),
  ),
  mutant(
    'leaves a merged idea where it is named',
    '59 an idea that was merged',
    published((update, { ships = [] }) => ({ ...update, ships })),
  ),
  mutant(
    'thanks nobody for what was merged',
    '60 authors and who said',
    published((update) => ({
      ...update,
      thanks: { ...update.thanks, people: update.thanks.people.filter((id) => id !== 'nia') },
    })),
  ),
  mutant(
    'thanks who said something first',
    '60 authors and who said',
    published((update) => ({
      ...update,
      thanks: { ...update.thanks, people: [...update.thanks.people].reverse() },
    })),
  ),
  mutant(
    'counts who voted for two ideas twice',
    '60 who voted for two',
    published((update) => ({
      ...update,
      thanks: { ...update.thanks, others: update.thanks.others + update.ships.length - 1 },
    })),
  ),
  mutant(
    'counts who helped anew with every change',
    '60 to name the ideas again',
    applying((sent, send) =>
      send(
        sent.type === 'update.edit' && !sent.input.ships
          ? withInput<'update.edit'>(sent, () => ({ ships: ['lamp'] }))
          : sent,
      ),
    ),
  ),
  mutant(
    'never counts anew who helped',
    '60 to name the ideas again',
    applying((sent, send) =>
      send(
        sent.type === 'update.edit' && sent.input.ships
          ? without(withInput<'update.edit'>(sent, () => ({ title: 'Again' })) as typeof sent, 'ships')
          : sent,
      ),
    ),
  ),
  mutant(
    'goes on thanking who is erased',
    '49 60 who is erased',
    reading((entity) =>
      entity.kind === 'update'
        ? { ...entity, thanks: { ...entity.thanks, people: [...entity.thanks.people, 'ida'] } }
        : entity,
    ),
  ),
  mutant(
    'publishes without setting anything as shipped',
    '61 publishing sets',
    applying((sent, send) => send(sent.type === 'update.publish' ? without(sent, 'setShipped') : sent)),
  ),
  mutant(
    'sets as shipped what was not asked for',
    '61 publishing sets',
    applying((sent, send) =>
      send(
        sent.type === 'update.publish'
          ? withInput<'update.publish'>(sent, () => ({ setShipped: true }))
          : sent,
      ),
    ),
  ),
  mutant(
    'answers again what was shipped before',
    '61 what is a success',
    applying(async (sent, send, { host }) => {
      const receipt = await send(sent);
      if (sent.type !== 'update.publish') return receipt;
      const [id = ''] = sent.input.ships ?? [];
      const answer = command(freshId(), 'idea.respond', { id, body: sent.input.title }) as Command;
      await host.as(personas.tess).apply([answer]);
      return receipt;
    }),
  ),
  mutant(
    'publishes though nothing can be set as shipped',
    '61 where nothing can be set',
    otherwise((sent) => without(sent, 'setShipped')),
  ),
  mutant(
    'lists the oldest updates first',
    '25 62 a board',
    listing((query, list) => list(query.kind === 'update' ? { ...query, sort: 'old' } : query)),
  ),
  mutant(
    'lists the updates of all boards as each one’s',
    '25 62 a board',
    listing((query, list) => {
      const { board: _, ...everywhere } = query;
      return list(query.kind === 'update' ? everywhere : query);
    }),
  ),
  mutant(
    'lists all updates as those that ship an idea',
    '62 updates are found',
    listing((query, list) => {
      const { ships: _, ...all } = query;
      return list(query.kind === 'update' ? all : query);
    }),
  ),
  mutant(
    'sends updates without what they ship',
    '62 with an update',
    listing(async (query, list) => {
      const page = await list(query);
      return { ...page, related: page.related.filter(({ kind }) => kind !== 'idea') };
    }),
  ),
  mutant(
    'writes over a later change of an update',
    '13 59 an edit',
    applying((sent, send) =>
      send(sent.type === 'update.edit' ? withInput<'update.edit'>(sent, () => ({ revision: 1_000 })) : sent),
    ),
  ),
  mutant(
    'lets everybody publish',
    '41 59 only the team',
    applying((sent, send, { host }) =>
      unlessRefused(send(sent), async (error) =>
        sent.type.startsWith('update.')
          ? (await host.as(personas.tess).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'enters no removed update into the audit',
    '43 59 an update',
    listing(async (query, list) => {
      const page = await list(query);
      return query.kind === 'audit'
        ? {
            ...page,
            items: page.items.filter((item) => item.kind !== 'audit' || item.subject.kind !== 'update'),
          }
        : page;
    }),
  ),
];
