import { randomInt, randomUUID } from 'node:crypto';
import {
  RallyError,
  apiPath,
  communityRef,
  decodeQuery,
  decodeScope,
  invalid,
  isTombstone,
  listPath,
  needCommands,
  parseRef,
  toReceiptMessage,
  type Board,
  type Command,
  type Community,
  type EntitiesMessage,
  type GuestMessage,
  type Identity,
  type Query,
  type ReceiptsMessage,
  type Ref,
  type ResumeToken,
  type ViewerMessage,
} from '@rallykit/core';
import { parseQuery, parseRefs, querySchema } from '@rallykit/core/schema';
import { readJson } from './body.js';
import { atomFeed, lastChange } from './feed.js';
import type { Exchange } from './exchange.js';
import { conditionally } from './conditional.js';
import { header, listParameters, query, type RouteDoc } from './openapi.js';

/** One route of the API: what it does, and what the description says of it. */
export interface Route extends RouteDoc {
  handle(exchange: Exchange): Promise<Response>;
}

const viewer: Route = {
  method: 'get',
  path: `${apiPath}/viewer`,
  id: 'getViewer',
  summary: 'Who I am, what I may do, and what this community can do.',
  answer: 'ViewerMessage',
  async handle(exchange) {
    only(exchange.params);
    const { identity, signIn, call } = exchange;
    return exchange.as(identity, async (backend) => {
      const [mine, supports] = await Promise.all([backend.viewer(call), backend.supports(call)]);
      const guest = identity === null && signIn.includes('guest') ? await mayAsGuest(exchange) : undefined;
      return exchange.json<ViewerMessage>({
        viewer: mine,
        supports: {
          ...supports,
          signIn,
          ...(supports.kinds.includes('update') && { feed: feed.path }),
        },
        ...(guest && { guest }),
      });
    });
  },
};

/** What somebody could do who came as a guest now. */
const mayAsGuest = async (exchange: Exchange) =>
  exchange.as(
    { id: 'guest', name: 'Guest', role: 'guest' },
    async (backend) => (await backend.viewer(exchange.call)).may,
  );

const entities: Route = {
  method: 'get',
  path: `${apiPath}/entities`,
  id: 'getEntities',
  summary: 'The entities of these refs, in their order; null for what is not there.',
  parameters: [query('ref', 'An entity, as `kind/id`.', true)],
  answer: 'EntitiesMessage',
  async handle(exchange) {
    only(exchange.params, 'ref');
    const words = exchange.params.getAll('ref').map((word): Ref => {
      const ref = parseRef(word);
      if (!ref)
        throw invalid('ref', `"${word}" names no entity. Write a ref as kind/id, such as ref=idea/abc.`);
      return ref;
    });
    const refs = parseRefs(words);
    return exchange.asCaller(async (backend) =>
      exchange.json<EntitiesMessage>({ items: await backend.get(refs, exchange.call) }),
    );
  },
};

const lists = querySchema.shape.kind.options.map((kind): Route => ({
  method: 'get',
  path: listPath(kind),
  id: `list${kind[0]!.toUpperCase()}${kind.slice(1)}s`,
  summary: `A page of ${kind}s.`,
  parameters: listParameters,
  answer: 'Page',
  async handle(exchange) {
    const asked = parseQuery(decodeQuery(kind, exchange.params));
    return exchange.asCaller(async (backend) => exchange.json(await backend.list(asked, exchange.call)));
  },
}));

/** As many updates as a feed tells of. */
const feedLength = 20;

const feed: Route = {
  method: 'get',
  path: `${listPath('update')}.atom`,
  id: 'followUpdates',
  summary: 'The newest updates, as an Atom feed.',
  description:
    'As an anonymous reader finds them, whoever asks. Ask again with `If-None-Match` or `If-Modified-Since`.',
  parameters: [query('board', 'Only the updates of this board.')],
  media: 'application/atom+xml',
  async handle(exchange) {
    only(exchange.params, 'board');
    const { call } = exchange;
    const asked = parseQuery({
      kind: 'update',
      first: feedLength,
      ...(exchange.params.has('board') && { board: exchange.params.get('board') }),
    }) as Query<'update'>;
    return exchange.as(null, async (backend) => {
      const refs = [communityRef, ...(asked.board === undefined ? [] : [boardRef(asked.board)])];
      const [page, found] = await Promise.all([backend.list(asked, call), backend.get(refs, call)]);
      const [community, board] = found.map((each) => (each && !isTombstone(each) ? each : undefined));
      if (asked.board !== undefined && !board)
        throw new RallyError('not-found', `There is no board “${asked.board}” here. Leave it out for all.`);
      const parts = { community: community as Community, board: board as Board | undefined, page };
      const self = new URL(exchange.request.url);
      const text = atomFeed({ ...parts, self, site: exchange.updatesPage });
      return conditionally(exchange.request, text, lastChange(parts), 'application/atom+xml; charset=utf-8');
    });
  },
};

