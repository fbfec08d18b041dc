import { makeNotification, personas } from '@rallykit/conformance';
import {
  command,
  formerMember,
  type Command,
  type CommandInputs,
  type Entity,
  type Notification,
  type Query,
} from '@rallykit/core';
import {
  accepted,
  applying,
  freshId,
  listing,
  mutant,
  withInput,
  type Alter,
  type Lab,
  type Mutant,
} from './mutant.js';

type Told = Query<'notification'>;

/** Changes what somebody is told. */
const told = (
  each: (all: readonly Notification[], query: Told, lab: Lab) => Promise<readonly Notification[]>,
): Alter =>
  listing(async (query, list, lab) => {
    const page = await list(query);
    if (query.kind !== 'notification' || !query.told) return page;
    return { ...page, items: await each(page.items as readonly Notification[], query as Told, lab) };
  });

const toldBut = (leaveOut: (notification: Notification) => boolean): Alter =>
  told(async (all) => all.filter((each) => !leaveOut(each)));

/** All that there is, whoever follows. */
const everything = async ({ told: _, ...query }: Told, { host, identity, community }: Lab) =>
  (await host.as(identity, community).list(query)).items;

/** Reads a kind as an operator does. */
const asOperator = (kind: 'mark' | 'notification'): Alter =>
  listing((query, list, { host, community }) =>
    query.kind === kind && !('told' in query)
      ? host.as(personas.operator, community).list(query)
      : list(query),
  );

/** Reads notifications by another input. */
const readingBy = (change: (input: CommandInputs['mark.set']) => object): Alter =>
  applying((sent, send) =>
    send(sent.type === 'mark.set' ? ({ ...sent, input: change(sent.input) } as unknown as Command) : sent),
  );

export const notifications: readonly Mutant[] = [
  mutant(
    'tells everybody of everything',
    ['68 69 who voted', '69 what happened before'],
    told((_, query, lab) => everything(query, lab)),
  ),
  mutant(
    'goes on telling who took the vote back',
    '68 who takes the vote back',
    told(async (all, _, { shared, persona }) => {
      const known = new Map((shared.get(persona) as Map<string, Notification> | undefined) ?? []);
      for (const each of all) known.set(each.id, each);
      shared.set(persona, known);
      return [...known.values()];
    }),
  ),
  mutant(
    'lets nobody stop following',
    '68 anybody can follow',
    applying((sent, send) =>
      send(sent.type === 'follow.set' ? withInput<'follow.set'>(sent, () => ({ on: true })) : sent),
    ),
  ),
  mutant(
    'tells of each correction',
    '69 an official answer',
    applying(async (sent, send, { host, community }) => {
      const receipt = await send(sent);
      if (sent.type !== 'idea.respond') return receipt;
      const entity: Entity = makeNotification(sent.input.id, { id: freshId(), createdAt: Date.now() });
      await host
        .as(personas.operator, community)
        .apply([command(freshId(), 'entity.import', { entity }) as Command]);
      return receipt;
    }),
  ),
  mutant(
    'tells of no merge',
    '69 a merge',
    toldBut(({ what }) => what === 'merge'),
  ),
  mutant(
    'leaves those behind who followed what was merged',
    '69 a merge',
    toldBut(({ what, subject }) => what === 'status' && subject.id === 'light'),
  ),
  mutant(
    'tells of no update',
    '69 an update',
    toldBut(({ what }) => what === 'update'),
  ),
  mutant(
    'tells of no answer',
    '70 who is replied to',
    toldBut(({ subject }) => subject.kind === 'answer'),
  ),
  mutant(
    'never tells of a reply that waited',
    '70 71 a reply that waits',
    told(async (all, _, { host, community }) => {
      const replies = await host.as(personas.tess, community).list({ kind: 'comment' });
      const approved = new Set(replies.items.flatMap(({ id, revision }) => (revision > 1 ? [id] : [])));
      return all.filter(({ subject }) => !approved.has(subject.id));
    }),
  ),
  mutant('shows everybody what one is told', '42 71 of an idea that waits', asOperator('notification')),
  mutant('shows everybody what others have read', '38 39 71 what one person', asOperator('mark')),
  mutant(
    'takes one for all',
    '72 what was read one by one',
    readingBy(({ ids }) => (ids ? { until: 8e15 } : {})),
  ),
  mutant(
    'reads nothing up to a time',
    '72 all up to a time',
    applying(async (sent, send) =>
      sent.type === 'mark.set' && sent.input.until ? accepted(sent.id) : send(sent),
    ),
  ),
  mutant(
    'counts the page for all that is told',
    '25 69 pages',
    listing(async (query, list) => {
      const page = await list(query);
      return query.told && page.total ? { ...page, total: { n: page.items.length, exact: true } } : page;
    }),
  ),
  mutant(
    'tells without what shows it',
    '69 what is told comes',
    listing(async (query, list) => ({ ...(await list(query)), related: [] })),
  ),
  mutant(
    'names who did it though they were erased',
    '49 who is erased is told nothing',
    listing(async (query, list) => {
      const page = await list(query);
      if (query.kind !== 'notification') return page;
      const named = (each: Notification) => (each.by === formerMember ? { ...each, by: 'tess' } : each);
      return { ...page, items: (page.items as Notification[]).map(named) };
    }),
  ),
];
