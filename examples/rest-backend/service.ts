// The suggestion box that Lumen & Sons has had for years: a plain REST service with its own names, header and pages.
// It knows nothing of RallyKit. Kept in memory here; `fetch` answers as the real one would over the network.

export type State = 'received' | 'planned' | 'delivered' | 'rejected';

export interface Person {
  readonly login: string;
  readonly displayName: string;
  readonly staff: boolean;
}

export interface Product {
  readonly code: string;
  readonly label: string;
  readonly labels: readonly { readonly code: string; readonly text: string }[];
}

/** A suggestion as the service shows it to somebody. Times are ISO 8601. */
export interface Suggestion {
  readonly key: string;
  readonly product: string;
  readonly headline: string;
  readonly text: string;
  readonly labels: readonly string[];
  readonly state: State;
  readonly stateSince: string;
  readonly by: Person;
  readonly created: string;
  readonly changed: string;
  /** One more with every change, new supporters included. */
  readonly version: number;
  readonly supporters: number;
  readonly supportedByMe: boolean;
}

export interface SuggestionPage {
  readonly suggestions: readonly Suggestion[];
  /** Ask for the next page with it; absent on the last one. */
  readonly nextPageToken?: string;
}

/** Something that happened, as it then was; `supportedByMe` is for who did it. */
export interface Change {
  /** One more with every change in this box. */
  readonly number: number;
  readonly what: 'added' | 'support';
  readonly by: string;
  readonly suggestion: Suggestion;
}

export interface ChangePage {
  /** Names this numbering: another one when it had to begin anew, as from a backup. */
  readonly feed: string;
  /** The number of the last change there is. */
  readonly last: number;
  /** The first ones after the number that was asked for. */
  readonly changes: readonly Change[];
}

/** What the service says when it refuses. */
export interface Refusal {
  readonly problem: 'bad_key' | 'unknown' | 'taken' | 'closed' | 'bad_field' | 'too_old';
  readonly field?: string;
  readonly hint: string;
}

export interface Content {
  readonly key: string;
  readonly people: readonly Person[];
  readonly products: readonly Product[];
  readonly suggestions: readonly Stored[];
}

export type Stored = Pick<
  Suggestion,
  'key' | 'product' | 'headline' | 'text' | 'labels' | 'state' | 'stateSince' | 'created'
> & { readonly author: string };

type Kept = { -readonly [F in keyof Stored]: Stored[F] } & {
  changed: string;
  version: number;
  supporters: Set<string>;
};

const pageSize = 30;

