import { CompiledQuery, sql, type Kysely } from 'kysely';
import { notConfigured } from '../not-configured.js';
import type { Tables } from '../tables.js';
import { isConflict, isMadeTwice, type Place } from './errors.js';
import { indexAll } from '../words.js';
import { postgres } from './dialect.js';
import { indexedSince, migrations } from './migrations.js';

/** How often the same is tried that another process has just done. */
const tries = 5;

/**
 * Brings the schema up to date, or makes it; resolves to the database's epoch. Each step is done once, whole or not at
 * all, whoever opens it meanwhile. One that is up to date is not written to: its user needs no right to change tables.
 */
export async function migrate(db: Kysely<Tables>, place: Place, newEpoch: string): Promise<string> {
  const [server] = await rows<{ encoding: string }>(
    db,
    sql`select current_setting('server_encoding') as encoding`,
  );
  if (server?.encoding !== 'UTF8') {
    throw notConfigured(
      `The database “${place.database}” keeps its text as ${server?.encoding}, which lacks most of the world’s letters. Make one with: createdb --encoding=UTF8 --template=template0 NAME`,
    );
  }
  for (let left = tries; ; left--) {
    try {
      const known = (await isThere(db, place)) ? await versionOf(db, place) : 0;
      if (known < migrations.length) await update(db, place, newEpoch);
      return await metaOf(db, place, 'epoch');
    } catch (thrown) {
      if (left === 1 || !(isMadeTwice(thrown) || isConflict(thrown))) throw thrown;
    }
  }
}

const rows = async <T>(db: Kysely<Tables>, query: ReturnType<typeof sql>): Promise<T[]> =>
  (await query.execute(db)).rows as T[];

/** Whether our tables are there. Refuses a schema that is another program's. */
async function isThere(db: Kysely<Tables>, { schema, database }: Place): Promise<boolean> {
  const tables = await rows<{ name: string }>(
    db,
    sql`select table_name as name from information_schema.tables where table_schema = ${schema}`,
  );
  if (tables.some(({ name }) => name === 'meta')) return true;
  if (tables.length === 0) return false;
  throw notConfigured(
    `The schema “${schema}” in the database “${database}” is another program's. Choose another schema or database.`,
  );
}

async function metaOf(db: Kysely<Tables>, { schema }: Place, name: string): Promise<string> {
  const [row] = await db
    .withSchema(schema)
    .selectFrom('meta')
    .select('value')
    .where('name', '=', name)
    .execute();
  return row?.value ?? '';
}

/** How many steps it has had. @throws RallyError `not-configured` when they are more than are known here. */
async function versionOf(db: Kysely<Tables>, place: Place): Promise<number> {
  const version = Number(await metaOf(db, place, 'version'));
  if (version <= migrations.length) return version;
  throw notConfigured(
    `The database “${place.database}” was written by a newer RallyKit (schema ${version}; this one knows ${migrations.length}). ` +
      'Update RallyKit, or choose another database.',
  );
}

/** Runs the steps that it has not had, in one transaction. Of two processes the second waits, and finds nothing to do. */
async function update(db: Kysely<Tables>, place: Place, newEpoch: string): Promise<void> {
  await db.transaction().execute(async (step) => {
    const run = (text: string) => step.executeQuery(CompiledQuery.raw(text));
    const schema = `"${place.schema.replaceAll('"', '""')}"`;
    await run(`set local lock_timeout = '10s'`);
    const [there] = await rows(step, sql`select from pg_namespace where nspname = ${place.schema}`);
    if (!there) await run(`create schema ${schema}`);
    await run(`set local search_path = ${schema}`);
    await run('create table if not exists meta (name text primary key, value text not null)');
    await run('lock table meta in share row exclusive mode');
    const version = await versionOf(step, place);
    if (version === migrations.length) return;
    // All at once: a round trip each would be most of the time that it takes.
    await run(`do $steps$ begin ${migrations.slice(version).flat().join(';\n')}; end $steps$`);
    if (version > 0 && version < indexedSince) await indexAll(step, postgres);
    const keep = step.withSchema(place.schema).insertInto('meta');
    await keep
      .values({ name: 'epoch', value: newEpoch })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    await keep
      .values({ name: 'version', value: String(migrations.length) })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(migrations.length) }))
      .execute();
  });
}
