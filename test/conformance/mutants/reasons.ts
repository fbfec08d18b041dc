import { type Vote } from '@rallykit/core';
import { applying, listing, mutant, withInput, type Alter, type Mutant } from './mutant.js';

/** Changes the votes that a list of those on one post has. */
const voted = (each: (votes: readonly Vote[]) => readonly Vote[]): Alter =>
  listing(async (query, list) => {
    const page = await list(query);
    if (query.kind !== 'vote' || !query.voted) return page;
    return { ...page, items: each(page.items as readonly Vote[]) };
  });

const unexplained = ({ reason: _, ...vote }: Vote): Vote => vote;

export const reasons: readonly Mutant[] = [
  mutant(
    'forgets why somebody voted',
    '73 why somebody voted',
    voted((votes) => votes.map(unexplained)),
  ),
  mutant(
    'shows who voted, and why, to everybody',
    '58 73 it is shown to whom',
    listing(async (query, list) =>
      query.kind === 'vote' && query.voted ? list({ kind: 'vote', subject: query.voted }) : list(query),
    ),
  ),
  mutant(
    'never takes a reason back',
    '73 a reason stays with its vote',
    applying((sent, send) =>
      send(
        sent.type === 'vote.set' && sent.input.reason === ''
          ? withInput<'vote.set'>(sent, () => ({ reason: 'It is very dark.' }))
          : sent,
      ),
    ),
  ),
  mutant(
    'leaves reasons behind in a merge',
    '21 73 a reason goes along',
    voted((votes) => votes.map((vote) => (vote.via ? unexplained(vote) : vote))),
  ),
  mutant(
    'keeps the votes of who was erased',
    '49 73 who is erased leaves no reason',
    voted((votes) =>
      votes.length > 0
        ? votes
        : [
            {
              ...{ kind: 'vote', id: 'ana~idea~lamp', member: 'ana', value: 1, reason: 'It is dark.' },
              ...{ subject: { kind: 'idea', id: 'lamp' }, revision: 1, createdAt: 1, updatedAt: 1 },
            } as Vote,
          ],
    ),
  ),
  mutant(
    'lists the first page of votes again and again',
    '25 73 pages of votes',
    voted((votes) => votes.slice(0, 1)),
  ),
];
