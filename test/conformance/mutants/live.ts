import { personas } from '@rallykit/conformance';
import { type Change, type ResumeToken } from '@rallykit/core';
import { listing, mutant, small, telling, watching, type Alter, type Mutant } from './mutant.js';

export const live: readonly Mutant[] = [
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
      const left = async () => {
        for await (const event of watch(scope, undefined)) void event;
      };
      // Refused when the connection is closed: nothing is left behind then.
      left().catch(() => {});
      return watch(scope, from, call);
    }),
  ),
  mutant('tells of votes that are not mine', '38 nobody', tellingVotes()),
  mutant('has votes only, and tells of those that are not mine', '38 nobody', small(tellingVotes())),
  mutant(
    'tells of every board',
    '38 a watch of some',
    watching((watch, _scope, from, call) => watch({}, from, call)),
  ),
  mutant('tells an older copy', '12 32', tellingOld()),
  mutant('removes nothing, and tells an older copy', '12 32', small(tellingOld())),
  mutant(
    'tells of nobody who joins',
    '38 a watch of some',
    telling((event) =>
      event.type === 'changes' ? [{ ...event, changes: event.changes.filter(isOfNobody) }] : [event],
    ),
  ),
  mutant(
    'lists from an index that lags behind',
    '32 lists taken',
    listing(async (query, list) => {
      const page = await list(query);
      const newest = Math.max(...page.items.map(({ createdAt }) => createdAt));
      return { ...page, items: page.items.filter(({ createdAt }) => createdAt < newest) };
    }),
  ),
];

function tellingVotes(): Alter {
  return watching((_watch, scope, from, call, { host, community }) =>
    host.as(personas.operator, community).watch!(scope, from, call),
  );
}

function tellingOld(): Alter {
  return telling((event) =>
    event.type === 'changes' ? [{ ...event, changes: event.changes.map(withoutVotes) }] : [event],
  );
}

const withoutVotes = (change: Change): Change =>
  change.type === 'put' && change.entity.kind === 'idea'
    ? { ...change, entity: { ...change.entity, tally: { score: 0, up: 0, down: 0, imported: 0 } } }
    : change;

const isOfNobody = (change: Change): boolean => change.type !== 'put' || change.entity.kind !== 'member';
