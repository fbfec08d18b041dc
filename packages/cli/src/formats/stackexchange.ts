import type { Answer, Board, Question } from '@rallykit/core';
import { z } from 'zod';
import { countTag, emptySurvey, meet, tagIds, type Importer, type Person, type Survey } from '../importer.js';
import { fitTitle, htmlToMarkdown } from '../markdown.js';
import { check, given, idPart, time } from '../parse.js';
import { xmlRows } from '../rows.js';
import { countOnly, imported, type Item } from '../writer.js';

const system = 'stackexchange';
const expected = 'Posts.xml of a Stack Exchange data dump: <posts> with a <row> for each post';

const id = z.string().regex(/^\d{1,20}$/, 'expected a number');
const whole = z
  .string()
  .regex(/^-?\d{1,9}$/, 'expected a whole number')
  .transform(Number);
const common = {
  Id: id,
  CreationDate: time,
  Score: whole,
  Body: z.string(),
  OwnerUserId: z
    .string()
    .regex(/^-?\d{1,20}$/, 'expected a number')
    .optional(),
  OwnerDisplayName: z.string().optional(),
  LastEditDate: time.optional(),
  LastActivityDate: time.optional(),
};
const questionSchema = z.object({
  ...common,
  Title: z.string().trim().min(1),
  Tags: z.string().default('').transform(tagsOf),
  ViewCount: whole.optional(),
  AcceptedAnswerId: id.optional(),
  ClosedDate: time.optional(),
});
const answerSchema = z.object({ ...common, ParentId: id });
type QuestionRow = z.output<typeof questionSchema>;
type AnswerRow = z.output<typeof answerSchema>;

/** "<a><b>" in older dumps, "|a|b|" in newer ones. */
function tagsOf(text: string): string[] {
  return text.split(/[<>|]+/).filter(Boolean);
}

const otherTypes: Readonly<Record<string, string>> = {
  '3': 'Wikis have no place here.',
  '4': 'Tag wikis (their short texts) have no place here.',
  '5': 'Tag wikis have no place here.',
  '6': 'Nominations of moderators have no place here.',
};

interface Posts extends Survey {
  /** The question of each answer. */
  readonly answers: Map<string, string>;
}

function personOf({
  OwnerUserId: id,
  OwnerDisplayName: name,
  CreationDate: since,
}: QuestionRow | AnswerRow): Person {
  if (id === '-1') return { id: 'se-user-community', name: 'Community', role: 'member', since };
  if (id) return { id: `se-user-${id}`, name: name || `User ${id}`, role: 'member', since };
  return { id: name ? `se-${idPart(name)}` : 'se-somebody', name: name || 'Somebody', role: 'member', since };
}

/** Questions and answers with their scores, tags and accepted answers. */
export const stackexchange: Importer<Posts> = {
  system,
  board: {
    purpose: 'support',
    title: 'Questions and answers',
    takes: ({ purpose }) => purpose === 'support',
  },

  async survey(file, onRow) {
    const survey: Posts = { ...emptySurvey(), answers: new Map() };
    for await (const { value } of xmlRows(file, 'posts', expected)) {
      onRow(++survey.rows);
      const row = check(value['PostTypeId'] === '2' ? answerSchema : questionSchema, value);
      if (!('ok' in row) || !['1', '2'].includes(value['PostTypeId'] ?? '')) continue;
      meet(survey, personOf(row.ok));
      if ('ParentId' in row.ok) survey.answers.set(row.ok.Id, row.ok.ParentId);
      else for (const tag of row.ok.Tags) countTag(survey, tag);
    }
    return survey;
  },

  // An answer may stand before its question, so questions come first.
  async *items(file, survey, board, report) {
    for (const type of ['1', '2'] as const) {
      for await (const { value, where } of xmlRows(file, 'posts', expected)) {
        const its = value['PostTypeId'] ?? '';
        if (type === '1' ? its === '2' : its !== '2') continue;
        const label = value['Id'] === undefined ? where : `${where} (Id ${value['Id']})`;
        if (its !== type) {
          report.leaveOut(label, otherTypes[its] ?? `Posts of the type “${its}” are not known here.`);
          yield [];
          continue;
        }
        const row = type === '1' ? check(questionSchema, value) : check(answerSchema, value);
        if ('problem' in row) {
          report.leaveOut(label, row.problem);
          yield [];
        } else
          yield [
            'ParentId' in row.ok
              ? answerItem(row.ok, board, label)
              : questionItem(row.ok, survey, board, label),
          ];
      }
    }
  },
};

function posted(row: QuestionRow | AnswerRow, board: Board, text: string) {
  return {
    board: board.id,
    author: personOf(row).id,
    body: text,
    textRevision: 1,
    comments: 0,
    tally: countOnly(row.Score),
    trend: 0,
    source: { system, id: row.Id },
    ...given({ editedAt: row.LastEditDate }),
  };
}

function questionItem(row: QuestionRow, { answers }: Posts, board: Board, label: string): Item {
  const title = fitTitle(row.Title);
  const body = htmlToMarkdown(row.Body);
  const tags = tagIds(board, row.Tags);
  const { AcceptedAnswerId: accepted, ViewCount } = row;
  const isHere = accepted !== undefined && answers.get(accepted) === row.Id;
  const entity: Question = {
    ...imported('question', `se-${row.Id}`, row.CreationDate, row.LastActivityDate),
    ...posted(row, board, body.text),
    title: title.text,
    tags: tags.ids,
    status: 'open',
    answers: 0,
    ...given({ accepted: isHere ? `se-${accepted}` : undefined, views: ViewCount }),
  };
  const changed = [title, body, tags].flatMap(({ changed }) => changed);
  if (accepted !== undefined && !isHere)
    changed.push('Its accepted answer is not in the file, so none is accepted.');
  if (row.ClosedDate !== undefined) changed.push('It was closed to answers there; here it is not.');
  return { entity, row: label, changed };
}

function answerItem(row: AnswerRow, board: Board, label: string): Item {
  const body = htmlToMarkdown(row.Body);
  const entity: Answer = {
    ...imported('answer', `se-${row.Id}`, row.CreationDate, row.LastEditDate ?? row.LastActivityDate),
    ...posted(row, board, body.text),
    question: `se-${row.ParentId}`,
  };
  return { entity, row: label, changed: body.changed };
}
