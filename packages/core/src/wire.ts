import type { Capabilities, LiveEvent, Scope, Viewer } from './backend.js';
import type { Command, CommandType } from './command.js';
import type { Entity, Kind, Ref, Tombstone } from './entity.js';
import { invalid } from './error.js';
import type { Problem, ReceiptMessage } from './problem.js';
import { encode, type ListKind, type ResumeToken } from './query.js';

/** Where the API starts, after the community's address. */
export const apiPath = '/api/v1';

/** A silent event stream says a comment this often, so that both ends know it is alive. */
export const heartbeatMs = 15_000;

/** What a community's own address ends with; nothing for the default one. */
export const communityPath = (community: string): string =>
  community === 'default' ? '' : `/c/${encodeURIComponent(community)}`;

export const listPath = (kind: ListKind): string => `${apiPath}/${kind}s`;

/** Answer to GET viewer. */
export interface ViewerMessage {
  readonly viewer: Viewer;
  readonly supports: Capabilities;
  /** What an anonymous reader could do after taking part as a guest. */
  readonly guest?: readonly CommandType[];
}

/** Answer to GET entities. */
export interface EntitiesMessage {
  readonly items: readonly (Entity | Tombstone | null)[];
}

/** Body of POST commands. */
export interface CommandsMessage {
  readonly commands: readonly Command[];
}

/** Answer to POST commands. */
export interface ReceiptsMessage {
  readonly receipts: readonly ReceiptMessage[];
}

/** Answer to POST guest. */
export interface GuestMessage {
  /** Signed by the server; sent back as a bearer token from then on. */
  readonly token: string;
  readonly member: NonNullable<Viewer['member']>;
}

/**
 * One event of the stream: its name is `type`, its id the resume token, its data this as JSON. A stream that has to end
 * says why with a `problem`.
 */
export type EventMessage = LiveEvent | { readonly type: 'problem'; readonly problem: Problem };

/** A ref as one word; undefined when the word is none. */
export function parseRef(word: string): Ref | undefined {
  const slash = word.indexOf('/');
  return slash > 0 ? { kind: word.slice(0, slash) as Kind, id: word.slice(slash + 1) } : undefined;
}

/** A stream's scope as URL parameters, and where to go on from. */
export const encodeScope = ({ boards: board }: Scope, from?: ResumeToken): URLSearchParams =>
  encode({ board, from });

export function decodeScope(params: URLSearchParams): Scope {
  return params.has('board') ? { boards: manyOf(params, 'board') } : {};
}

const manyOf = (params: URLSearchParams, name: string): string[] =>
  params.getAll(name).filter((value) => value !== '');

const once = [
  'board',
  'subject',
  'author',
  'voted',
  'told',
  'mine',
  'merged',
  'archived',
  'since',
  'until',
  'votes',
  'unanswered',
  'search',
  'similar',
  'sort',
  'first',
  'after',
  'total',
] as const;
const many = { status: 'status', tag: 'tags', ships: 'ships' } as const;

/**
 * The query that URL parameters ask for: what `encodeQuery` made, back again. Values are checked by whoever answers it.
 * @throws {RallyError} `invalid` for a parameter that is unknown, given twice or malformed, by its name.
 */
export function decodeQuery(kind: ListKind, params: URLSearchParams): unknown {
  const query: Record<string, unknown> = { kind };
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    const value = values[0] ?? '';
    if (Object.hasOwn(many, name)) {
      query[many[name as keyof typeof many]] = manyOf(params, name);
    } else if (!(once as readonly string[]).includes(name)) {
      throw invalid(
        name,
        `There is no parameter "${name}". Those of a list are ${[...once, ...Object.keys(many)].join(', ')}.`,
      );
    } else if (values.length > 1) {
      throw invalid(name, `Give "${name}" once; only "status", "tag" and "ships" can be repeated.`);
    } else if (name === 'first') {
      if (!/^\d{1,9}$/.test(value)) throw invalid(name, 'Write "first" as a whole number, such as first=20.');
      query[name] = Number(value);
    } else if (name === 'since' || name === 'until' || name === 'votes') {
      if (!/^-?\d{1,16}$/.test(value)) throw invalid(name, `Write "${name}" as a whole number.`);
      query[name] = Number(value);
    } else if (name === 'total') {
      if (value !== '1' && value !== '0') throw invalid(name, 'Write "total" as total=1, or leave it out.');
      query[name] = value === '1';
    } else if (name === 'merged' || name === 'archived' || name === 'unanswered') {
      if (value !== '1') throw invalid(name, `Write "${name}" as ${name}=1, or leave it out.`);
      query[name] = true;
    } else if (name === 'subject' || name === 'voted') {
      query[name] = parseRef(value);
      if (!query[name]) throw invalid(name, `Write "${name}" as kind/id, such as ${name}=idea/abc.`);
    } else {
      query[name] = value;
    }
  }
  return query;
}
