import { importEntities, makeComment, makeMember, makeVote, personas } from '@rallykit/conformance';
import { isTombstone, RallyError, type Command, type Entity, type Receipt } from '@rallykit/core';
import {
  accepted,
  applying,
  freshId,
  listing,
  mutant,
  reading,
  unlessRefused,
  watching,
  type Mutant,
} from './mutant.js';

const lamp = { kind: 'idea', id: 'lamp' } as const;

/** What a store of other people's secrets does: reads some kinds as an operator does. */
const asOperator = (kind: 'vote' | 'ballot') =>
  listing((query, list, { host, community }) =>
    query.kind === kind ? host.as(personas.operator, community).list(query) : list(query),
  );

/** Imports one by one with another input than was sent. */
const importing = (change: (sent: Command<'entity.import'>) => Command) =>
  applying((sent, send) =>
    sent.type === 'entity.import' && sent.input.exact ? send(change(sent)) : send(sent),
  );

export const erasing: readonly Mutant[] = [
  mutant(
    'leaves votes out of an export',
    '48 what an operator reads',
    listing(async (query, list) =>
      query.kind === 'vote' ? { ...(await list(query)), items: [] } : list(query),
    ),
  ),
  mutant(
    'leaves merged ideas out of an export',
    '48 what an operator reads',
    listing(async (query, list) => {
      const page = await list(query);
      return query.merged ? { ...page, items: [] } : page;
    }),
  ),
  mutant(
    'counts anew what comes in exactly',
    ['48 what an operator reads', '48 what comes in exactly'],
    importing(({ id, type, input: { entity } }) => ({ id, type, input: { entity } }) as Command),
  ),
  mutant(
    'adds what comes in exactly to what it counts',
    '48 the community elsewhere',
    reading((entity) =>
      entity.kind === 'idea' && entity.tally.up > 1
        ? { ...entity, tally: { ...entity.tally, score: 2 * entity.tally.up } }
        : entity,
    ),
  ),
  mutant('lists everybody’s votes to everybody', '48 votes and ballots', asOperator('vote')),
  mutant('lists everybody’s ballots to everybody', '48 votes and ballots', asOperator('ballot')),
  mutant(
    'tells how many votes there are',
    '48 votes and ballots',
    listing(async (query, list, { host, community }) => {
      const page = await list(query);
      const { total } = await host.as(personas.operator, community).list(query);
      return { ...page, ...(total && { total }) };
    }),
  ),

  mutant(
    'erases nobody',
    ['49 who is erased is nowhere', '49 what they wrote', '49 the outcome', '49 people erase'],
    applying(async (sent, send) => (sent.type === 'member.erase' ? accepted(sent.id) : send(sent))),
  ),
  mutant('keeps who gave a vote', '49 who is erased is nowhere', (backend) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      return found.map((entity, at) => (refs[at]!.id.startsWith('z-77~') ? makeVote('z-77', lamp) : entity));
    },
  })),
  mutant('leaves a tombstone for each vote', '49 who is erased is nowhere', (backend) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      return found.map((entity, at) => {
        const { kind, id } = refs[at]!;
        return id.startsWith('z-77~') ? { kind, id, revision: 2, removedAt: 0 } : entity;
      });
    },
  })),
  mutant('gives what they wrote to who erased them', '49 what they wrote', (backend) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      return found.map((entity) =>
        entity && !isTombstone(entity) && 'author' in entity && entity.author === 'former-member'
          ? { ...entity, author: 'mia' }
          : entity,
      );
    },
  })),
  mutant(
    'takes votes away with who gave them',
    '49 tallies',
    reading((entity) =>
      'tally' in entity && 'imported' in entity.tally && entity.tally.imported === 1
        ? ({ ...entity, tally: { ...entity.tally, score: entity.tally.score - 1, imported: 0 } } as Entity)
        : entity,
    ),
  ),
  mutant(
    'lets a merge keep the votes of who is erased',
    '49 the tally that a merge',
    reading((entity) =>
      entity.kind === 'idea' && entity.id === 'light' && !entity.merged
        ? { ...entity, tally: { ...entity.tally, score: 1 } }
        : entity,
    ),
  ),
  mutant(
    'tells of them in its history',
    '49 the history',
    watching(async function* (watch, scope, from, call) {
      for await (const event of watch(scope, from, call)) {
        if (event.type === 'reset') {
          const entity = makeMember('z-77', 'Zenobia Quill');
          yield { type: 'changes', changes: [{ type: 'put', entity }], at: from! };
        }
        yield event;
      }
    }),
  ),
  mutant(
    'remembers outcomes as they were',
    '49 the outcome',
    applying(async (sent, send, { shared }) => {
      const receipt = await send(sent);
      const first = (shared.get(sent.id) as Receipt | undefined) ?? receipt;
      shared.set(sent.id, first);
      return receipt.error || first.error ? receipt : { ...receipt, changes: first.changes };
    }),
  ),
  mutant(
    'lets anybody erase anybody',
    '49 people erase',
    applying((sent, send, { host }) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'member.erase' && error.code === 'forbidden'
          ? (await host.as(personas.lea).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'lets nobody erase themselves',
    '49 people erase',
    applying(async (sent, send, { identity }) =>
      sent.type === 'member.erase' && sent.input.id === identity?.id
        ? { id: sent.id, error: new RallyError('forbidden', 'Ask who leads this.') }
        : send(sent),
    ),
  ),
  mutant(
    'takes who is erased for somebody new',
    '49 who is erased stays gone',
    applying((sent, send, { host, identity }) =>
      unlessRefused(send(sent), async (error) =>
        identity && error.code === 'forbidden'
          ? (await host.as({ ...identity, id: freshId() }).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'brings people back by an import',
    '49 an import',
    applying(async (sent, send, { host }) => {
      if (sent.type === 'entity.import' && sent.input.entity.kind === 'vote')
        await importEntities(host.as(personas.operator), [makeVote(freshId(), lamp)]);
      return send(sent);
    }),
  ),
  mutant(
    'names who is erased in what an import brings',
    '49 an import',
    reading((entity) => (entity.id === 'later' ? makeComment('later', lamp, { author: 'z-77' }) : entity)),
  ),
];
