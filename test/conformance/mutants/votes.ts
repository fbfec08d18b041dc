import { importEntities, personas, seededAt } from '@rallykit/conformance';
import {
  command,
  isTombstone,
  RallyError,
  type BackendHost,
  type Entity,
  type Member,
  type Receipt,
  type Ref,
  type ResumeToken,
} from '@rallykit/core';
import {
  accepted,
  applying,
  freshId,
  listing,
  mutant,
  reading,
  unlessRefused,
  type Mutant,
} from './mutant.js';

/** Who voted, whoever asks: read from the votes, as an operator. */
async function votersOf(host: BackendHost, { kind, id }: Ref): Promise<Member[]> {
  const operator = host.as(personas.operator);
  const { items } = await operator.list({ kind: 'vote', subject: { kind, id } });
  const found = await operator.get(items.map(({ member }) => ({ kind: 'member', id: member })));
  return found.filter((member): member is Member => member !== null && !isTombstone(member));
}

export const votes: readonly Mutant[] = [
  mutant(
    'adds votes',
    ['15', '18'],
    applying(async (sent, send, { host }) => {
      if (sent.type !== 'vote.set' || sent.input.value !== 1) return send(sent);
      return (await host.as({ id: freshId(), name: 'Again', role: 'member' }).apply([sent]))[0]!;
    }),
  ),
  mutant(
    'counts only the first vote of a crowd',
    '16',
    applying(async (sent, send, { shared, persona }) => {
      if (sent.type !== 'vote.set') return send(sent);
      const first = shared.get('voter') ?? persona;
      shared.set('voter', first);
      return first === persona ? send(sent) : accepted(sent.id);
    }),
  ),
  mutant(
    'counts one vote more than there are',
    '17',
    reading((entity) =>
      entity.kind === 'idea'
        ? { ...entity, tally: { ...entity.tally, score: entity.tally.score + 1 } }
        : entity,
    ),
  ),
  mutant(
    'forgets imported votes',
    '17 votes taken over',
    reading((entity) =>
      entity.kind === 'idea' ? { ...entity, tally: { ...entity.tally, imported: 0 } } : entity,
    ),
  ),
  mutant(
    'keeps votes that are taken back',
    '18',
    applying(async (sent, send) =>
      sent.type === 'vote.set' && sent.input.value === 0 ? accepted(sent.id) : send(sent),
    ),
  ),
  mutant(
    'takes votes on what is closed or locked',
    ['20', '20 an idea that came closed'],
    applying((sent, send, { host, identity }) =>
      unlessRefused(send(sent), async (error) => {
        if (sent.type !== 'vote.set' || error.code !== 'forbidden' || !identity)
          return { id: sent.id, error };
        const { subject, value } = sent.input;
        const vote: Entity = {
          kind: 'vote',
          id: 'late',
          revision: 1,
          createdAt: seededAt,
          updatedAt: seededAt,
          member: identity.id,
          subject,
          value,
        };
        return importEntities(host.as(personas.operator), [vote]).then(
          () => accepted(sent.id),
          () => ({ id: sent.id, error }),
        );
      }),
    ),
  ),
  mutant(
    'counts options, not people',
    '23 a poll with several',
    reading((entity) =>
      entity.kind === 'poll'
        ? {
            ...entity,
            tally: {
              ...entity.tally,
              voters: Object.values(entity.tally.options).reduce((sum, n) => sum + n, 0),
            },
          }
        : entity,
    ),
  ),
  mutant(
    'takes the first of too many options',
    '23 a poll with a single',
    applying((sent, send) =>
      unlessRefused(send(sent), async () =>
        sent.type === 'ballot.set'
          ? {
              ...(await send(
                command(freshId(), 'ballot.set', { ...sent.input, options: sent.input.options.slice(0, 1) }),
              )),
              id: sent.id,
            }
          : send(sent),
      ),
    ),
  ),
  mutant(
    'shows who voted to nobody',
    '58 who voted is shown to anonymous',
    listing(async (query, list) => {
      if (query.voted) throw new RallyError('forbidden', 'Who voted is not shown.');
      return list(query);
    }),
  ),
  mutant(
    'shows who voted to everybody',
    [
      '58 who voted is shown to tess, lea',
      '58 who voted is shown to nobody where the board says none',
      '58 who voted is shown to nobody where the board says nothing',
      '58 who voted can be shown and hidden later',
      '37 58 who was suspended',
    ],
    listing(async (query, list, { host }) =>
      query.voted
        ? { items: await votersOf(host, query.voted), related: [], asOf: '' as ResumeToken }
        : list(query),
    ),
  ),
  mutant(
    'says that nobody voted on what is not there',
    '39 58',
    listing((query, list) =>
      list(query).catch((error: unknown) => {
        if (!query.voted || !RallyError.is(error) || error.code !== 'not-found') throw error;
        return { items: [], related: [], asOf: '' as ResumeToken };
      }),
    ),
  ),
  mutant(
    'lists everybody as voters',
    ['25 58 pages of voters', '58 who takes a vote back'],
    listing(async ({ voted: _, ...query }, list) => list(query)),
  ),
  mutant(
    'keeps polls open',
    '23 a closed poll',
    applying(async (sent, send) => {
      if (sent.type !== 'poll.close') return send(sent);
      return {
        ...(await send(command(freshId(), 'poll.close', sent.input))),
        id: sent.id,
        changes: [],
      } as Receipt;
    }),
  ),
  mutant(
    'cannot take an acceptance back',
    '24 a question',
    applying(async (sent, send) =>
      sent.type === 'answer.accept' && sent.input.answer === null ? accepted(sent.id) : send(sent),
    ),
  ),
  mutant(
    'lets anybody accept',
    '24 who asked',
    applying((sent, send, { host }) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'answer.accept' && error.code === 'forbidden'
          ? (await host.as(personas.tess).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'says yes to any answer',
    '24 an answer to another',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'answer.accept' ? accepted(sent.id) : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'drops what comes at the same time',
    '24 of two',
    applying(async (sent, send, { shared }) => {
      if (sent.type !== 'answer.accept') return send(sent);
      shared.set(sent.id, true);
      await new Promise((resolve) => setTimeout(resolve));
      return shared.size > 1 ? accepted(sent.id) : send(sent);
    }),
  ),
  mutant(
    'takes every answered question for solved',
    '24 removing',
    reading((entity) =>
      entity.kind === 'question' && entity.status === 'answered'
        ? { ...entity, status: 'solved', accepted: 'so' }
        : entity,
    ),
  ),
  mutant(
    'counts an answer too many',
    '24 counts',
    listing(async (query, list) => {
      const page = await list(query);
      const items = page.items.map((item) =>
        item.kind === 'question' ? { ...item, answers: item.answers + 1 } : item,
      );
      return { ...page, items };
    }),
  ),
];
