import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import Libsql from 'libsql';
import type { Database, Opener } from '../dialect.js';
import { notConfigured } from '../not-configured.js';
import type { Tables } from '../tables.js';
import { sqlite } from './dialect.js';
import { libsqlDialect, patiently } from './driver.js';
import { inTrouble, isBusy, sqliteError } from './errors.js';
import { indexAll } from '../words.js';
import { indexedSince, migrations } from './migrations.js';

/** "RLLY": marks the file as RallyKit's, for us and for tools such as `file`. */
const applicationId = 0x524c4c59;
/** How long another process may keep a file locked before opening it is given up. */
const patienceMs = 1_500;
/** Waiting inside SQLite, for the short locks of another process that starts or ends. Blocks this one, so it is brief. */
const blockMs = 50;

/** A database in a file. */
export const sqliteFile = (file: string): Opener => ({
  name: 'sqlite',
  open: () => openFile(file),
  diagnose: (error) => error,
});

/**
 * Opens the file, or makes it, and brings its schema up to date.
 * @throws RallyError `not-configured` that names the file and the remedy.
 */
export async function openFile(name: string): Promise<Database> {
  const file = resolve(name);
  checkPath(name, file);
  try {
    return await patiently(patienceMs, () => open(file));
  } catch (thrown) {
    if (isBusy(thrown)) {
      throw notConfigured(
        `Another program keeps the database file “${file}” locked. Stop it, or give this one a file of its own.`,
        thrown,
      );
    }
    throw sqliteError(file, thrown);
  }
}

function checkPath(name: string, file: string): void {
  if (name === ':memory:' || name === '') {
    throw notConfigured(
      'Give the store a file, such as “data/rallykit.db”. For a store in memory use backend-memory.',
    );
  }
  const folder = dirname(file);
  if (!existsSync(folder)) {
    throw notConfigured(`The folder “${folder}” is not there. Make it, or choose a file in another folder.`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw notConfigured(
      `“${file}” is a folder. Choose a file in it, such as “${resolve(file, 'rallykit.db')}”.`,
    );
  }
}

async function open(file: string): Promise<Database> {
  const writer = connect(file);
  try {
    await migrate(writer, file);
    const reader = connect(file);
    const [{ value: epoch } = { value: '' }] = all<{ value: string }>(
      writer,
      `select value from meta where name = 'epoch'`,
    );
    const dataVersion = writer.prepare('pragma data_version');
    // Changes whenever another connection but this one commits.
    const versionNow = () => (dataVersion.all([])[0] as { data_version: number }).data_version;
    let version = versionNow();
    const [read, write] = [reader, writer].map(
      (db) => new Kysely<Tables>({ dialect: libsqlDialect(db) }),
    ) as [Kysely<Tables>, Kysely<Tables>];
    return {
      dialect: sqlite,
      read,
      epoch,
      write: (work) => write.transaction().execute(work),
      async changed(communities) {
        const before = version;
        version = versionNow();
        return version === before ? [] : communities;
      },
      explain: (thrown) => sqliteError(file, thrown),
      inTrouble,
      async close() {
        await read.destroy();
        try {
          // Leaves all in one file, with nothing beside it that a copy or backup would miss.
          all(writer, 'pragma wal_checkpoint(truncate)');
        } catch {
          // Another process is using it, or it is damaged: the log beside the file stays, and is read next time.
        }
        await write.destroy();
      },
    };
  } catch (thrown) {
    writer.close();
    throw thrown;
  }
}

const all = <T>(db: Libsql.Database, sql: string): T[] => db.prepare(sql).all([]) as T[];

/**
 * `synchronous = full`: what was acknowledged survives a power cut, not only a killed process. It costs a wait for the
 * disk at each commit; `Writer` puts the commands that arrive meanwhile into the next one.
 */
function connect(file: string): Libsql.Database {
  const db = new Libsql(file, { timeout: blockMs });
  if (all<{ journal_mode: string }>(db, 'pragma journal_mode')[0]?.journal_mode !== 'wal') {
    checkOurs(db, file);
    all(db, 'pragma journal_mode = wal');
  }
  db.exec('pragma synchronous = full; pragma cache_size = -32000; pragma temp_store = memory');
  return db;
}

/** Refuses a database that is another program's, before anything in it is changed. */
function checkOurs(db: Libsql.Database, file: string): void {
  const [id] = all<{ application_id: number }>(db, 'pragma application_id');
  if (id?.application_id === applicationId) return;
  if (all(db, 'select name from sqlite_master limit 1').length === 0) return;
  throw notConfigured(`The database in “${file}” is another program's. Choose another file.`);
}

/** Runs the steps that the file has not had, all or none. Of two processes the second waits and finds nothing to do. */
async function migrate(db: Libsql.Database, file: string): Promise<void> {
  db.exec('begin immediate');
  try {
    checkOurs(db, file);
    const version = all<{ user_version: number }>(db, 'pragma user_version')[0]?.user_version ?? 0;
    if (version > migrations.length) {
      throw notConfigured(
        `The database file “${file}” was written by a newer RallyKit (schema ${version}; this one knows ${migrations.length}). ` +
          'Update RallyKit, or choose another file.',
      );
    }
    for (const step of migrations.slice(version)) db.exec(step);
    if (version > 0 && version < indexedSince) {
      await indexAll(new Kysely<Tables>({ dialect: libsqlDialect(db) }), sqlite);
    }
    if (version === 0) {
      db.prepare(`insert into meta (name, value) values ('epoch', ?)`).run([randomUUID()]);
    }
    // Written even when nothing is new: it shows now, not at the first command, that the file can't be written.
    db.exec(`pragma application_id = ${applicationId}; pragma user_version = ${migrations.length}`);
    db.exec('commit');
  } catch (thrown) {
    if (db.inTransaction) db.exec('rollback');
    throw thrown;
  }
}
