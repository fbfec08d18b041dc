import { refKey, voteId, type Entity, type Ref } from './entity.js';
import { fits, type Finds, type State } from './match.js';
import type { Query } from './query.js';
import { isTold } from './following.js';

const marks = /\p{M}/gu;
/** Runs of letters and digits; scripts that are written without spaces give a word for each character. */
const words = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]+/gu;

const fold = (text: string): string => text.normalize('NFKD').replace(marks, '').toLowerCase();

const termsOf = (folded: string): string[] =>
  (folded.match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((run) => run.match(words) ?? []);

/** The words of a text, without case and accents: what searching compares. */
export const searchTerms = (text: string): string[] => termsOf(fold(text));

/** The text of an entity that people search in. */
export function searchText(entity: Entity): string {
  return [
    'name' in entity ? entity.name : '',
    'title' in entity ? entity.title : '',
    'body' in entity ? entity.body : '',
  ].join(' ');
}

/** Whether every word of `search` begins a word of the entity. */
export function matchesSearch(entity: Entity, search: string): boolean {
  const text = fold(searchText(entity));
  const wanted = searchTerms(search);
  // Most texts need not be taken to words.
  if (!wanted.every((word) => text.includes(word))) return false;
  const terms = termsOf(text);
  return wanted.every((word) => terms.some((term) => term.startsWith(word)));
}

/** Whether an entity belongs to what a query asks for. `viewer` is the id of the member who asks. */
export const matches = (entity: Entity, query: Query, viewer: string | undefined, state: State): boolean =>
  fits(entity, query, viewer, state) &&
  (!query.voted || hasVoted(entity, query.voted, state)) &&
  (!query.told || isTold(entity, query.told, viewer, state)) &&
  isFound(entity, query) &&
  (query.search === undefined || matchesSearch(entity, query.search));

function isFound(entity: Entity, { since, until, votes, unanswered }: Pick<Query, Finds>): boolean {
  if (since !== undefined && entity.createdAt < since) return false;
  if (until !== undefined && entity.createdAt >= until) return false;
  if (votes !== undefined && !('tally' in entity && 'score' in entity.tally && entity.tally.score >= votes))
    return false;
  return !unanswered || isUnanswered(entity);
}

const isUnanswered = (entity: Entity): boolean =>
  (entity.kind === 'idea' && !entity.response) || (entity.kind === 'question' && entity.answers === 0);

function hasVoted(entity: Entity, subject: Ref, state: State): boolean {
  if (entity.kind === 'vote') return entity.value !== 0 && refKey(entity.subject) === refKey(subject);
  const vote = entity.kind === 'member' && state.get({ kind: 'vote', id: voteId(entity.id, subject) });
  return Boolean(vote && vote.value);
}

/** Whether a list may bring what its reader finds nowhere else: the votes on a post, by the rule of who sees who voted. */
export const isShownVote = ({ kind }: Entity, { voted }: Query): boolean =>
  kind === 'vote' && voted !== undefined;
