import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryHost } from '@rallykit/backend-memory';
import { command, limits, presets, type Backend } from '@rallykit/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operator } from './community.js';
import { stackexchange } from './formats/stackexchange.js';
import { uservoice } from './formats/uservoice.js';
import { importFile, type Importer, type Survey } from './importer.js';
import { Report } from './report.js';

let folder: string;
let backend: Backend;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rallykit-'));
  backend = operator(memoryHost());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function take<S extends Survey>(
  importer: Importer<S>,
  content: string,
  name = 'file',
  board = 'board',
) {
  const file = join(folder, name);
  writeFileSync(file, content);
  const report = new Report();
  await importFile(importer, backend, report, { file, board });
  return report;
}

const ideas = async () => (await backend.list({ kind: 'idea', sort: 'top', first: 100 })).items;
const questions = async () => (await backend.list({ kind: 'question', sort: 'top', first: 100 })).items;
const whys = (report: Report) => report.leftOut.map(({ why, rows }) => [rows.join('; '), why]);

describe('UserVoice', () => {
  const lamp = {
    id: 7,
    title: 'A lamp for the *desk*',
    text: 'Mine is dark.\nSee https://lamp.example/a_b.',
    votes_count: 42,
    created_at: '2014-03-21T00:00:00Z',
    creator: 'Ana Díaz',
    state: 'completed',
    response: { author: 'Boss', created_at: '2015-01-01T00:00:00Z', text: 'Done.' },
    comments: [
      { author: 'Bo', created_at: '2014-04-01T10:00:00Z', text: 'Yes <please>' },
      { author: 'Ana Díaz', created_at: '2014-04-02T10:00:00Z', text: 'Thanks' },
    ],
  };
  const json = (...suggestions: unknown[]) => JSON.stringify({ source: 'test', suggestions });

  test('an idea comes with its votes as a count, its status, response, comments, author and times', async () => {
    const report = await take(uservoice, json(lamp));
    expect(report.taken).toEqual({ board: 1, member: 3, idea: 1, comment: 2 });
    const [idea] = await ideas();
    expect(idea).toMatchObject({
      id: 'uv-7',
      title: 'A lamp for the *desk*',
      body: 'Mine is dark.\\\nSee <https://lamp.example/a_b>.',
      tally: { score: 42, up: 0, down: 0, imported: 42 },
      status: 'shipped',
      createdAt: Date.UTC(2014, 2, 21),
      response: { body: 'Done.', at: Date.UTC(2015, 0, 1) },
      comments: 2,
      source: { system: 'uservoice', id: '7' },
    });
    const { items } = await backend.list({
      kind: 'comment',
      subject: { kind: 'idea', id: 'uv-7' },
      sort: 'old',
    });
    expect(items.map(({ body }) => body)).toEqual(['Yes \\<please>', 'Thanks']);
    const people = await backend.get([
      { kind: 'member', id: idea!.author },
      { kind: 'member', id: idea!.response!.author },
      { kind: 'member', id: items[0]!.author },
    ]);
    expect(people).toMatchObject([
      { name: 'Ana Díaz', role: 'member', createdAt: Date.UTC(2014, 2, 21) },
      { name: 'Boss', role: 'team' },
      { name: 'Bo', role: 'member' },
    ]);
    expect(items[1]!.author).toBe(idea!.author);
  });

  test('a second run adds nothing, and a newer file only what is new in it', async () => {
    await take(uservoice, json(lamp));
    const before = await ideas();
    const again = await take(uservoice, json(lamp));
    expect(again.taken).toEqual({});
    expect(again.alreadyThere).toEqual({ member: 3, idea: 1, comment: 2 });
    expect(await ideas()).toEqual(before);

    const early = { author: 'Bo', created_at: '2014-03-30T10:00:00Z', text: 'First!' };
    const newer = await take(
      uservoice,
      json({ ...lamp, votes_count: 43, comments: [early, ...lamp.comments] }),
    );
    expect(newer.taken).toEqual({ comment: 1 });
    expect((await ideas())[0]).toMatchObject({ comments: 3, tally: { score: 42 } });
  });

  test('what the team removed does not come back', async () => {
    await take(uservoice, json(lamp));
    await backend.apply([command('c1', 'post.remove', { ref: { kind: 'idea', id: 'uv-7' } })]);
    const report = await take(uservoice, json(lamp));
    expect(report.taken).toEqual({});
    expect(await ideas()).toEqual([]);
  });

  test('malformed rows are named and do not stop the others', async () => {
    const report = await take(
      uservoice,
      json(
        { ...lamp, id: 1, votes_count: 'many' },
        null,
        { ...lamp, id: 2, created_at: 'yesterday' },
        { ...lamp, id: 3, title: ' ' },
        { ...lamp, id: 4, comments: [{ author: 'Bo' }, ...lamp.comments] },
        { ...lamp, id: 5, state: 'spam' },
        { ...lamp, id: 6, text: 'nul \0' },
      ),
    );
    expect((await ideas()).map(({ id }) => id)).toEqual(['uv-4']);
    expect(report.taken).toMatchObject({ idea: 1, comment: 2 });
    expect(whys(report)).toEqual([
      ['row 1 (id 1)', expect.stringContaining('votes_count')],
      ['row 2', expect.stringContaining('not usable')],
      ['row 3 (id 2)', expect.stringContaining('“yesterday” is no time')],
      ['row 4 (id 3)', expect.stringContaining('title')],
      ['row 5 (id 4), comment 1', expect.stringContaining('created_at')],
      ['row 6 (id 5)', 'It was spam there.'],
      ['row 7 (id 6), idea', expect.stringContaining('broken character')],
      [
        'row 7 (id 6), comment 1, comment; row 7 (id 6), comment 2, comment',
        expect.stringContaining('not here'),
      ],
    ]);
  });

  test('a state that the board lacks, a text that is too long: taken, and told', async () => {
    const text = Array.from({ length: 30 }, () => 'word '.repeat(200).trim()).join('\n\n');
    const report = await take(uservoice, json({ ...lamp, state: 'on ice', text }));
    const [idea] = await ideas();
    expect(idea?.status).toBe('open');
    expect(idea!.body.length).toBeLessThanOrEqual(limits.body);
    expect(report.changed).toMatchObject([
      { count: 1, rows: ['row 1 (id 7)'], why: expect.stringContaining('cut at the end of a paragraph') },
      { count: 1, why: 'The board has no status “on ice”, so it became “Open”.' },
    ]);
  });

  test('an e-mail address as author stays private', async () => {
    await take(uservoice, json({ ...lamp, creator: 'ana.diaz@mail.example' }));
    const [idea] = await ideas();
    const [author] = await backend.get([{ kind: 'member', id: idea!.author }]);
    expect(JSON.stringify([idea, author])).not.toContain('@mail');
    expect(author).toMatchObject({ name: 'ana.diaz' });
  });

  test('CSV comes with category and status by name; merged ones stay out', async () => {
    const csv =
      '\uFEFFsuggestion.id,suggestion.title,suggestion.body,suggestion.category.name,suggestion.status.name,suggestion.parent.id,suggestion.created_timestamp,suggestion.votes_count\n' +
      '1,"A ""lamp""","Two\n\nparagraphs",Light,Under Review,,2019-12-01 10:00:00,5\n' +
      '2,Same,,Light,,1,2019-12-02 10:00:00,1\n';
    const report = await take(uservoice, csv, 'ideas.csv');
    expect(await ideas()).toMatchObject([
      {
        title: 'A "lamp"',
        body: 'Two\n\nparagraphs',
        tags: ['Light'],
        status: 'under-review',
        tally: { score: 5 },
        createdAt: Date.UTC(2019, 11, 1, 10),
      },
    ]);
    expect(whys(report)).toEqual([['line 5 (id 2)', expect.stringContaining('merged')]]);
  });

  test.each([
    ['cut.json', json(lamp).slice(0, -9), 'ends too early'],
    ['other.json', '{"ideas":[{"id":1}]}', 'no list “suggestions”'],
    ['list.json', '{"suggestions":{"id":1}}', 'no list “suggestions”'],
    ['page.html', '<html></html>', 'no JSON'],
    ['empty.json', '', 'no list “suggestions”'],
    ['other.csv', 'number,title\n1,a\n', 'no column “suggestion.id”'],
    ['cut.csv', 'suggestion.id,suggestion.title,suggestion.created_timestamp\n1,"a', 'ends too early'],
    ['empty.csv', '', 'no records'],
  ])('%s is refused before anything is written', async (name, content, why) => {
    await expect(take(uservoice, content, name)).rejects.toThrow(why);
    await expect(take(uservoice, content, name)).rejects.toThrow('UserVoice suggestions');
    expect((await backend.list({ kind: 'board' })).items).toEqual([]);
  });

  test('a board for questions is refused', async () => {
    const {
      pipeline: _pipeline,
      votes: _votes,
      ...support
    } = { ...presets.support, id: 'help', purpose: 'support' as const };
    await backend.apply([
      command('b', 'board.create', { id: support.id, purpose: support.purpose, title: 'Help' }),
    ]);
    await expect(take(uservoice, json(lamp), 'file', 'help')).rejects.toThrow('--board');
    expect(await ideas()).toEqual([]);
  });
});

