import type { Board, Comment, Idea, OfficialResponse, Status } from '@rallykit/core';
import { z } from 'zod';
import { countTag, emptySurvey, meet, tagIds, type Importer, type Person } from '../importer.js';
import { fitTitle, htmlToMarkdown, textToMarkdown } from '../markdown.js';
import { check, digest, given, idPart, time } from '../parse.js';
import { csvRows, jsonRows } from '../rows.js';
import { countOnly, imported, type Item } from '../writer.js';

const system = 'uservoice';
const expected =
  'UserVoice suggestions, as JSON with a list “suggestions” or as CSV with columns such as suggestion.id';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const id = z.union([z.string().min(1), z.int()]).transform(String);
const note = z.object({ author: z.string().min(1), created_at: time, text });
const suggestionSchema = z.object({
  id,
  title: z.string().trim().min(1),
  text: text.optional(),
  /** The API's name for the text. */
  body: text.optional(),
  body_mime_type: z.string().nullish(),
  votes_count: z.int().min(0).default(0),
  created_at: time,
  creator: z.string().min(1).default('Somebody'),
  state: text,
  category: z.string().nullish(),
  merged_into: z.string().nullish(),
  response: z.unknown().optional(),
  comments: z.array(z.unknown()).default([]),
});
type Suggestion = z.output<typeof suggestionSchema>;
type Note = z.output<typeof note>;

/** CSV has the same under other names, and texts only. */
function fromCsv(row: Readonly<Record<string, string>>) {
  const at = (name: string) => row[`suggestion.${name}`] || undefined;
  const votes = at('votes_count') ?? at('supporters_count');
  return given({
    id: at('id'),
    title: at('title'),
    text: at('body'),
    body_mime_type: at('body_mime_type'),
    votes_count: votes === undefined ? undefined : Number(votes),
    created_at: at('created_timestamp') ?? at('created_at'),
    creator: at('created_by.name') ?? at('creator.name'),
    state: at('status.name'),
    category: at('category.name'),
    merged_into: at('parent.id'),
  });
}

async function* records(file: string) {
  if (/\.csv$/i.test(file)) {
    const needed = ['suggestion.id', 'suggestion.title', 'suggestion.created_timestamp'];
    for await (const { value, where } of csvRows(file, needed, expected))
      yield { where, value: fromCsv(value) };
  } else yield* jsonRows(file, 'suggestions', expected);
}

const person = (name: string, since: number, role: Person['role'] = 'member'): Person => ({
  id: memberId(name),
  // An address of theirs is nobody else's business.
  name: name.split('@', 1)[0] || 'Somebody',
  role,
  since,
});
const memberId = (name: string) => `uv-${idPart(name)}`;
const ideaId = (suggestion: string) => `uv-${idPart(suggestion)}`;

/** Suggestions with their comments and official responses; votes come as counts. */
export const uservoice: Importer = {
  system,
  board: { purpose: 'product-design', title: 'Ideas', takes: ({ purpose }) => purpose !== 'support' },

  async survey(file, onRow) {
    const survey = emptySurvey();
    for await (const { value } of records(file)) {
      onRow(++survey.rows);
      const row = check(suggestionSchema, value);
      if (!('ok' in row)) continue;
      const { creator, created_at, response, comments, category } = row.ok;
      meet(survey, person(creator, created_at));
      if (category) countTag(survey, category);
      const answer = check(note, response);
      if ('ok' in answer) meet(survey, person(answer.ok.author, answer.ok.created_at, 'team'));
      for (const value of comments) {
        const comment = check(note, value);
        if ('ok' in comment) meet(survey, person(comment.ok.author, comment.ok.created_at));
      }
    }
    return survey;
  },

  async *items(file, _survey, board, report) {
    for await (const { value, where } of records(file)) {
      const row = check(suggestionSchema, value);
      const known = (value as { id?: unknown } | null)?.id;
      const label = known === undefined ? where : `${where} (id ${String(known)})`;
      const why = 'problem' in row ? row.problem : reasonAgainst(row.ok);
      if (why !== undefined || !('ok' in row)) {
        report.leaveOut(label, why ?? '');
        yield [];
        continue;
      }
      const response = row.ok.response == null ? undefined : check(note, row.ok.response);
      if (response && 'problem' in response) report.leaveOut(`${label}, response`, response.problem);
      const items = [ideaItem(row.ok, response && 'ok' in response ? response.ok : undefined, board, label)];
      for (const [at, value] of row.ok.comments.entries()) {
        const comment = check(note, value);
        const where = `${label}, comment ${at + 1}`;
        if ('ok' in comment) items.push(commentItem(row.ok.id, comment.ok, board, where));
        else report.leaveOut(where, comment.problem);
      }
      yield items;
    }
  },
};