/** The service with what it starts with, and the last `history` changes in its feed. */
export function createService(content: Content, history = 1_000) {
  const feed = crypto.randomUUID();
  const log: Change[] = [];
  const people = new Map(content.people.map((person) => [person.login, person]));
  const products = new Map(content.products.map((product) => [product.code, product]));
  const suggestions = new Map<string, Kept>(
    content.suggestions.map((stored) => [
      stored.key,
      { ...stored, changed: stored.created, version: 1, supporters: new Set() },
    ]),
  );

  function show({ supporters, author, ...kept }: Kept, me: string | null): Suggestion {
    const by = people.get(author) ?? { login: author, displayName: author, staff: false };
    return { ...kept, by, supporters: supporters.size, supportedByMe: me !== null && supporters.has(me) };
  }

  function page(url: URL, me: string | null): SuggestionPage {
    const all = [...suggestions.values()];
    const from = Number(atob(url.searchParams.get('pageToken') ?? '') || 0);
    const nextPageToken = from + pageSize < all.length ? btoa(String(from + pageSize)) : undefined;
    return {
      suggestions: all.slice(from, from + pageSize).map((kept) => show(kept, me)),
      ...(nextPageToken && { nextPageToken }),
    };
  }

  /** The newest first, of which `before` (a time and a key) says where to go on. */
  function newest(url: URL, me: string | null): readonly Suggestion[] {
    const [time, key = ''] = (url.searchParams.get('before') ?? '').split(',');
    return [...suggestions.values()]
      .filter((kept) => !time || kept.created < time || (kept.created === time && kept.key < key))
      .sort((a, b) => (a.created === b.created ? (a.key < b.key ? 1 : -1) : a.created < b.created ? 1 : -1))
      .slice(0, Number(url.searchParams.get('size') ?? pageSize))
      .map((kept) => show(kept, me));
  }

  function note(what: Change['what'], kept: Kept, by: string): void {
    log.push({ number: (log.at(-1)?.number ?? 0) + 1, what, by, suggestion: show(kept, by) });
    if (log.length > history) log.shift();
  }

  function changes(url: URL): Response {
    const last = log.at(-1)?.number ?? 0;
    const after = Number(url.searchParams.get('after') ?? last);
    if (after < last - log.length) return refuse(410, 'too_old', 'The feed does not reach back so far.');
    const found = log.filter(({ number }) => number > after).slice(0, pageSize);
    return Response.json({ feed, last, changes: found } satisfies ChangePage);
  }

  function add(key: string, body: Partial<Stored>, me: string): Response {
    const { product = '', headline = '', text = '', labels = [] } = body;
    const found = products.get(product);
    if (!found) return refuse(404, 'unknown', 'There is no such product.', 'product');
    if (suggestions.has(key)) return refuse(409, 'taken', 'There is a suggestion with this key.', 'key');
    if ([...headline].length > 120) return refuse(422, 'bad_field', 'At most 120 characters.', 'headline');
    if (labels.some((label) => !found.labels.some(({ code }) => code === label)))
      return refuse(422, 'bad_field', 'This product has no such label.', 'labels');
    const created = new Date().toISOString();
    const state = { state: 'received', stateSince: created, created, changed: created } as const;
    const kept = { key, product, headline, text, labels, author: me, ...state };
    const added = { ...kept, version: 1, supporters: new Set<string>() };
    suggestions.set(key, added);
    note('added', added, me);
    return Response.json(show(added, me), { status: 201 });
  }

  function support(kept: Kept, supports: boolean, me: string): Response {
    if (kept.state === 'delivered' || kept.state === 'rejected')
      return refuse(409, 'closed', 'This suggestion is closed.');
    if (kept.supporters.has(me) !== supports) {
      if (supports) kept.supporters.add(me);
      else kept.supporters.delete(me);
      kept.version += 1;
      kept.changed = new Date().toISOString();
      note('support', kept, me);
    }
    return Response.json(show(kept, me));
  }

  /**
   * `X-Box-Key` says which program asks, `X-Box-User` for whom. Nothing but reading is open to nobody.
   * - `GET /products`, `GET /people/:login`, `GET /suggestions?pageToken=`, `GET /suggestions/:key`
   * - `GET /newest?size=&before=`: suggestions from the newest on
   * - `GET /changes?after=`: what happened after a number, the first first; without one, only where the feed stands
   * - `PUT /suggestions/:key`: a new suggestion
   * - `PUT` and `DELETE /suggestions/:key/support`: I support it, or do not any more
   */
  async function fetch(request: Request): Promise<Response> {
    const { method, headers, url } = request;
    const [, what, id = '', part] = new URL(url).pathname.split('/').map(decodeURIComponent);
    const me = headers.get('x-box-user');
    if (headers.get('x-box-key') !== content.key) return refuse(401, 'bad_key', 'This key is not known.');
    const kept = suggestions.get(id);
    if (method === 'GET') {
      if (what === 'products' && !id) return Response.json([...products.values()]);
      if (what === 'people' && people.has(id)) return Response.json(people.get(id));
      if (what === 'changes') return changes(new URL(url));
      if (what === 'newest') return Response.json(newest(new URL(url), me));
      if (what === 'suggestions' && !id) return Response.json(page(new URL(url), me));
      if (what === 'suggestions' && kept) return Response.json(show(kept, me));
    } else if (what === 'suggestions' && me !== null && people.has(me)) {
      if (part === 'support' && kept) return support(kept, method === 'PUT', me);
      if (method === 'PUT' && !part) return add(id, (await request.json()) as Partial<Stored>, me);
    }
    return refuse(404, 'unknown', 'There is nothing here.');
  }

  return { fetch };
}

const refuse = (status: number, problem: Refusal['problem'], hint: string, field?: string): Response =>
  Response.json({ problem, hint, ...(field && { field }) } satisfies Refusal, { status });
