import { importEntities, makeComment, makeIdea, personas, seededAt } from '@rallykit/conformance';
import {
  command,
  encodeCursor,
  isTombstone,
  RallyError,
  type Backend,
  type Change,
  type Command,
  type CommandInputs,
  type Cursor,
  type Entity,
  type Query,
  type Receipt,
  type ResumeToken,
} from '@rallykit/core';
import { applying, listing, mutant, telling, unlessRefused, watching, type Mutant } from './mutant.js';
import { memoryWorld } from './memory.world.js';

let made = 0;
const freshId = () => `mutant-${++made}`;

/** The same command with another input. */
const withInput = <T extends Command['type']>(
  sent: Command,
  change: (input: CommandInputs[T]) => object,
): Command => ({ ...sent, input: { ...sent.input, ...change(sent.input as CommandInputs[T]) } }) as Command;

const accepted = (id: string): Receipt => ({
  id: id as Command['id'],
  replayed: false,
  changes: [],
  at: '' as ResumeToken,
});

/** An entity as it is stored, changed on its way out. */
const reading = (change: (entity: Entity) => Entity) => (backend: Backend) => ({
  get: (async (refs, call) =>
    (await backend.get(refs, call)).map((found) =>
      found && !isTombstone(found) ? change(found) : found,
    )) as Backend['get'],
});

