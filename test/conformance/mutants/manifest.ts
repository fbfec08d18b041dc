import { makeCommunity } from '@rallykit/conformance';
import { commandTypes, RallyError } from '@rallykit/core';
import { applying, listing, mutant, reading, type Mutant } from './mutant.js';

export const manifest: readonly Mutant[] = [
  mutant('does what it does not declare', '2 vote.set', (backend) => ({
    async supports() {
      const all = await backend.supports();
      return { ...all, commands: all.commands.filter((type) => type !== 'vote.set') };
    },
  })),
  mutant('says something else the second time', '1 supports gives', (backend) => {
    let asked = 0;
    return { supports: async () => ({ ...(await backend.supports()), name: `memory ${++asked}` }) };
  }),
  mutant('declares limits that cannot be', '1 supports is of one piece', (backend) => ({
    async supports() {
      const all = await backend.supports();
      return { ...all, limits: { ...all.limits, page: 0 } };
    },
  })),
  mutant('tells of changes, but says that it has to be asked', '1 supports is of one piece', (backend) => ({
    async supports() {
      const all = await backend.supports();
      return { ...all, live: { ...all.live, mode: 'poll' } };
    },
  })),
  mutant('has nothing to list', '1 there is something to list', (backend) => ({
    supports: async () => ({ ...(await backend.supports()), kinds: [] }),
  })),
  mutant(
    'takes votes against where its boards take none',
    '2 no board takes votes against',
    reading((entity) => (entity.kind === 'board' ? { ...entity, votes: 'up' } : entity)),
  ),
  mutant('speaks another protocol', '3', (backend) => ({
    supports: async () => ({ ...(await backend.supports()), protocol: { major: 2, minor: 0 } }),
  })),
  ...commandTypes.map((type) =>
    mutant(
      `declares ${type} without doing it`,
      `1 ${type} is declared`,
      applying(async (sent, send) =>
        sent.type === type
          ? { id: sent.id, error: new RallyError('not-supported', 'Not here.') }
          : send(sent),
      ),
    ),
  ),
  ...(
    [
      'goal',
      'board',
      'idea',
      'question',
      'answer',
      'comment',
      'poll',
      'update',
      'member',
      'step',
      'follow',
      'notification',
      'mark',
      'audit',
    ] as const
  ).map((kind) =>
    mutant(
      `lists something else for ${kind}`,
      `1 a list of ${kind} is declared`,
      listing(async (query, list) =>
        query.kind === kind ? { ...(await list(query)), items: [makeCommunity() as never] } : list(query),
      ),
    ),
  ),
  mutant(
    'lists posts and people only',
    '1 a list of',
    listing(async (query, list) => {
      if (query.kind !== 'vote' && query.kind !== 'ballot') return list(query);
      throw new RallyError('not-supported', 'Nobody lists those.');
    }),
  ),
];
