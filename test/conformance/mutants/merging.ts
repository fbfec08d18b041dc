import { importEntities, makeVote, personas } from '@rallykit/conformance';
import { command, RallyError, type Command, type Entity } from '@rallykit/core';
import {
  accepted,
  applying,
  freshId,
  listing,
  mutant,
  reading,
  unlessRefused,
  type Alter,
  type Mutant,
} from './mutant.js';

/** Takes a vote that was refused with one of these codes, behind the rules' back. */
const takenAnyway = (codes: readonly string[], when: () => boolean = () => true): Alter =>
  applying((sent, send, { host, identity }) =>
    unlessRefused(send(sent), async (error) => {
      if (sent.type !== 'vote.set' || !identity || !codes.includes(error.code) || !when())
        return { id: sent.id, error };
      const { subject, value } = sent.input;
      await importEntities(host.as(personas.operator), [makeVote(identity.id, subject, value)]);
      return accepted(sent.id);
    }),
  );

let refusals = 0;

export const merging: readonly Mutant[] = [
  mutant('has no budget', '19 nobody has more', takenAnyway(['conflict'])),
  mutant(
    'does not say how many votes a budget has',
    '19 nobody has more',
    applying((sent, send) =>
      unlessRefused(send(sent), async ({ code }) => ({
        id: sent.id,
        error: new RallyError(code, 'You have no votes left. Take one back.'),
      })),
    ),
  ),
  mutant(
    'loses the budget in a race',
    '19 the budget holds under a race',
    takenAnyway(['conflict'], () => refusals++ % 2 === 0),
  ),
  mutant(
    'never gives a vote back',
    '19 a vote is free again',
    applying(async (sent, send, { shared }) => {
      if (sent.type !== 'vote.set' || sent.input.value === 0) return send(sent);
      const spent = Number(shared.get('spent') ?? 0) + 1;
      if (spent > 2) return { id: sent.id, error: new RallyError('conflict', 'All 2 votes are given.') };
      const done = await send(sent);
      if (!done.error) shared.set('spent', spent);
      return done;
    }),
  ),
  mutant('forgets the budget once it is over', '19 an idea that is opened again', takenAnyway(['conflict'])),
  mutant(
    'closes what was opened again',
    '19 an idea that is opened again',
    applying(async (sent, send) =>
      sent.type === 'idea.set-status' && sent.input.status === 'open' ? accepted(sent.id) : send(sent),
    ),
  ),

  mutant(
    'counts who voted on both twice',
    '21 a merge counts',
    reading((entity) =>
      entity.kind === 'idea' && entity.merged
        ? { ...entity, tally: { ...entity.tally, up: entity.tally.up + 1, score: entity.tally.score + 1 } }
        : entity,
    ),
  ),
  mutant(
    'drops votes without voters in a merge',
    '21 a merge counts',
    reading((entity) =>
      entity.kind === 'idea' && entity.merged
        ? { ...entity, tally: { ...entity.tally, imported: 4, score: entity.tally.score - 3 } }
        : entity,
    ),
  ),
  mutant('loses what was merged', '21 what was merged', (backend) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      return found.map((entity) => (entity && 'mergedInto' in entity ? null : entity));
    },
  })),
  mutant(
    'lists what was merged',
    '21 what was merged',
    listing(async (query, list) => {
      const page = await list(query);
      if (query.kind !== 'idea' || query.merged) return page;
      const merged = await list({ ...query, merged: true });
      return { ...page, items: [...page.items, ...merged.items] };
    }),
  ),
  mutant(
    'counts what was merged on its board',
    '21 what was merged',
    reading((entity) =>
      entity.kind === 'board' && entity.counts['proposed'] === 2
        ? { ...entity, counts: { proposed: 3 } }
        : entity,
    ),
  ),
  mutant(
    'leaves the talk behind in a merge',
    '21 what was merged',
    listing(async (query, list) =>
      query.kind === 'comment' && query.subject?.id === 'b'
        ? { ...(await list(query)), items: [] }
        : list(query),
    ),
  ),
  mutant(
    'lets authors remove what others’ ideas are in',
    '21 22 only the team',
    applying((sent, send, { host }) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'post.remove'
          ? (await host.as(personas.tess).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant('loses what was in a removed idea', '21 22 only the team', (backend) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      const gone = (await backend.get([{ kind: 'idea', id: 'mine' }]))[0];
      return found.map((entity, at) => (gone && 'removedAt' in gone && refs[at]?.id === 'a' ? null : entity));
    },
  })),
  mutant(
    'leaves replies where the talk was',
    '22 the talk goes back',
    reading((entity) =>
      entity.kind === 'idea' && entity.id === 'b' && entity.comments === 2
        ? { ...entity, comments: 1 }
        : entity,
    ),
  ),
  mutant('takes votes on what was merged', '21 nothing is put', takenAnyway(['forbidden'])),
  mutant(
    'does not say where an idea went',
    '21 nothing is put',
    applying((sent, send) =>
      unlessRefused(send(sent), async ({ code }) => ({
        id: sent.id,
        error: new RallyError(code, 'This idea was merged.'),
      })),
    ),
  ),
  mutant(
    'says yes to any merge',
    '21 no idea is merged',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'idea.merge' && error.code === 'invalid' ? accepted(sent.id) : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'lets anybody merge',
    '21 no idea is merged',
    applying((sent, send, { host }) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'idea.merge' && error.code === 'forbidden'
          ? (await host.as(personas.tess).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),

  mutant(
    'does not take merges back',
    '22',
    applying(async (sent, send) => (sent.type === 'idea.unmerge' ? accepted(sent.id) : send(sent))),
  ),
  mutant(
    'takes a link of a chain back from its middle',
    '22 a chain',
    applying(async (sent, send) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'idea.unmerge' && error.code === 'conflict'
          ? accepted(sent.id)
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'forgets other merges when one is taken back',
    '22 of two merges',
    reading((entity: Entity) =>
      entity.kind === 'idea' && entity.merged?.join() === 'b'
        ? { ...entity, tally: { ...entity.tally, up: 0, score: entity.tally.imported } }
        : entity,
    ),
  ),
  mutant(
    'keeps the votes that a merge brought',
    '22 unmerging restores',
    applying(async (sent, send, { host }) => {
      const done = await send(sent);
      if (sent.type !== 'idea.unmerge' || done.error) return done;
      const other = { kind: 'idea', id: sent.input.id.replace('a', 'b') } as const;
      const act = command(freshId(), 'vote.set', { subject: other, value: 1 }) as Command;
      await host.as(personas.ben).apply([act]);
      return done;
    }),
  ),
];
