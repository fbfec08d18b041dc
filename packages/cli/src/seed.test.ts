import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryHost } from '@rallykit/backend-memory';
import type { BackendHost, Receipt } from '@rallykit/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { operator } from './community.js';
import { readSeed } from './formats/seed.js';
import { seedEntities } from './formats/seed-entities.js';
import { seedOnce } from './seed.js';

const day = 86_400_000;
const now = Date.UTC(2026, 0, 31);
const seed = {
  community: { name: 'Lamps', guests: 'vote' },
  goal: {
    id: 'bright',
    board: 'ideas',
    title: 'See better',
    memberValue: 'Light',
    businessValue: 'Lamps sold',
    audience: 'customers',
    measure: { name: 'Lumen', unit: 'lm', baseline: 1, target: 9, current: 4 },
    startAge: 30,
    endInDays: 10,
    owner: 'ana',
    promiseDays: 14,
  },
  boards: [
    { id: 'ideas', purpose: 'product-design', title: 'Ideas', tags: [{ id: 'desk', label: 'Desk' }] },
    { id: 'help', purpose: 'support', title: 'Help', tags: [] },
  ],
  members: [
    { id: 'ana', name: 'Ana', role: 'leader', joinedAge: 40 },
    { id: 'bo', name: 'Bo', role: 'member', joinedAge: 5 },
  ],
  ideas: [
    {
      id: 'dim',
      board: 'ideas',
      title: 'A dimmer',
      tags: ['desk'],
      status: 'shipped',
      statusAge: 8,
      author: 'bo',
      age: 20,
      importedVotes: 7,
      voters: ['ana'],
      response: { author: 'ana', age: 7, body: 'Done' },
      comments: [{ id: 'dim-1', author: 'bo', age: 19, body: 'Please' }],
    },
    { id: 'red', board: 'ideas', title: 'A red one', status: 'open', author: 'ana', age: 10, voters: ['bo'] },
  ],
  questions: [
    {
      id: 'how',
      board: 'help',
      title: 'How?',
      author: 'bo',
      age: 4,
      views: 12,
      accepted: 'how-1',
      answers: [
        { id: 'how-1', author: 'ana', age: 3, body: 'So.', importedVotes: 2, voters: ['bo'], helped: 9 },
      ],
    },
  ],
  polls: [
    {
      id: 'next',
      board: 'ideas',
      title: 'What next?',
      choice: 'multiple',
      author: 'ana',
      age: 2,
      closesInDays: 3,
      options: [
        { id: 'a', label: 'A', imported: 30 },
        { id: 'b', label: 'B', imported: 10 },
      ],
      ballots: [{ member: 'ana', options: ['a', 'b'] }],
    },
  ],
};

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rallykit-'));
  file = join(folder, 'seed.json');
  writeFileSync(file, JSON.stringify(seed));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const everything = async (host: BackendHost) => {
  const backend = operator(host);
  const kinds = ['goal', 'board', 'idea', 'question', 'answer', 'comment', 'poll', 'member'] as const;
  const lists = await Promise.all(kinds.map((kind) => backend.list({ kind, first: 100 })));
  const community = await backend.get([{ kind: 'community', id: 'community' }]);
  return [...community, ...lists.flatMap(({ items }) => items)];
};

test('ages become times before now, and what is counted is counted', async () => {
  const host = memoryHost();
  const report = await seedOnce(host, { folder, file, now });
  expect(report?.taken).toMatchObject({ community: 1, member: 2, idea: 2, vote: 3, ballot: 1, poll: 1 });
  const byId = Object.fromEntries(
    (await everything(host)).map((entity) => [(entity as { id: string }).id, entity]),
  );
  expect(byId).toMatchObject({
    community: { name: 'Lamps', guests: 'vote', members: 2 },
    bright: { startsAt: now - 30 * day, endsAt: now + 10 * day, owner: 'ana' },
    ideas: { counts: { shipped: 1, open: 1 } },
    dim: {
      createdAt: now - 20 * day,
      statusAt: now - 8 * day,
      response: { at: now - 7 * day },
      tally: { score: 8, up: 1, imported: 7 },
      comments: 1,
    },
    how: { status: 'solved', accepted: 'how-1', answers: 1, views: 12 },
    'how-1': { tally: { score: 3 } },
    // 40 choices, two each like those who are known, but no fewer people than the largest option has.
    next: { closesAt: now + 3 * day, tally: { voters: 31, options: { a: 31, b: 11 } } },
  });
});