const boardRef = (id: string): Ref => ({ kind: 'board', id });

const commands: Route = {
  method: 'post',
  path: `${apiPath}/commands`,
  id: 'applyCommands',
  summary: 'Carries out commands; one receipt each, in their order.',
  description:
    'A command is applied once, however often it is sent: its id is the idempotency key. One that is refused changes nothing, ' +
    'and does not stop those after it.',
  parameters: [header('Idempotency-Key', 'The id of the command, where one alone is sent.')],
  body: 'CommandsMessage',
  answer: 'ReceiptsMessage',
  async handle(exchange) {
    only(exchange.params);
    const list = readCommands(await readJson(exchange.request));
    needKey(exchange.request.header('idempotency-key'), list);
    exchange.countWrites(list.length);
    // Without the request's signal: whoever goes away meanwhile learns the outcome by sending the same id again.
    return exchange.asCaller(async (backend) => {
      const receipts = await backend.apply(list);
      // For the log; the sender hears that the store is down, and sends all of it again.
      const down = receipts.find(({ error }) => error?.code === 'not-configured')?.error;
      if (down) throw down;
      // Of commands that were too many, when the last of them can come again.
      const wait = Math.max(0, ...receipts.map(({ error }) => error?.retryAfterMs ?? 0));
      return exchange.json<ReceiptsMessage>(
        { receipts: receipts.map(toReceiptMessage) },
        wait > 0 ? { 'retry-after': String(Math.ceil(wait / 1000)) } : {},
      );
    });
  },
};

/** The envelope only; each command is the store's to check. */
function readCommands({ commands: list, ...rest }: Record<string, unknown>): Command[] {
  const [extra] = Object.keys(rest);
  if (extra !== undefined) throw invalid(extra, `There is no field "${extra}" here. Send {"commands": […]}.`);
  if (!Array.isArray(list)) throw invalid('commands', 'Send the commands as a list: {"commands": […]}.');
  needCommands(list);
  return list;
}

function needKey(key: string | undefined, list: readonly Command[]): void {
  if (key === undefined) return;
  // As the header's draft has it, a string in quotes; many clients leave them out.
  const named = /^"(.*)"$/.exec(key)?.[1] ?? key;
  if (list.length === 1 && list[0]!.id === named) return;
  throw invalid(
    'Idempotency-Key',
    list.length === 1
      ? 'The header Idempotency-Key and the id of the command differ. Send the same, or leave the header out.'
      : 'The header Idempotency-Key goes with one command. Leave it out when sending several: each has its id.',
  );
}

const events: Route = {
  method: 'get',
  path: `${apiPath}/events`,
  id: 'watchEvents',
  summary: 'Changes as they happen, as server-sent events.',
  description:
    'Each event has the resume token as its id. `changes` and `caught-up` say what is new; after `reset` read again. ' +
    'The last event of a stream that has to end is a `problem`.',
  parameters: [
    query('board', 'Only this board, and what belongs to the whole community.', true),
    query('from', 'The resume token to go on from; from now on when left out.'),
    header('Last-Event-ID', 'The same, as browsers send it; goes before `from`.'),
  ],
  async handle(exchange) {
    only(exchange.params, 'board', 'from');
    const from = exchange.request.header('last-event-id') ?? exchange.params.get('from') ?? undefined;
    return exchange.stream(decodeScope(exchange.params), from as ResumeToken | undefined);
  },
};

const guest: Route = {
  method: 'post',
  path: `${apiPath}/guest`,
  id: 'becomeGuest',
  summary: 'A token for a new guest, where guests may take part.',
  answer: 'GuestMessage',
  async handle(exchange) {
    only(exchange.params);
    const open = exchange.signIn.includes('guest') && (await mayAsGuest(exchange)).length > 0;
    if (!open) throw new RallyError('unauthenticated', 'Guests only read here. Sign in to take part.');
    exchange.countGuest();
    const identity = {
      id: `guest-${randomUUID()}`,
      name: `Guest ${randomInt(1000, 10_000)}`,
      role: 'guest',
    } satisfies Identity;
    const token = await exchange.signGuest(identity);
    return exchange.json<GuestMessage>({ token, member: identity });
  },
};

export const routes: readonly Route[] = [viewer, entities, ...lists, feed, commands, events, guest];

/** Refuses parameters that a route does not know. */
function only(params: URLSearchParams, ...known: string[]): void {
  for (const name of params.keys()) {
    if (!known.includes(name)) throw invalid(name, `There is no parameter "${name}" here. Leave it out.`);
  }
}
