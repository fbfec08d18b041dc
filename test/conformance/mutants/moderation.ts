import { personas } from '@rallykit/conformance';
import { command, isTombstone, RallyError, type Audit, type Entity } from '@rallykit/core';
import {
  accepted,
  applying,
  freshId,
  listing,
  mutant,
  reading,
  telling,
  unlessRefused,
  watching,
  type Mutant,
} from './mutant.js';

const waits = (entity: Entity): boolean => 'pending' in entity;

export const moderation: readonly Mutant[] = [
  mutant(
    'shows what waits for review to everybody',
    '42 a post that waits',
    (_backend, { host, community }) => ({
      get: (refs, call) => host.as(personas.tess, community).get(refs, call),
    }),
  ),
  mutant(
    'lists what waits for review to everybody',
    '42 a post that waits',
    listing((query, list, { host, community }) =>
      query.kind === 'idea' ? host.as(personas.tess, community).list(query) : list(query),
    ),
  ),
  mutant(
    'hides from its author what waits',
    '42 a post that waits',
    listing(async (query, list) => {
      const page = await list(query);
      return { ...page, items: page.items.filter((item) => !waits(item)) };
    }),
  ),
  mutant(
    'counts what waits in totals',
    '42 a post that waits',
    listing(async (query, list, { host, community }) => {
      const page = await list(query);
      if (!query.total) return page;
      const { total } = await host.as(personas.tess, community).list(query);
      return { ...page, ...(total && { total }) };
    }),
  ),
  mutant(
    'counts answers that wait',
    '42 answers and comments',
    reading((entity) => (entity.kind === 'question' ? { ...entity, answers: entity.answers + 1 } : entity)),
  ),
  mutant(
    'approves without counting',
    '42 answers and comments',
    reading((entity) =>
      entity.kind === 'question' ? { ...entity, answers: Math.min(1, entity.answers), comments: 0 } : entity,
    ),
  ),
  mutant(
    'reviews members when only guests are to be reviewed',
    '42 whose posts wait',
    applying((sent, send) =>
      send(
        sent.type === 'community.edit' && sent.input.review === 'guests'
          ? { ...sent, input: { review: 'everyone' } }
          : sent,
      ),
    ),
  ),
  mutant(
    'puts what waits at the end of its page',
    '42 25 pages',
    listing(async (query, list) => {
      const page = await list(query);
      const items = [...page.items].sort((a, b) => Number(waits(a)) - Number(waits(b)));
      return { ...page, items };
    }),
  ),
  mutant(
    'tells everybody of what waits',
    '42 38 a watch',
    watching((_watch, scope, from, call, { host, community }) =>
      host.as(personas.tess, community).watch!(scope, from, call),
    ),
  ),
  mutant(
    'approves in silence',
    '42 38 a watch',
    telling((event) =>
      event.type === 'changes'
        ? [
            {
              ...event,
              changes: event.changes.filter(
                (change) =>
                  change.type === 'remove' || change.entity.kind !== 'idea' || change.entity.revision === 1,
              ),
            },
          ]
        : [event],
    ),
  ),
  mutant(
    'shows everybody what is left of a refused post',
    '42 39 refusing',
    (backend, { host, community }) => ({
      async get(refs, call) {
        const [mine, all] = await Promise.all([
          backend.get(refs, call),
          host.as(personas.operator, community).get(refs, call),
        ]);
        return mine.map((found, at) => {
          const there = all[at];
          return there && isTombstone(there) ? there : found;
        });
      },
    }),
  ),

  mutant(
    'leaves removals out of the audit',
    '43 each act',
    listing(async (query, list) => {
      const page = await list(query);
      return {
        ...page,
        items: page.items.filter((item) => item.kind !== 'audit' || item.action !== 'remove'),
      };
    }),
  ),
  mutant(
    'takes the first of the team for whoever acts',
    '43 each act',
    listing(async (query, list) => {
      const page = await list(query);
      return {
        ...page,
        items: page.items.map((item) => (item.kind === 'audit' ? { ...item, author: 'tess' } : item)),
      };
    }),
  ),
  mutant(
    'enters what changed nothing',
    '43 each act',
    applying(async (sent, send) => {
      const receipt = await send(sent);
      if (sent.type !== 'post.lock' || receipt.error || receipt.changes.length > 0) return receipt;
      const { locked } = sent.input;
      const act = (input: boolean) => send(command(freshId(), 'post.lock', { ...sent.input, locked: input }));
      await act(!locked);
      await act(locked);
      return receipt;
    }),
  ),
  mutant(
    'lists the audit to everybody',
    '43 39 the audit',
    listing((query, list, { host, community }) =>
      query.kind === 'audit' ? host.as(personas.tess, community).list(query) : list(query),
    ),
  ),
  mutant(
    'tells everybody of the audit',
    '43 39 the audit',
    watching((_watch, scope, from, call, { host, community }) =>
      host.as(personas.lea, community).watch!(scope, from, call),
    ),
  ),
  mutant('lets an import overwrite the audit', '43 no command', (backend, lab) => ({
    ...applying(async (sent, send, { shared }) => {
      if (sent.type === 'entity.import' && sent.input.entity.kind === 'audit')
        shared.set('forged', sent.input.entity);
      return send(sent);
    })(backend, lab),
    ...listing(async (query, list, { shared }) => {
      const page = await list(query);
      const forged = shared.get('forged') as Audit | undefined;
      return { ...page, items: page.items.map((item) => (item.id === forged?.id ? forged : item)) };
    })(backend, lab),
  })),
  mutant(
    'loses an entry with its subject',
    '43 no command',
    listing(async (query, list, { host, community }) => {
      const page = await list(query);
      if (query.kind !== 'audit') return page;
      const items = page.items as readonly Audit[];
      const subjects = await host.as(personas.operator, community).get(items.map(({ subject }) => subject));
      return { ...page, items: items.filter((_, at) => subjects[at] && !isTombstone(subjects[at])) };
    }),
  ),

  mutant(
    'lets who is suspended act on',
    '37 who is suspended',
    applying((sent, send, { host, persona, community }) =>
      unlessRefused(send(sent), async (error) =>
        persona === 'ana' && error.code === 'forbidden'
          ? (await host.as(personas.ben, community).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'shows who is suspended what was theirs',
    '37 who is suspended',
    (_backend, { host, community }) => ({
      get: (refs, call) => host.as(personas.operator, community).get(refs, call),
    }),
  ),
  mutant('says that who is suspended may act', '37 who is suspended', (backend, { host, persona }) =>
    persona === 'ana'
      ? {
          viewer: async (call) => ({
            ...(await backend.viewer(call)),
            may: (await host.as(personas.ben).viewer(call)).may,
          }),
        }
      : {},
  ),
  mutant(
    'goes on telling who is suspended',
    '37 an open watch',
    watching(async function* (watch, scope, from, call) {
      for await (const event of watch(scope, from, call)) {
        if (event.type === 'reset') yield* watch(scope, undefined, call);
        else yield event;
      }
    }),
  ),
  mutant(
    'goes on after the reset',
    '37 an open watch',
    watching(async function* (watch, scope, from, call) {
      for await (const event of watch(scope, from, call)) {
        yield event;
        if (event.type === 'reset') yield* watch(scope, undefined, call);
      }
    }),
  ),
  mutant(
    'calls a suspension a gap',
    '37 an open watch',
    telling((event) => [event.type === 'reset' ? { ...event, reason: 'gap' } : event]),
  ),
  mutant(
    'resumes over a suspension',
    '37 a watch that is resumed',
    watching(async function* (watch, scope, from, call) {
      for await (const event of watch(scope, from, call)) {
        if (event.type === 'reset') yield* watch(scope, undefined, call);
        else yield event;
      }
    }),
  ),
  mutant(
    'lets anybody of the team suspend anybody',
    '37 41 only',
    applying((sent, send, { host, persona, community }) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'member.suspend' && persona === 'tess'
          ? (await host.as(personas.operator, community).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),

  mutant(
    'does not say when to come back',
    '47 too many',
    applying((sent, send) =>
      unlessRefused(send(sent), async ({ code, message }) => ({
        id: sent.id,
        error: new RallyError(code, message),
      })),
    ),
  ),
  mutant(
    'does what it refuses as too much',
    '47 too many',
    applying((sent, send, { host, identity, community }) =>
      unlessRefused(send(sent), async (error) => {
        if (error.code === 'rate-limited' && identity)
          await host.as({ ...identity, id: freshId() }, community).apply([sent]);
        return { id: sent.id, error };
      }),
    ),
  ),
  mutant('allows more than it says', '47 too many', (backend) => ({
    async supports() {
      const { limits, ...all } = await backend.supports();
      return { ...all, limits: { ...limits, ...(limits.writesAMinute && { writesAMinute: 60 }) } };
    },
  })),
  mutant(
    'refuses for good what came too soon',
    '47 too many',
    applying(async (sent, send, { shared }) => {
      const before = shared.get(sent.id);
      if (before) return { id: sent.id, error: before as RallyError };
      return unlessRefused(send(sent), async (error) => {
        if (error.code === 'rate-limited') shared.set(sent.id, error);
        return { id: sent.id, error };
      });
    }),
  ),
  mutant(
    'has one limit for all',
    '47 the limit',
    applying(async (sent, send, { shared }) =>
      unlessRefused(
        shared.has('full')
          ? Promise.resolve({ id: sent.id, error: shared.get('full') as RallyError })
          : send(sent),
        async (error) => {
          if (error.code === 'rate-limited') shared.set('full', error);
          return { id: sent.id, error };
        },
      ),
    ),
  ),

  mutant(
    'counts no successes',
    '57 a goal',
    reading((entity) =>
      entity.kind === 'goal'
        ? { ...entity, measure: { ...entity.measure, current: entity.measure.baseline } }
        : entity,
    ),
  ),
  mutant('never takes a success back', '57 a goal', (backend, lab) =>
    reading((entity) => {
      if (entity.kind !== 'goal') return entity;
      const most = Math.max((lab.shared.get(entity.id) as number | undefined) ?? 0, entity.measure.current);
      lab.shared.set(entity.id, most);
      return { ...entity, measure: { ...entity.measure, current: most } };
    })(backend, lab),
  ),
  mutant(
    'takes reports on what counts by itself',
    '57 nothing',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'goal.report' ? accepted(sent.id) : { id: sent.id, error },
      ),
    ),
  ),
];
