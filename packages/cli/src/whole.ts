import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  exportParts,
  importOrder,
  refKey,
  type Backend,
  type Change,
  type Entity,
  type Tombstone,
} from '@rallykit/core';
import { findCommunity } from './community.js';
import type { Report } from './report.js';
import { unreadable } from './rows.js';
import { UserError } from './user-error.js';
import { Writer } from './writer.js';

/**
 * A whole community as lines of JSON: this head, then entities in the order in which they are imported, then what
 * changed while those were read (as changes), then how many lines there were, by which one sees that the file is whole.
 */
const head = { rallykit: 'community', version: 1 } as const;

type Line = typeof head | Entity | Change | { readonly end: number };

/** The lines of a community, for a file. `onLine` is told how many there are so far. */
export async function* wholeLines(
  operator: Backend,
  onLine: (lines: number) => void = () => {},
): AsyncGenerator<string> {
  if (!(await findCommunity(operator)))
    throw new UserError('There is no community here. Name its folder with --data.');
  const text = (line: Line) => `${JSON.stringify(line)}\n`;
  let lines = 0;
  yield text(head);
  for await (const { type, changes } of exportParts(operator)) {
    for (const change of changes) {
      yield text(type === 'entities' && change.type === 'put' ? change.entity : change);
      onLine(++lines);
    }
  }
  yield text({ end: lines });
}

export interface WholeOptions {
  readonly file: string;
  readonly onSurvey?: (lines: number) => void;
  readonly onLine?: (lines: number, of: number) => void;
}

/**
 * Makes an empty store the community that was exported, exactly. The community's own entity comes last: until then the
 * store counts as empty, so that an import that was cut short can be run again.
 */
export async function importWhole(
  operator: Backend,
  report: Report,
  { file, onSurvey = () => {}, onLine = () => {} }: WholeOptions,
): Promise<void> {
  if (await findCommunity(operator)) {
    throw new UserError(
      'There is a community here already, and an exported one is a whole by itself. Name an empty folder with --data.',
    );
  }
  const { meanwhile, total } = await survey(file, onSurvey);
  const late = [...meanwhile.values()]
    .flatMap((change) => (change.type === 'put' ? [change.entity] : []))
    .sort((a, b) => rank(a) - rank(b));
  const writer = new Writer(operator, report);
  const add = (entity: Entity, row: string) => writer.add([{ entity, row, exact: true }]);
  let community: Entity | undefined;
  let number = 0;
  for await (const line of lines(file)) {
    number++;
    if (!isEntity(line)) continue;
    // Each kind with what came late of it, so that what others hang on is there before them.
    while (late[0] && rank(late[0]) < rank(line)) await add(late[0], `late ${refKey(late.shift()!)}`);
    if (line.kind === 'community') community = line;
    else if (!meanwhile.has(refKey(line))) await add(line, `line ${number}`);
    onLine(number, total);
  }
  for (const entity of late) {
    if (entity.kind === 'community') community = entity;
    else await add(entity, `late ${refKey(entity)}`);
  }
  await writer.end();
  if (community) await writer.add([{ entity: community, row: 'community', exact: true }]);
  await writer.end();
}

const rank = ({ kind }: Entity): number => importOrder.indexOf(kind);

const isEntity = (line: Line): line is Entity => 'kind' in line;

/** What changed while the file was written, by its ref: the last of each. Throws for a file that is not whole. */
async function survey(file: string, onLine: (lines: number) => void) {
  const meanwhile = new Map<string, Change>();
  let number = 0;
  let end: number | undefined;
  for await (const line of lines(file)) {
    if (number++ === 0) {
      if (!('rallykit' in line)) throw refused(file, 'it does not begin as one.');
      if (line.version !== head.version)
        throw refused(file, `it is of version ${String(line.version)}. Import it with that version.`);
    }
    if ('type' in line) meanwhile.set(refKey(refOf(line)), line);
    if ('end' in line) end = line.end;
    onLine(number);
  }
  if (number === 0) throw refused(file, 'there is nothing in it.');
  if (end !== number - 2) throw refused(file, 'it ends too early. Get the whole file.');
  return { meanwhile, total: number };
}

const refOf = (change: Change): Entity | Tombstone =>
  change.type === 'put' ? change.entity : change.tombstone;

const refused = (file: string, why: string, cause?: unknown) =>
  new UserError(`${file} is no community that rallykit exported: ${why} Nothing was taken from it.`, {
    cause,
  });

/** The lines of a file, one at a time. What is in an entity is for the store to judge. */
async function* lines(file: string): AsyncGenerator<Line> {
  let number = 0;
  const stream = createReadStream(file, 'utf8');
  const failed = new Promise<never>((_resolve, reject) => {
    stream.once('error', (error) => reject(unreadable(file, error)));
  });
  failed.catch(() => {});
  const texts = createInterface({ input: stream, crlfDelay: Infinity })[Symbol.asyncIterator]();
  for (;;) {
    const { done, value: text } = await Promise.race([texts.next(), failed]);
    if (done) return;
    number++;
    let line: unknown;
    try {
      line = JSON.parse(text);
    } catch (error) {
      throw refused(file, `line ${number} is no JSON.`, error);
    }
    if (typeof line !== 'object' || line === null) throw refused(file, `line ${number} is no object.`);
    yield line as Line;
  }
}