test('votes come after the post and the voter, before voting ended, the same each time', async () => {
  const entities = seedEntities(await readSeed(file), now);
  const votes = Object.fromEntries(
    entities.flatMap((entity) => (entity.kind === 'vote' ? [[entity.subject.id, entity]] : [])),
  );
  expect(votes['dim']!.createdAt).toBeGreaterThanOrEqual(now - 20 * day);
  expect(votes['dim']!.createdAt).toBeLessThanOrEqual(now - 8 * day);
  expect(votes['red']!.createdAt).toBeGreaterThanOrEqual(now - 5 * day);
  expect(votes['red']!.createdAt).toBeLessThanOrEqual(now);
  expect(seedEntities(await readSeed(file), now)).toEqual(entities);
});

test('a store that is not empty stays as it is', async () => {
  const host = memoryHost();
  await seedOnce(host, { folder, file, now });
  const before = await everything(host);
  expect(await seedOnce(host, { folder, file, now: now + 3 * day })).toBeUndefined();
  expect(await everything(host)).toEqual(before);
});

test('a seeding that was cut short goes on with its times', async () => {
  const whole = memoryHost();
  await seedOnce(whole, { folder, file, now });

  const host = memoryHost({ now: () => now });
  const failing: BackendHost = {
    ...host,
    as(...who) {
      const backend = host.as(...who);
      return {
        ...backend,
        supports: async () => ({ ...(await backend.supports()), batch: { max: 6, atomic: false } }),
        async apply(commands): Promise<readonly Receipt[]> {
          if (commands.length < 6 || (await everything(host)).length > 6) throw new Error('power cut');
          return backend.apply(commands);
        },
      };
    },
  };
  await expect(seedOnce(failing, { folder, file, now })).rejects.toThrow('power cut');
  expect((await everything(host)).length).toBeLessThan(14);

  const report = await seedOnce(host, { folder, file, now: now + day });
  expect(report?.alreadyThere).not.toEqual({});
  expect(await everything(host)).toEqual(await everything(whole));
  expect(existsSync(join(folder, 'seeding.json'))).toBe(false);
});

test.each([
  ['an unknown field', { ...seed, idea: [] }, 'idea'],
  ['a wrong field', { ...seed, members: [{ ...seed.members[0], role: 'boss' }] }, 'members.0.role'],
  ['an unknown author', { ...seed, ideas: [{ ...seed.ideas[0], author: 'cy' }] }, 'no member “cy”'],
  [
    'an empty comment',
    { ...seed, ideas: [{ ...seed.ideas[0], comments: [{ id: 'x', author: 'bo', age: 1, body: '' }] }] },
    'comment/x',
  ],
  [
    'a status that the board lacks',
    { ...seed, ideas: [{ ...seed.ideas[0], status: 'lost' }] },
    'no status “lost”',
  ],
  ['an id that is there twice', { ...seed, ideas: [seed.ideas[0], seed.ideas[0]] }, 'idea/dim'],
  [
    'a poll’s unknown option',
    { ...seed, polls: [{ ...seed.polls[0], ballots: [{ member: 'bo', options: ['z'] }] }] },
    'no such option',
  ],
])('%s is refused by name and changes nothing', async (_what, content, why) => {
  writeFileSync(file, JSON.stringify(content));
  const host = memoryHost();
  await expect(seedOnce(host, { folder, file, now })).rejects.toThrow(why);
  expect(await everything(host)).toEqual([null]);
  expect(existsSync(join(folder, 'seeding.json'))).toBe(false);
});
