import { refKey, type Entities, type Kind, type Ref, type Timestamp, type VotableKind } from './entity.js';

declare const brand: unique symbol;
/** Where a page ended; means something only to the backend and the query that made it. */
export type Cursor = string & { readonly [brand]: 'cursor' };
/** A point in a community's history, to watch on from. */
export type ResumeToken = string & { readonly [brand]: 'resume' };

/** The orders of lists; what each goes by is in `order.ts`. */
export const sorts = ['trending', 'top', 'new', 'old', 'discussed', 'active'] as const;
export type Sort = (typeof sorts)[number];

/**
 * The kinds that can be listed. Votes and ballots come along with what they are on; a list of them has one's own, and an
 * operator's has everybody's, so that a community can be read whole.
 */
export type ListKind = Exclude<Kind, 'community'>;

/** What to list. Conditions narrow together; those on what a kind does not have match nothing. */
export interface Query<K extends ListKind = ListKind> {
  readonly kind: K;
  readonly board?: string;
  /** The question of answers; the idea, question or answer of comments and votes. */
  readonly subject?: Ref;
  /** Any of these statuses. */
  readonly status?: readonly string[];
  /** Any of these tags. */
  readonly tags?: readonly string[];
  readonly author?: string;
  /** Updates that ship any of these ideas; name those that were merged into one along with it. */
  readonly ships?: readonly string[];
  /**
   * The members with a vote on this, or the votes themselves with who gave them and why, where its board shows them to who asks (`maySeeVoters`): otherwise the list rejects with
   * `forbidden`.
   */
  readonly voted?: Ref<VotableKind>;
  /**
   * The notifications that are told to who asks: `all`, or those that they have not read. Of an idea they are told what
   * happened since they wrote it, voted for it or began to follow it.
   */
  readonly told?: 'all' | 'unread';
  /** `posted`: mine. `voted`: with my vote on it. `helped`: either. */
  readonly mine?: 'posted' | 'voted' | 'helped';
  /** Only the ideas that were merged into others; without it, only those that were not. */
  readonly merged?: true;
  /** Only ideas that are archived; without it, only those that are not. */
  readonly archived?: true;
  /** Made at this time or later. */
  readonly since?: Timestamp;
  /** Made before this time. */
  readonly until?: Timestamp;
  /** With at least so many votes, as the score counts them. */
  readonly votes?: number;
  /** Ideas without an official answer, questions without any answer. */
  readonly unanswered?: true;
  /** Every word of it begins a word of the title or body, whatever the case and accents. */
  readonly search?: string;
  /**
   * Posts alike to this text, most alike first, whatever their status; `sort` and `after` do not apply. An idea that was
   * merged is shown as the one that it went to. See `Likeness`.
   */
  readonly similar?: string;
  /** See `defaultSort`. */
  readonly sort?: Sort;
  /** Items a page, 0 to 100; 20 when left out. */
  readonly first?: number;
  readonly after?: Cursor;
  /** Whether to count all that match. */
  readonly total?: boolean;
}

/** Conditions that a store may do without: `Capabilities.filters` has those that it knows. */
export const filters = [
  'archived',
  'since',
  'until',
  'votes',
  'unanswered',
] as const satisfies readonly (keyof Query)[];
export type FilterName = (typeof filters)[number];

export interface Page<T> {
  readonly items: readonly T[];
  /** What is needed to show them, as far as the backend has it at hand: see `relatedRefs`. */
  readonly related: readonly Entities[Kind][];
  /** Absent on the last page. */
  readonly next?: Cursor;
  /** Watching from here misses nothing that came after this page. */
  readonly asOf: ResumeToken;
  /** How many match; where it is not exact, at least so many. */
  readonly total?: { readonly n: number; readonly exact: boolean };
}

export const defaultSort = (kind: ListKind): Sort =>
  kind === 'idea' ? 'trending' : kind === 'answer' ? 'top' : kind === 'comment' ? 'old' : 'new';

export const sortOf = (query: Query): Sort => query.sort ?? defaultSort(query.kind);

/** What is asked for as URL parameters: an array as one each, in order; one of none as one that is empty. */
export function encode(fields: object): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === false) continue;
    const all: unknown[] = Array.isArray(value) ? (value.length ? value : ['']) : [value];
    for (const each of all)
      params.append(
        name,
        typeof each === 'object' ? refKey(each as Ref) : each === true ? '1' : String(each),
      );
  }
  return params;
}

/** A list's conditions as URL parameters: `tags` as one `tag` each. The kind is no parameter. */
export const encodeQuery = ({ kind: _, tags: tag, ...query }: Query): URLSearchParams =>
  encode({ tag, ...query });

/** The same for queries that ask for the same items in the same order, whatever the page. */
export function queryKey({ first: _, after: __, total: ___, ...query }: Query): string {
  const params = encodeQuery({ ...query, sort: sortOf(query) });
  return query.kind + JSON.stringify([...params].sort());
}