describe('Stack Exchange', () => {
  const escape = (text: string) => text.replace(/[<>&"\n]/g, (char) => `&#${char.charCodeAt(0)};`);
  const row = (fields: Record<string, string | number>) =>
    `  <row ${Object.entries(fields)
      .map(([name, value]) => `${name}="${escape(String(value))}"`)
      .join(' ')} />`;
  const posts = (...rows: string[]) =>
    `\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<posts>\n${rows.join('\n')}\n</posts>`;
  const question = {
    Id: 1,
    PostTypeId: 1,
    AcceptedAnswerId: 3,
    CreationDate: '2015-01-27T20:09:32.720',
    LastEditDate: '2015-01-28T00:00:00.000',
    LastActivityDate: '2015-02-01T00:00:00.000',
    Score: 20,
    ViewCount: 130,
    Body: '<p>How <em>cold</em>?</p>',
    OwnerUserId: 4,
    Title: 'How should I store "beans" & <grounds>?',
    Tags: '<storage><c#>',
  };
  const answer = (id: number, parent: number, more = {}) => ({
    Id: id,
    PostTypeId: 2,
    ParentId: parent,
    CreationDate: '2015-01-28T20:09:32.720',
    Score: 2,
    Body: '<p>Dry.</p>',
    OwnerUserId: 8,
    ...more,
  });

  test('questions and answers come with scores, tags, views, authors, times and the accepted answer', async () => {
    // The first answer stands before its question.
    const file = posts(
      row(answer(2, 1, { Score: -3, OwnerUserId: -1 })),
      row(question),
      row(answer(3, 1, { OwnerDisplayName: 'Zoë' })),
    );
    const report = await take(stackexchange, file);
    expect(report.toJSON()).toEqual({
      taken: { board: 1, member: 3, question: 1, answer: 2 },
      alreadyThere: {},
      changed: [],
      leftOut: [],
    });
    expect(await questions()).toMatchObject([
      {
        id: 'se-1',
        title: 'How should I store "beans" & <grounds>?',
        body: 'How *cold*?',
        tally: { score: 20, imported: 20 },
        status: 'solved',
        answers: 2,
        accepted: 'se-3',
        views: 130,
        author: 'se-user-4',
        createdAt: Date.parse('2015-01-27T20:09:32.720Z'),
        updatedAt: Date.parse('2015-02-01T00:00:00Z'),
      },
    ]);
    const [board] = (await backend.list({ kind: 'board' })).items;
    expect(board).toMatchObject({ purpose: 'support', counts: { solved: 1 } });
    const labels = (await questions())[0]!.tags.map((id) => board!.tags.find((tag) => tag.id === id)?.label);
    expect(labels).toEqual(['storage', 'c#']);
    const { items } = await backend.list({
      kind: 'answer',
      subject: { kind: 'question', id: 'se-1' },
      sort: 'old',
    });
    expect(items).toMatchObject([
      { id: 'se-2', tally: { score: -3 }, author: 'se-user-community' },
      { id: 'se-3', tally: { score: 2 }, author: 'se-user-8' },
    ]);
    expect(
      await backend.get([
        { kind: 'member', id: 'se-user-4' },
        { kind: 'member', id: 'se-user-8' },
      ]),
    ).toMatchObject([{ name: 'User 4' }, { name: 'Zoë' }]);
  });

  test('a second run adds nothing', async () => {
    const file = posts(row(question), row(answer(3, 1)));
    await take(stackexchange, file);
    const before = await questions();
    const again = await take(stackexchange, file);
    expect(again.taken).toEqual({});
    expect(again.alreadyThere).toEqual({ member: 2, question: 1, answer: 1 });
    expect(await questions()).toEqual(before);
  });

  test('what has no place, is malformed or lacks its question is left out with a reason; the rest is taken', async () => {
    const report = await take(
      stackexchange,
      posts(
        row({ ...question, AcceptedAnswerId: 99, ClosedDate: '2016-01-01T00:00:00' }),
        row({ ...question, Id: 5, PostTypeId: 5 }),
        row({ Id: 6, PostTypeId: 1, Title: 'No more than that' }),
        row(answer(7, 4)),
        row({ ...question, Id: 8, Score: 'high' }),
        row(answer(9, 1, { Body: '' })),
        row({ ...question, Id: 10, PostTypeId: 42 }),
      ),
    );
    expect(report.taken).toMatchObject({ question: 1 });
    expect(whys(report)).toEqual([
      ['line 4 (Id 5)', 'Tag wikis have no place here.'],
      ['line 5 (Id 6)', expect.stringContaining('CreationDate')],
      ['line 7 (Id 8)', expect.stringContaining('Score')],
      ['line 9 (Id 10)', expect.stringContaining('42')],
      ['line 6 (Id 7), answer', expect.stringContaining('question')],
      ['line 8 (Id 9), answer', expect.stringContaining('empty')],
    ]);
    expect(report.changed.map(({ why }) => why)).toEqual([
      expect.stringContaining('accepted answer is not in the file'),
      expect.stringContaining('closed'),
    ]);
    expect(await questions()).toMatchObject([{ id: 'se-1', status: 'open' }]);
  });

  test('a board takes the most used tags that it has room for', async () => {
    const rows = Array.from({ length: 60 }, (_, at) =>
      row({ ...question, Id: 100 + at, AcceptedAnswerId: 0, Tags: `<all><tag-${at}>` }),
    );
    const report = await take(stackexchange, posts(...rows));
    const [board] = (await backend.list({ kind: 'board' })).items;
    expect(board?.tags).toHaveLength(50);
    expect(board?.tags[0]?.label).toBe('all');
    expect(report.changed.find(({ why }) => why.startsWith('Tags'))?.count).toBe(11);
    const [note] = report.leftOut;
    expect(note).toMatchObject({ why: expect.stringContaining('room for 50 tags'), count: 11 });
    expect(note?.rows[0]).toMatch(/^tag tag-\d+$/);
    expect((await questions()).every(({ tags }) => tags.includes('all'))).toBe(true);
  });

  test('a post keeps as many tags as it may have, and the report says so', async () => {
    const labels = Array.from({ length: 12 }, (_, at) => `<tag-${at}>`).join('');
    const report = await take(stackexchange, posts(row({ ...question, AcceptedAnswerId: 0, Tags: labels })));
    expect((await questions())[0]?.tags).toHaveLength(10);
    expect(report.changed.map(({ why }) => why)).toContain('Tags after the first 10 were left out.');
  });

  test.each([
    ['a cut file', posts(row(question)).slice(0, -20), 'ends too early'],
    ['another root', '<users><row Id="1"/></users>', 'begins with <users>'],
    ['JSON', '{"suggestions":[]}', 'no XML'],
    ['an empty file', '', 'no XML'],
  ])('%s is refused before anything is written', async (_name, content, why) => {
    await expect(take(stackexchange, content)).rejects.toThrow(why);
    await expect(take(stackexchange, content)).rejects.toThrow('Posts.xml');
    expect((await backend.list({ kind: 'board' })).items).toEqual([]);
  });

  test('entities that XML declares are not followed', async () => {
    const bomb = `<!DOCTYPE posts [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>${posts(row(question)).replace(/^.*\n/, '').replace('Title="', 'Title="&b;')}`;
    await expect(take(stackexchange, bomb)).rejects.toThrow('no XML');
  });
});