function reasonAgainst({ state, merged_into }: Suggestion): string | undefined {
  if (merged_into) return 'It was merged into another suggestion, which has its votes.';
  if (['spam', 'deleted', 'hidden'].includes(state.toLowerCase()))
    return `It was ${state.toLowerCase()} there.`;
  return undefined;
}

function ideaItem(suggestion: Suggestion, answer: Note | undefined, board: Board, row: string): Item {
  const { created_at: at, votes_count, creator } = suggestion;
  const title = fitTitle(suggestion.title);
  const convert = suggestion.body_mime_type === 'text/html' ? htmlToMarkdown : textToMarkdown;
  const body = convert(suggestion.text ?? suggestion.body ?? '');
  const said = answer && textToMarkdown(answer.text);
  const response: OfficialResponse | undefined =
    answer && said?.text
      ? { author: memberId(answer.author), body: said.text, at: answer.created_at }
      : undefined;
  const status = statusFor(suggestion.state, board.pipeline);
  const tags = tagIds(board, suggestion.category ? [suggestion.category] : []);
  const entity: Idea = {
    ...imported('idea', ideaId(suggestion.id), at, answer?.created_at),
    board: board.id,
    author: memberId(creator),
    title: title.text,
    body: body.text,
    textRevision: 1,
    tags: tags.ids,
    status: status.id,
    statusAt: Math.max(at, answer?.created_at ?? at),
    comments: 0,
    tally: countOnly(votes_count),
    trend: 0,
    source: { system, id: suggestion.id },
    ...given({ response }),
  };
  const changed = [title, body, ...(said ? [said] : []), tags, status].flatMap(({ changed }) => changed);
  return { entity, row, changed };
}

function commentItem(
  suggestion: string,
  { author, created_at, text }: Note,
  board: Board,
  row: string,
): Item {
  const body = textToMarkdown(text);
  // Comments have no ids in the file; who said what when tells them apart, also when others are added between them.
  const key = digest(JSON.stringify([author, created_at, text]), 12);
  const entity: Comment = {
    ...imported('comment', `${ideaId(suggestion)}-${key}`, created_at),
    board: board.id,
    author: memberId(author),
    body: body.text,
    textRevision: 1,
    subject: { kind: 'idea', id: ideaId(suggestion) },
    source: { system, id: `${suggestion}/${key}` },
  };
  return { entity, row, changed: body.changed };
}

/** What UserVoice's own states are called on RallyKit's boards. */
const names: Readonly<Record<string, readonly string[]>> = {
  started: ['in-progress', 'fixing', 'on-trial'],
  planned: ['planned', 'confirmed'],
  completed: ['shipped', 'fixed', 'adopted'],
  declined: ['declined', 'dropped', 'not-seen-again'],
};
const beginning = ['', 'open', 'published', 'approved', 'new'];

/** The status of a board that a state stands for: the first one where none does. */
function statusFor(state: string, pipeline: readonly Status[]): { id: string; changed: string[] } {
  const name = state
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  const first = pipeline[0]!;
  if (beginning.includes(name)) return { id: first.id, changed: [] };
  const wanted = [name, ...(names[name] ?? [])];
  const found = pipeline.find(
    ({ id, label }) => wanted.includes(id) || label.toLowerCase() === state.trim().toLowerCase(),
  );
  if (found) return { id: found.id, changed: [] };
  return { id: first.id, changed: [`The board has no status “${state}”, so it became “${first.label}”.`] };
}
