import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { JSONParser } from '@streamparser/json';
import { CsvError, parse as parseCsv } from 'csv-parse';
import { SaxesParser } from 'saxes';
import { codeOf, messageOf, UserError } from './user-error.js';

/** One record of a file, and where it stands there, as a person finds it. */
export interface Row<T> {
  readonly value: T;
  readonly where: string;
}

/** A file piece by piece, so that its size costs no memory. */
async function* chunks(file: string): AsyncGenerator<string> {
  try {
    for await (const chunk of createReadStream(file, 'utf8')) yield chunk as string;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Why a file cannot be read, and what to do. */
export function unreadable(file: string, error: unknown): UserError {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file. Check its name.',
    EISDIR: 'this is a folder. Name the file in it.',
    EACCES: 'you may not read it. Change its permissions, or run this as somebody who may.',
  };
  return new UserError(`Cannot read ${file}: ${reasons[codeOf(error) ?? ''] ?? messageOf(error)}`, {
    cause: error,
  });
}

const cutShort = 'it ends too early. Get the whole file.';

const refused = (file: string, expected: string, why: string, cause?: unknown) =>
  new UserError(`${file} is not what was expected (${expected}): ${why} Nothing was taken from it.`, {
    cause,
  });

/** The objects in the array that the field `list` of a JSON file holds. */
export async function* jsonRows(file: string, list: string, expected: string): AsyncGenerator<Row<unknown>> {
  const parser = new JSONParser({ paths: [`$.${list}.*`], keepStack: false });
  const rows: Row<unknown>[] = [];
  let found = false;
  parser.onValue = ({ value, key }) => {
    if (typeof key !== 'number') return;
    found = true;
    rows.push({ value, where: `row ${key + 1}` });
  };
  let whole = false;
  parser.onError = (error) => {
    throw refused(file, expected, whole ? cutShort : `it is no JSON (${error.message}).`, error);
  };
  for await (const chunk of chunks(file)) {
    if (!parser.isEnded) parser.write(chunk);
    yield* rows.splice(0);
  }
  whole = true;
  if (!parser.isEnded) parser.end();
  if (!found) throw refused(file, expected, `it has no list “${list}”, or nothing in it.`);
}

/** The attributes of each `<row>` in an XML file with the element `root` round it. */
export async function* xmlRows(
  file: string,
  root: string,
  expected: string,
): AsyncGenerator<Row<Readonly<Record<string, string>>>> {
  const parser = new SaxesParser();
  const rows: Row<Readonly<Record<string, string>>>[] = [];
  let depth = 0;
  let whole = false;
  parser.on('error', (error) => {
    throw refused(
      file,
      expected,
      whole && depth > 0 ? cutShort : `it is no XML (line ${error.message})`,
      error,
    );
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (depth === 0 && name !== root) throw refused(file, expected, `it begins with <${name}>.`);
    if (depth === 1 && name === 'row') rows.push({ value: attributes, where: `line ${parser.line}` });
    depth++;
  });
  parser.on('closetag', () => void depth--);
  for await (const chunk of chunks(file)) {
    parser.write(chunk);
    yield* rows.splice(0);
  }
  whole = true;
  parser.close();
}

/** The records of a CSV file, by the names in its first line. */
export async function* csvRows(
  file: string,
  needed: readonly string[],
  expected: string,
): AsyncGenerator<Row<Readonly<Record<string, string>>>> {
  const parser = parseCsv({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    columns: true,
  });
  // An error of the file destroys the parser, so that the loop below throws it.
  pipeline(createReadStream(file), parser, () => {});
  let any = false;
  try {
    for await (const { info, record } of parser as AsyncIterable<CsvRecord>) {
      const missing = needed.find((name) => !(name in record));
      if (!any && missing) throw refused(file, expected, `its first line has no column “${missing}”.`);
      any = true;
      yield { value: record, where: `line ${info.lines}` };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      const open = error.code === 'CSV_QUOTE_NOT_CLOSED';
      throw refused(file, expected, open ? cutShort : `it is no CSV (${error.message}).`, error);
    }
    throw error instanceof UserError ? error : unreadable(file, error);
  }
  if (!any) throw refused(file, expected, 'it has no records.');
}

interface CsvRecord {
  readonly info: { readonly lines: number };
  readonly record: Readonly<Record<string, string>>;
}
