import { RallyError, type Command, type Entity } from '@rallykit/core';
import {
  accepted,
  applying,
  listing,
  mutant,
  reading,
  unlessRefused,
  withInput,
  type Mutant,
} from './mutant.js';

export const values: readonly Mutant[] = [
  mutant(
    'normalises texts',
    '50',
    applying((sent, send) =>
      send(
        sent.type === 'idea.create'
          ? withInput<'idea.create'>(sent, ({ title }) => ({
              title: typeof title === 'string' ? title.normalize('NFC').replaceAll('\r\n', '\n') : title,
            }))
          : sent,
      ),
    ),
  ),
  mutant(
    'drops broken characters',
    '50 NUL',
    applying((sent, send) =>
      send({
        ...sent,
        input: JSON.parse(
          JSON.stringify(sent.input)
            .replaceAll('\\u0000', '')
            .replace(/\\ud[0-9a-f]{3}/g, ''),
        ),
      } as Command),
    ),
  ),
  mutant(
    'counts UTF-16 units',
    '51',
    applying(async (sent, send) =>
      sent.type === 'idea.create' && sent.input.title.length > 200
        ? { id: sent.id, error: new RallyError('invalid', 'Too long.', { fields: { title: 'Too long.' } }) }
        : send(sent),
    ),
  ),
  mutant(
    'searches an index that is not kept up',
    '54',
    listing(async (query, list, { shared }) => {
      if (query.search === undefined && query.similar === undefined) return list(query);
      const key = JSON.stringify(query);
      const page = (shared.get(key) as Awaited<ReturnType<typeof list>> | undefined) ?? (await list(query));
      shared.set(key, page);
      return page;
    }),
  ),
  mutant(
    'searches inside words',
    '54 search finds',
    listing(async ({ search, ...query }, list) => {
      if (search === undefined) return list(query);
      const all = await list({ ...query, first: 100 });
      const words = search.toLowerCase().split(' ');
      return {
        ...all,
        items: all.items.filter(
          (item) => 'title' in item && words.every((word) => item.title?.toLowerCase().includes(word)),
        ),
      };
    }),
  ),
  mutant('marks the inputs it has seen', '55 inputs', (backend) => ({
    async apply(commands, call) {
      const receipts = await backend.apply(commands, call);
      for (const sent of commands) Object.assign(sent, { seen: true });
      return receipts;
    },
  })),
  mutant('hands out what it keeps', '55 changing', (backend, { shared }) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      return found.map((entity, at) => {
        const key = JSON.stringify(refs[at]);
        if (!shared.has(key)) shared.set(key, structuredClone(entity));
        return shared.get(key) as Entity | null;
      });
    },
  })),
  mutant(
    'answers with dates',
    '55 all answers',
    reading((entity) => ({ ...entity, updatedAt: new Date(entity.updatedAt) as unknown as number })),
  ),
  mutant(
    'finds only the same words similar',
    '56',
    listing(async ({ similar, ...query }, list) => {
      if (similar === undefined) return list(query);
      const all = await list({ ...query, search: similar.slice(0, 200) });
      return all;
    }),
  ),
  mutant(
    'finds only what is open similar',
    '56 similar finds what is closed',
    listing(async (query, list) => {
      const page = await list(query);
      if (query.similar === undefined) return page;
      return {
        ...page,
        items: page.items.filter((post) => !('status' in post && post.status === 'declined')),
      };
    }),
  ),
  mutant(
    'throws errors of its own',
    '46 whatever',
    listing(async (query, list) =>
      list(query).catch((error: unknown) => {
        throw new Error(String(error));
      }),
    ),
  ),
  mutant(
    'takes malformed input for nothing to do',
    '46 a malformed',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) =>
        error.code === 'invalid' ? accepted(sent.id) : { id: sent.id, error },
      ),
    ),
  ),
  mutant('passes over what is no command', '46 what is no command', (backend) => ({
    apply: async (commands, call) =>
      backend.apply(
        commands.filter((sent) => sent?.type && typeof sent.id === 'string'),
        call,
      ),
  })),
  mutant(
    'calls everything an internal error',
    ['10', '46 a malformed'],
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) => ({
        id: sent.id,
        error: new RallyError('internal', 'Sorry.', { cause: error }),
      })),
    ),
  ),
  mutant(
    'has refusals without a word',
    '46 an act',
    applying((sent, send) =>
      unlessRefused(send(sent), async ({ code }) => ({ id: sent.id, error: new RallyError(code, '') })),
    ),
  ),
  mutant(
    'keeps plain letters only',
    '50',
    reading(
      (entity) =>
        ({
          ...entity,
          ...('title' in entity && { title: entity.title?.replace(/[^a-z ]/gi, '') }),
          ...('body' in entity && { body: entity.body.replace(/[^a-z ]/gi, '') }),
        }) as Entity,
    ),
  ),
  mutant(
    'ends every text with a full stop',
    '4',
    reading(
      (entity) =>
        ({
          ...entity,
          ...('title' in entity && { title: `${entity.title}.` }),
          ...('body' in entity && { body: `${entity.body}.` }),
        }) as Entity,
    ),
  ),
];
