import {
  command,
  limits,
  presets,
  type Backend,
  type Board,
  type Member,
  type Purpose,
  type Tag,
} from '@rallykit/core';
import { fitName } from './markdown.js';
import { digest, idPart } from './parse.js';
import type { Report } from './report.js';
import { ensureCommunity } from './community.js';
import { UserError } from './user-error.js';
import { imported, Writer, type Item } from './writer.js';

/** Somebody who wrote something in the file. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: 'member' | 'team';
  /** When they first wrote something. */
  readonly since: number;
}

/** What a first reading of a file tells. It also shows that the file is whole, before anything is taken from it. */
export interface Survey {
  rows: number;
  readonly people: Map<string, Person>;
  /** How many posts have each tag, by its label. */
  readonly tags: Map<string, number>;
}

export const emptySurvey = (): Survey => ({ rows: 0, people: new Map(), tags: new Map() });

export function meet(survey: Survey, person: Person): void {
  const known = survey.people.get(person.id) ?? person;
  const since = Math.min(known.since, person.since);
  survey.people.set(person.id, { ...known, since, role: known.role === 'team' ? 'team' : person.role });
}

export const countTag = ({ tags }: Survey, label: string): void =>
  void tags.set(label, (tags.get(label) ?? 0) + 1);

/** A format of another system's that can be taken over. */
export interface Importer<S extends Survey = Survey> {
  /** Short name of the system; stands in ids and in each post's `source`. */
  readonly system: string;
  readonly board: { readonly purpose: Purpose; readonly title: string; takes(board: Board): boolean };
  /** Throws UserError for a file that is not of this format, or not whole. */
  survey(file: string, onRow: (rows: number) => void): Promise<S>;
  /** The posts, a row at a time, what others hang on first. */
  items(file: string, survey: S, board: Board, report: Report): AsyncIterable<readonly Item[]>;
}

export interface ImportOptions {
  readonly file: string;
  /** The board's id; it is created when there is none. */
  readonly board: string;
  readonly title?: string | undefined;
  /** Called with how far the work is. */
  readonly onSurvey?: (rows: number) => void;
  readonly onRow?: (rows: number, of: number) => void;
}

/** Takes a file over into a board. Running it again adds only what is new in the file. */
export async function importFile<S extends Survey>(
  importer: Importer<S>,
  backend: Backend,
  report: Report,
  { file, board: id, title, onSurvey = () => {}, onRow = () => {} }: ImportOptions,
): Promise<void> {
  const survey = await importer.survey(file, onSurvey);
  const writer = new Writer(backend, report);
  await ensureCommunity(backend);
  const board = await ensureBoard(importer.board, backend, writer, { id, title, survey, report });
  await writer.add([...survey.people.values()].map(memberItem));
  let rows = 0;
  for await (const items of importer.items(file, survey, board, report)) {
    await writer.add(items);
    onRow(++rows, survey.rows);
  }
  await writer.end();
}

function memberItem({ id, name, role, since }: Person): Item {
  const entity: Member = { ...imported('member', id, since), name: fitName(name), role };
  return { entity, row: `author ${name}` };
}

async function ensureBoard(
  wanted: Importer['board'],
  backend: Backend,
  writer: Writer,
  { id, title, survey, report }: { id: string; title: string | undefined; survey: Survey; report: Report },
): Promise<Board> {
  const found = (await backend.get([{ kind: 'board', id }]))[0];
  if (found && 'removedAt' in found)
    throw new UserError(`The board “${id}” was removed. Choose another id with --board.`);
  if (!found) {
    const { pipeline, votes } = presets[wanted.purpose];
    const earliest = Math.min(Date.now(), ...[...survey.people.values()].map(({ since }) => since));
    const board: Board = {
      ...imported('board', id, earliest),
      purpose: wanted.purpose,
      title: title ?? wanted.title,
      description: '',
      pipeline,
      votes,
      tags: withTags([], survey, report),
      counts: {},
    };
    await writer.add([{ entity: board, row: `board ${id}` }]);
    return board;
  }
  const board = found as Board;
  if (!wanted.takes(board)) {
    throw new UserError(
      `The board “${id}” has the purpose ${board.purpose}, which does not fit this file. Choose another id with --board; a board that is not there yet is created.`,
    );
  }
  const tags = withTags(board.tags, survey, report);
  if (tags.length === board.tags.length) return board;
  // The same tags are the same act, so one that was taken away since does not come back.
  const edit = command(digest(JSON.stringify(['tags', id, tags]), 64), 'board.edit', { id, tags });
  const [receipt] = await backend.apply([edit]);
  if (receipt?.error) throw receipt.error;
  return (await backend.get([board]))[0] as Board;
}

const maxTags = 50;

/** A board's tags and, as far as there is room, those that most posts in the file have; the others are reported. */
function withTags(tags: readonly Tag[], survey: Survey, report: Report): Tag[] {
  const labels = [...survey.tags]
    .filter(([label]) => !findTag(tags, label))
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([label]) => label);
  const room = Math.max(0, maxTags - tags.length);
  for (const label of labels.slice(room))
    report.leaveOut(`tag ${label}`, `A board has room for ${maxTags} tags; fewer posts have these.`);
  return [
    ...tags,
    ...labels.slice(0, room).map((label): Tag => ({ id: idPart(label), label: fitName(label) })),
  ];
}

const findTag = (tags: readonly Tag[], label: string): Tag | undefined =>
  tags.find((tag) => tag.id === idPart(label) || tag.label.toLowerCase() === label.toLowerCase());

/** The ids of a board's tags with these labels, and what is missing. */
export function tagIds({ tags }: Board, labels: readonly string[]): { ids: string[]; changed: string[] } {
  const ids = [...new Set(labels.flatMap((label) => findTag(tags, label)?.id ?? []))];
  const missing = labels.some((label) => !findTag(tags, label));
  return {
    ids: ids.slice(0, limits.tags),
    changed: [
      ...(missing ? ['Tags that the board does not have were left out.'] : []),
      ...(ids.length > limits.tags ? [`Tags after the first ${limits.tags} were left out.`] : []),
    ],
  };
}
