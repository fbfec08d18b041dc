import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refKey, type Backend, type BackendHost } from '@rallykit/core';
import { findCommunity, operator } from './community.js';
import { readSeed } from './formats/seed.js';
import { seedEntities } from './formats/seed-entities.js';
import { Report } from './report.js';
import { messageOf, UserError } from './user-error.js';
import { Writer } from './writer.js';

export interface SeedOptions {
  /** The folder that keeps the store; a note in it lets a seeding that was cut short go on. */
  readonly folder: string;
  readonly file: string;
  readonly now?: number;
  readonly onWritten?: (written: number, of: number) => void;
}

/**
 * Fills an empty store from a seed file; undefined when the store is not empty, which then stays as it is. When the
 * process is killed meanwhile, the next call goes on with the times that the first one set.
 */
export async function seedOnce(host: BackendHost, options: SeedOptions): Promise<Report | undefined> {
  const { folder, file, now = Date.now(), onWritten = () => {} } = options;
  const backend = operator(host);
  const note = join(folder, 'seeding.json');
  const unfinished = existsSync(note);
  if (!unfinished && (await findCommunity(backend))) return undefined;
  const seed = await readSeed(file);
  const at = unfinished ? await startedAt(note) : now;
  const entities = seedEntities(seed, at);
  if (!unfinished) {
    await writeFile(`${note}.new`, JSON.stringify({ at }));
    await rename(`${note}.new`, note);
  }
  const report = await write(backend, entities, onWritten);
  await rm(note);
  return report;
}

async function write(
  backend: Backend,
  entities: ReturnType<typeof seedEntities>,
  onWritten: (written: number, of: number) => void,
): Promise<Report> {
  const report = new Report();
  const writer = new Writer(backend, report, (written) => onWritten(written, entities.length));
  await writer.add(entities.map((entity) => ({ entity, row: refKey(entity) })));
  await writer.end();
  const [refused] = report.leftOut;
  if (refused) throw new UserError(`The seed’s ${refused.rows[0]} could not be taken over. ${refused.why}`);
  return report;
}

async function startedAt(note: string): Promise<number> {
  try {
    const { at } = JSON.parse(await readFile(note, 'utf8')) as { at?: unknown };
    if (typeof at === 'number') return at;
    throw new Error('it has no time in it');
  } catch (error) {
    throw new UserError(
      `${note} is damaged (${messageOf(error)}). Remove it, or start with another folder.`,
      { cause: error },
    );
  }
}