export const mutants: readonly Mutant[] = [
  // What it says of itself
  mutant(
    'declares what it does not do',
    '1 vote.set',
    applying(async (sent, send) =>
      sent.type === 'vote.set'
        ? { id: sent.id, error: new RallyError('not-supported', 'No votes here.') }
        : send(sent),
    ),
  ),
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
  mutant('speaks another protocol', '3', (backend) => ({
    supports: async () => ({ ...(await backend.supports()), protocol: { major: 2, minor: 0 } }),
  })),

  // Acts and their ids
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
    'loses tombstones in receipts',
    '4 what is removed',
    applying(async (sent, send) => {
      const receipt = await send(sent);
      return receipt.error
        ? receipt
        : { ...receipt, changes: receipt.changes.filter(({ type }) => type !== 'remove') };
    }),
  ),
  mutant(
    'forgets acts at once',
    ['6', '8'],
    applying(async (sent, send) => ({
      ...(await send({ ...sent, id: freshId() as Command['id'] })),
      id: sent.id,
    })),
  ),
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
  { name: 'loses everything in a restart', caughtBy: ['11'], createWorld: forgetful() },
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
          ? { ...change, entity: { ...change.entity, createdAt: seededAt - ++made } }
          : change;
      return receipt.error ? receipt : { ...receipt, changes: receipt.changes.map(late) };
    }),
  ),

  // Revisions and edits
  mutant(
    'keeps the revision when votes come',
    '12',
    reading((entity) => ({ ...entity, revision: 1 })),
  ),
  mutant(
    'raises the revision by reading',
    '12 reading',
    reading((entity) => ({ ...entity, revision: entity.revision + ++made })),
  ),
  mutant(
    'lets the last writer win',
    ['13 an edit', '14 of eight'],
    applying((sent, send) =>
      send(sent.type === 'idea.edit' ? withInput(sent, () => ({ revision: 1_000_000 })) : sent),
    ),
  ),
  mutant(
    'does not show what an edit collided with',
    '13 an edit',
    applying((sent, send) =>
      unlessRefused(send(sent), async ({ code, message, fields }) => ({
        id: sent.id,
        error: new RallyError(code, message, { ...(fields && { fields }) }),
      })),
    ),
  ),
  mutant(
    'takes votes for a change of the text',
    '13 votes',
    applying(async (sent, send, { host, identity }) => {
      if (sent.type !== 'idea.edit') return send(sent);
      const [now] = await host.as(identity).get([{ kind: 'idea', id: sent.input.id }]);
      const stale = now && !isTombstone(now) && now.revision > sent.input.revision;
      return stale
        ? { id: sent.id, error: new RallyError('conflict', 'Newer.', { current: now }) }
        : send(sent);
    }),
  ),
  mutant(
    'lets the last maker of an id win',
    '14 of ten',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) =>
        error.code === 'conflict' ? accepted(sent.id) : { id: sent.id, error },
      ),
    ),
  ),

  // Votes, ballots, answers
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
    '20',
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
        await importEntities(host.as(personas.operator), [vote]);
        return accepted(sent.id);
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

  // Lists and pages
  mutant(
    'skips an item after each page',
    '25',
    listing(async (query, list) => {
      const page = await list(query);
      return query.after ? { ...page, items: page.items.slice(1) } : page;
    }),
  ),
  mutant(
    'repeats an item on the next page',
    '25',
    listing(async (query, list) => {
      const page = await list(query);
      const [before] = query.after ? (await list({ kind: query.kind, first: 1 })).items : [];
      return before ? { ...page, items: [before, ...page.items] } : page;
    }),
  ),
  mutant(
    'pages by position',
    '26',
    listing(async (query, list) => {
      if (query.kind !== 'idea' || query.similar !== undefined) return list(query);
      const { after, first = 20, ...rest } = query;
      const all = await list({ ...rest, first: 100 });
      const start = after ? Number(after) : 0;
      const { next: _, ...page } = all;
      return {
        ...page,
        items: all.items.slice(start, start + first),
        ...(start + first < all.items.length && { next: String(start + first) as Cursor }),
      };
    }),
  ),
  mutant(
    'pages by the last entity, which has to be there',
    '27',
    listing(async (query, list) => {
      if (query.kind !== 'idea' || query.similar !== undefined) return list(query);
      const { after, first = 20, ...rest } = query;
      const { next: _, ...all } = await list({ ...rest, first: 100 });
      const at = after ? all.items.findIndex(({ id }) => id === after) : -1;
      if (after && at < 0)
        throw new RallyError('invalid', 'No such page.', { fields: { after: 'No such page.' } });
      const items = all.items.slice(at + 1, at + 1 + first);
      return {
        ...all,
        items,
        ...(at + 1 + first < all.items.length && { next: items.at(-1)!.id as Cursor }),
      };
    }),
  ),
  mutant(
    'starts again when a cursor is wrong',
    '28',
    listing(async (query, list) => {
      const { after: _, ...rest } = query;
      return list(query).catch(() => list(rest));
    }),
  ),
  mutant(
    'takes the cursor of another list',
    '28 a cursor of another list',
    listing(async (query, list) => {
      const { after, ...rest } = query;
      return list(query).catch((error: unknown) => {
        if (!after || after.length < 20) throw error;
        return list(rest);
      });
    }),
  ),
  mutant(
    'breaks ties as it likes',
    '25 29',
    listing(async (query, list) => {
      const page = await list(query);
      const shaken = [...page.items].sort((a, b) => (a.createdAt === b.createdAt ? (++made % 3) - 1 : 0));
      return { ...page, items: shaken };
    }),
  ),
  mutant(
    'ignores a filter',
    '25 whatever',
    listing(async ({ tags: _, ...query }, list) => list(query)),
  ),
  mutant(
    'has a next page after the last',
    '30',
    listing(async (query, list) => {
      const page = await list(query);
      const last = page.items.at(-1);
      return last && query.similar === undefined ? { ...page, next: encodeCursor(query, last) } : page;
    }),
  ),
  mutant(
    'shortens pages that are too long',
    '30 a page that is too long',
    listing(async (query, list) =>
      list({
        ...query,
        ...(query.first !== undefined && { first: Math.max(0, Math.min(100, Math.floor(query.first))) }),
      }),
    ),
  ),
  mutant(
    'counts the page, not the list',
    '30 a total',
    listing(async (query, list) => {
      const page = await list(query);
      return page.total ? { ...page, total: { n: page.items.length, exact: true } } : page;
    }),
  ),
  mutant(
    'reads from a copy that lags',
    '31',
    listing(async (query, list, { shared, persona }) => {
      const key = persona + JSON.stringify(query);
      const before = shared.get(key) as Awaited<ReturnType<typeof list>> | undefined;
      const page = await list(query);
      shared.set(key, page);
      return before ?? page;
    }),
  ),
  mutant(
    'mixes up mine and everybody’s',
    '31 a list by',
    listing(async ({ mine: _, ...query }, list) => list(query)),
  ),

  // Live changes
  mutant(
    'watches from now, whatever the token',
    ['32 a list', '33'],
    watching((watch, scope, _from, call) => watch(scope, undefined, call)),
  ),
  mutant(
    'tells everything again on resuming',
    '33',
    watching((watch, scope, from, call) => watch(scope, from?.replace(/\d+$/, '0') as ResumeToken, call)),
  ),
  mutant(
    'tells each change twice',
    '32 a watch tells',
    telling((event) => (event.type === 'changes' ? [event, event] : [event])),
  ),
  mutant(
    'tells of no removals',
    '32 a removal',
    telling((event) =>
      event.type === 'changes'
        ? [{ ...event, changes: event.changes.filter(({ type }) => type === 'put') }]
        : [event],
    ),
  ),
  mutant(
    'tells some people in another order',
    '34',
    telling((event, { persona }) =>
      event.type === 'changes' && persona === 'tess'
        ? [{ ...event, changes: [...event.changes].reverse() }]
        : [event],
    ),
  ),
  mutant(
    'swallows a gap',
    '35 a resumed',
    watching(async function* (watch, scope, from, call) {
      for await (const event of watch(scope, from, call)) {
        if (event.type === 'reset') yield* watch(scope, undefined, call);
        else yield event;
      }
    }),
  ),
  mutant(
    'takes the token of another store',
    '35 a token',
    watching((watch, scope, from, call) => watch(scope, undefined, call)),
  ),
  mutant(
    'watches on after its signal',
    '36 a watch ends',
    watching((watch, scope, from) => watch(scope, from)),
  ),
  mutant(
    'leaves a watch behind',
    '36 a stopped watch',
    watching((watch, scope, from, call) => {
      const left = watch(scope, undefined)[Symbol.asyncIterator]();
      // Refused when the connection is closed: nothing to leave behind then.
      void left
        .next()
        .then(() => left.next())
        .catch(() => {});
      return watch(scope, from, call);
    }),
  ),
  mutant(
    'tells of votes that are not mine',
    '38 nobody',
    watching((_watch, scope, from, call, { host, community }) =>
      host.as(personas.operator, community).watch!(scope, from, call),
    ),
  ),
  mutant(
    'tells of every board',
    '38 a watch of some',
    watching((watch, _scope, from, call) => watch({}, from, call)),
  ),
  mutant(
    'tells an older copy',
    '12 32',
    telling((event) =>
      event.type === 'changes'
        ? [
            {
              ...event,
              changes: event.changes.map((change) =>
                change.type === 'put' && change.entity.kind === 'idea'
                  ? {
                      ...change,
                      entity: { ...change.entity, tally: { score: 0, up: 0, down: 0, imported: 0 } },
                    }
                  : change,
              ),
            },
          ]
        : [event],
    ),
  ),

  // People
  mutant('shows votes that are not mine', '39 another', (_backend, { host, community }) => ({
    get: (refs, call) => host.as(personas.operator, community).get(refs, call),
  })),
  mutant(
    'keeps my votes apart from lists',
    '39 my own',
    listing(async (query, list) => ({ ...(await list(query)), related: [] })),
  ),
  mutant('keeps what hangs on something removed', '39 what hangs', (backend) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      return found.map(
        (entity, at) =>
          entity ?? (refs[at]!.kind === 'comment' ? makeComment('hm', { kind: 'idea', id: 'lamp' }) : null),
      );
    },
  })),
  mutant('has one store for all communities', '40', (_backend, { host, identity }) => host.as(identity)),
  mutant('takes everybody for Ana', '41 the viewer', (backend, { host }) => ({
    viewer: async (call) => (await backend.viewer(call), host.as(personas.ana).viewer(call)),
  })),
  mutant('says that all may do all', '41', (backend) => ({
    viewer: async (call) => ({ ...(await backend.viewer(call)), may: (await backend.supports()).commands }),
  })),
  mutant(
    'checks no permission',
    '41',
    applying((sent, send, { host, community }) =>
      unlessRefused(send(sent), async (error) =>
        error.code === 'forbidden' || error.code === 'unauthenticated'
          ? (await host.as(personas.lea, community).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant('lets guests do what members do', '41 what guests', (_backend, { host, persona, community }) =>
    persona === 'guest' ? host.as({ ...personas.guest, role: 'member' }, community) : {},
  ),
  mutant(
    'lets anyone change a text',
    '41 nobody',
    applying((sent, send, { host }) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'idea.edit' ? (await host.as(personas.tess).apply([sent]))[0]! : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'makes a new member at each visit',
    '41 who takes part',
    (_backend, { host, identity, community }) =>
      identity ? host.as({ ...identity, id: `${identity.id}.${++made}` }, community) : {},
  ),
  mutant(
    'lets anonymous readers act as somebody',
    '41 an anonymous',
    (_backend, { host, persona, community }) =>
      persona === 'anonymous'
        ? { apply: (commands, call) => host.as(personas.ben, community).apply(commands, call) }
        : {},
  ),

  // Texts and values
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

  // Calls
  mutant('answers after close', '53 after close', () => ({ close: async () => {} })),
  mutant('closes all connections with one', '53 closing twice', (_backend, { host }) => ({
    close: () => host.close(),
  })),
  mutant('does not mind signals', '45 with a signal', (backend) => ({
    apply: (commands) => backend.apply(commands),
    get: (refs) => backend.get(refs),
    list: ((query: Query<'idea'>) => backend.list(query)) as Backend['list'],
  })),
  mutant('blocks the id of an act that was cut off', '45 after an abort', (backend, { shared }) => ({
    async apply(commands, call) {
      const blocked = commands.filter(({ id }) => shared.has(id));
      if (call?.signal) for (const { id } of commands) shared.set(id, true);
      const error = new RallyError('in-progress', 'Wait.');
      return blocked.length > 0 ? blocked.map(({ id }) => ({ id, error })) : backend.apply(commands, call);
    },
  })),
  mutant('cancels everything by one signal', '45 an abort stops', (backend, { shared }) => ({
    viewer: (call) => {
      shared.set('signal', call?.signal);
      return backend.viewer(call);
    },
    apply: (commands) =>
      backend.apply(commands, {
        ...(shared.get('signal') ? { signal: shared.get('signal') as AbortSignal } : {}),
      }),
  })),
];

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
