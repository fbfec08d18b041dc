// A RallyKit backend over the suggestion box of Lumen & Sons. packages/conformance/GUIDE.md walks through it.
import {
  communityRef,
  defineBackend,
  fromStatus,
  invalid,
  limits,
  RallyError,
  trendOfCount,
  voteId,
  type BackendHost,
  type BackendSpec,
  type Board,
  type Call,
  type CommandInputs,
  type Entity,
  type Idea,
  type Identity,
  type Member,
  type Status,
  type Vote,
} from '@rallykit/core';
import { checked, type CheckedSpec } from '@rallykit/core/checked';
import type { Person, Product, Refusal, State, Suggestion, SuggestionPage } from './service.js';

/** Where one community's suggestions are. */
export interface Box {
  /** The community's name, as people see it. */
  readonly name: string;
  /** The service's address, and the key by which it knows this program. */
  readonly url: string;
  readonly key: string;
  readonly fetch?: (request: Request) => Promise<Response>;
}

const statuses: Readonly<Record<State, Status>> = {
  received: { id: 'open', label: 'Received', tone: 'calm' },
  planned: { id: 'planned', label: 'Planned', tone: 'accent' },
  delivered: { id: 'shipped', label: 'Delivered', tone: 'good', closed: true, success: true },
  rejected: { id: 'declined', label: 'Not for us', tone: 'bad', closed: true },
};

/** Of what the service keeps no versions and times. */
const still = { revision: 1, createdAt: 0, updatedAt: 0 } as const;

const toBoard = ({ code, label, labels }: Product): Board => ({
  ...{ kind: 'board', id: code, ...still },
  purpose: 'product-design',
  title: label,
  description: '',
  pipeline: Object.values(statuses),
  tags: labels.map((each) => ({ id: each.code, label: each.text })),
  votes: 'up',
  counts: {},
});

const toMember = ({ login, displayName, staff }: Person): Member => ({
  ...{ kind: 'member', id: login, ...still },
  name: displayName,
  role: staff ? 'team' : 'member',
});

const timesOf = ({ version, created, changed }: Suggestion) => ({
  revision: version,
  createdAt: Date.parse(created),
  updatedAt: Date.parse(changed),
});

export const toIdea = (from: Suggestion): Idea => ({
  ...{ kind: 'idea', id: from.key, ...timesOf(from) },
  board: from.product,
  author: from.by.login,
  title: from.headline,
  body: from.text,
  textRevision: 1, // Nobody can edit a text in the box.
  tags: from.labels,
  status: statuses[from.state].id,
  statusAt: Date.parse(from.stateSince),
  tally: { score: from.supporters, up: from.supporters, down: 0, imported: 0 },
  trend: trendOfCount(from.supporters, Date.parse(from.created)),
  comments: 0,
});

const fromDraft = ({ board, title, body = '', tags = [] }: CommandInputs['idea.create']) => ({
  product: board,
  headline: title,
  text: body,
  labels: tags,
});

export const toVote = (from: Suggestion, member: string): Vote => ({
  ...{ kind: 'vote', id: voteId(member, toIdea(from)), ...timesOf(from) },
  member,
  subject: { kind: 'idea', id: from.key },
  value: from.supportedByMe ? 1 : 0,
});

/** What RallyKit calls the fields that the service complains about. */
const fieldNames: Readonly<Record<string, string>> = { headline: 'title', text: 'body', labels: 'tags' };

async function refusalOf(response: Response): Promise<RallyError> {
  const { problem, field, hint } = (await response.json().catch(() => ({}))) as Partial<Refusal>;
  if (problem === 'closed') return new RallyError('forbidden', 'Voting is over here: this is closed.');
  return fromStatus(response, field && hint ? { [fieldNames[field] ?? field]: hint } : undefined);
}

/** Asks a box something, on behalf of somebody where there is a login. */
export const asking = (box: Box, me = '') =>
  async function ask<T>(path: string, { signal }: Call, method = 'GET', body?: object): Promise<T> {
    const request = new Request(box.url + path, {
      method,
      headers: { 'x-box-key': box.key, ...(me && { 'x-box-user': me }) },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const response = await (box.fetch ?? fetch)(request).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new RallyError('unavailable', 'The suggestion box cannot be reached.', { cause });
    });
    if (!response.ok) throw await refusalOf(response);
    return (await response.json()) as T;
  };

export const orNull = (error: unknown): null => {
  if (RallyError.is(error) && error.code === 'not-found') return null;
  throw error;
};

/** What one person's connection can do. */
export function specFor(identity: Identity | null, box: Box): CheckedSpec {
  const me = identity?.id ?? ''; // Empty for somebody who only reads.
  const ask = asking(box, me);
  const pathOf = (key: string) => `/suggestions/${encodeURIComponent(key)}`;
  const find = (key: string, call: Call) => ask<Suggestion>(pathOf(key), call).catch(orNull);
  const boards = async (call: Call) => (await ask<Product[]>('/products', call)).map(toBoard);

  /** All suggestions, each with what is shown beside it: its author and my vote. */
  async function ideas(call: Call): Promise<Entity[]> {
    const all: Suggestion[] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const page: SuggestionPage = await ask(`/suggestions?pageToken=${encodeURIComponent(token)}`, call);
      all.push(...page.suggestions);
      token = page.nextPageToken;
    }
    return all.flatMap((from) => [toIdea(from), toMember(from.by), ...(me ? [toVote(from, me)] : [])]);
  }

  return {
    name: 'suggestion-box',
    identity,
    community: async () => ({ ...communityRef, ...still, name: box.name, guests: 'none', members: 0 }),
    can: {
      sorts: ['trending', 'top', 'new', 'old'],
      search: true,
      similar: true,
      totals: 'exact',
      limits: { ...limits, title: 120 },
    },
    list: { board: (_query, call) => boards(call), idea: (_query, call) => ideas(call) },
    get: {
      board: async (id, call) => (await boards(call)).find((board) => board.id === id),
      member: (id, call) => ask<Person>(`/people/${encodeURIComponent(id)}`, call).then(toMember, orNull),
      idea: (id, call) => find(id, call).then((from) => from && toIdea(from)),
      vote: async ({ kind, id }, call) =>
        kind === 'idea' ? find(id, call).then((from) => from && toVote(from, me)) : null,
    },
    commands: {
      async 'idea.create'(draft, act) {
        return [toIdea(await ask(pathOf(draft.id), act, 'PUT', fromDraft(draft)))];
      },
      async 'vote.set'({ subject: { kind, id }, value }, act) {
        if (value < 0) throw invalid('value', 'This board takes votes for an idea only: 1, or 0 for none.');
        if (kind !== 'idea') throw new RallyError('not-found', 'This is not here. Reload to see what is.');
        const before = await ask<Suggestion>(pathOf(id), act);
        if (before.supportedByMe === value > 0) return [];
        const after = await ask<Suggestion>(`${pathOf(id)}/support`, act, value > 0 ? 'PUT' : 'DELETE');
        return [toIdea(after), toVote(after, me)];
      },
    },
  };
}

/** The suggestion boxes of these communities, by name: what `createServer` puts on the network. */
export function suggestionHost(
  boxes: Readonly<Record<string, Box>>,
  grown: (spec: CheckedSpec, community: string) => BackendSpec = checked,
): BackendHost {
  return {
    as(identity, community = 'default') {
      const box = boxes[community];
      if (!box) throw new RallyError('not-found', `There is no community “${community}” here.`);
      return defineBackend(grown(specFor(identity, box), community));
    },
    async ready() {
      for (const name of Object.keys(boxes)) await this.as(null, name).list({ kind: 'board' });
    },
    close: async () => {},
  };
}
