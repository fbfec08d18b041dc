import { command, type LiveEvent } from '@rallykit/core';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  ana,
  applyAll,
  ben,
  board,
  community,
  hostOf,
  importAll,
  idea,
  seeded,
} from '../sqlite.test.world.js';
import { database } from '../stores.test.world.js';
import { migrations } from './migrations.js';

const create = (id: string) => command(`make-${id}`, 'idea.create', { id, board: 'ideas', title: 'A lamp' });

/** A schema that goes away with the test. */
function place() {
  const schema = database.schema();
  onTestFinished(() => database.drop(schema));
  return { database: database.database, schema };
}

/** A connection of another program's. */
async function another(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.database as string });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

describe(database.name, () => {
  test('a transaction that PostgreSQL breaks off is run again, and has one effect', async () => {
    const kept = place();
    const host = await seeded(kept);
    // A sequence counts on through what is rolled back.
    await database.query(`create sequence "${kept.schema}".failures`);
    await database.query(`
      create function "${kept.schema}".fail() returns trigger language plpgsql as $$ begin
        if nextval('"${kept.schema}".failures') < 4 then raise sqlstate '40001'; end if;
        if currval('"${kept.schema}".failures') < 6 then raise sqlstate '40P01'; end if;
        return new;
      end $$`);
    await database.query(
      `create trigger fail before insert on "${kept.schema}".receipt for each statement execute function "${kept.schema}".fail()`,
    );
    const [receipt] = await applyAll(host.as(ana), [create('one')]);
    expect(receipt).toMatchObject({ replayed: false });
    expect(await database.query(`select last_value::int as n from "${kept.schema}".failures`)).toEqual([
      { n: 6 },
    ]);
    const { total } = await host.as(null).list({ kind: 'idea', total: true });
    expect(total?.n).toBe(1);
  });

  test('one that is broken off for good is refused as unavailable, and can be sent again', async () => {
    const kept = place();
    const host = await seeded(kept);
    await database.query(`
      create function "${kept.schema}".fail() returns trigger language plpgsql as $$ begin
        raise sqlstate '40001';
      end $$`);
    await database.query(
      `create trigger fail before insert on "${kept.schema}".receipt for each statement execute function "${kept.schema}".fail()`,
    );
    const [receipt] = await host.as(ana).apply([create('one')]);
    expect(receipt?.error).toMatchObject({ code: 'unavailable', retry: 'same-key' });
    await database.query(`drop trigger fail on "${kept.schema}".receipt`);
    expect((await applyAll(host.as(ana), [create('one')]))[0]).toMatchObject({ replayed: false });
  });

  test('words too long for PostgreSQL, and words that look like its operators, are found', async () => {
    const host = await seeded(place());
    const long = 'ab'.repeat(4_000);
    const other = host.as(ana, `it's a \\ shop`);
    await importAll(host, [idea('long', { body: `${long} & it's | a \\ ! "lamp":*` }), idea('else')]);
    const found = async (search: string) =>
      (await host.as(null).list({ kind: 'idea', search })).items.map(({ id }) => id);
    expect(await found(long.slice(0, 200))).toEqual(['long']);
    expect(await found(`it's & "lamp`)).toEqual(['long']);
    expect(await found('lamps')).toEqual([]);
    expect((await other.list({ kind: 'idea', search: 'lamp' })).items).toEqual([]);
  });

  test('a schema of an older version is brought up to date, with all that is in it', async () => {
    const kept = place();
    const dim = idea('dim');
    await database.query(`create schema "${kept.schema}"`);
    await database.query(`
      do $$ begin
        perform set_config('search_path', '${kept.schema}', true);
        ${(migrations[0] ?? []).join(';\n')};
        create table meta (name text primary key, value text not null);
        insert into meta (name, value) values ('version', '1'), ('epoch', 'then');
        insert into head (community, seq, at) values ('default', 7, 2000);
        insert into entity (community, ref, kind, id, state, created, score, trend, body)
          values ('default', 'board/ideas', 'board', 'ideas', 'listed', 1000, 0, 0, '${JSON.stringify(board)}'),
            ('default', 'idea/dim', 'idea', 'dim', 'listed', 1000, 0, 0, '${JSON.stringify(dim)}');
      end $$`);
    // Both find it old.
    const hosts = [hostOf(kept), hostOf(kept)];
    const pages = await Promise.all(hosts.map((host) => host.as(null).list({ kind: 'board' })));
    expect(pages.map(({ items }) => items)).toEqual([[board], [board]]);
    const alike = await hosts[0]!.as(null).list({ kind: 'idea', similar: dim.title });
    expect(alike.items).toEqual([dim]);
    const [made] = await applyAll(hosts[0]!.as(ana), [create('new')]);
    expect([...pages.map(({ asOf }) => asOf), made?.at].map((token) => token?.split('.').at(-1))).toEqual([
      '7',
      '7',
      '8',
    ]);
    const version = await database.query(`select value from "${kept.schema}".meta where name = 'version'`);
    expect(version).toEqual([{ value: String(migrations.length) }]);
  });

  test('the schema moves in whole: nothing of it stays when a step fails', async () => {
    const kept = place();
    const host = hostOf(kept);
    await database.query(`create schema "${kept.schema}"`);
    // An index of this name would be made twice.
    await database.query(`create table "${kept.schema}".meta (name text primary key, value text not null)`);
    await database.query(`create table "${kept.schema}".receipt (n int)`);
    await expect(host.ready()).rejects.toThrow();
    const tables = await database.query(
      `select table_name as name from information_schema.tables where table_schema = '${kept.schema}' order by 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual(['meta', 'receipt']);
    await database.query(`drop table "${kept.schema}".receipt`);
    await expect(host.ready()).resolves.toBeUndefined();
  });
});

const alone = database.shared ? '' : ' (skipped: PGlite has one connection)';

describe.skipIf(alone)(`${database.name}, beside other connections${alone}`, () => {
  test('who holds a community’s turn holds up its writers only, and a watcher misses nothing of either', async () => {
    const kept = place();
    const hosts = [await seeded(kept), hostOf(kept)] as const;
    await importAll(hosts[0], [community, board, idea('elsewhere')], 'other');
    const { asOf } = await hosts[1].as(null).list({ kind: 'idea' });
    const heard: string[] = [];
    const stop = new AbortController();
    const hearing = (async () => {
      for await (const event of hosts[1].as(null).watch!({}, asOf, { signal: stop.signal })) {
        for (const id of ideasOf(event)) heard.push(id);
        if (heard.length === 2) return;
      }
    })();

    // A writer that has its place in the history, and is slow to commit.
    const slow = await another();
    await slow.query(`set search_path = "${kept.schema}"`);
    await slow.query('begin');
    const { rows } = await slow.query<{ seq: string }>(
      `update head set seq = seq + 1 where community = 'default' returning seq`,
    );
    const seq = Number(rows[0]?.seq);
    const quick = applyAll(hosts[0].as(ana), [create('quick')]);
    await applyAll(hosts[0].as(ben, 'other'), [
      command('v', 'vote.set', { subject: { kind: 'idea', id: 'elsewhere' }, value: 1 }),
    ]);
    expect(heard).toEqual([]);
    const change = { change: { type: 'put', entity: idea('slow') } };
    await slow.query(`insert into log (community, seq, at, changes) values ('default', $1, 0, $2)`, [
      seq,
      JSON.stringify([change]),
    ]);
    await slow.query('commit');
    await quick;
    await hearing;
    stop.abort();
    expect(heard).toEqual(['slow', 'quick']);
  });

  test('a turn that does not come within two seconds is refused as unavailable, and nothing is lost', async () => {
    const kept = place();
    const host = await seeded(kept);
    const holder = await another();
    await holder.query('begin');
    await holder.query(`select from "${kept.schema}".head where community = 'default' for update`);
    const [receipt] = await host.as(ana).apply([create('one')]);
    expect(receipt?.error).toMatchObject({ code: 'unavailable', retry: 'same-key' });
    await holder.query('rollback');
    expect((await applyAll(host.as(ana), [create('one')]))[0]).toMatchObject({ replayed: false });
  });

  test('writers of several hosts on one idea all get through, each once', async () => {
    const kept = place();
    const hosts = [await seeded(kept), hostOf(kept), hostOf(kept)];
    const votes = Array.from({ length: 90 }, async (_, n) => {
      const person = { id: `p${n % 30}`, name: 'P', role: 'member' } as const;
      const vote = command(`v${n % 30}`, 'vote.set', { subject: { kind: 'idea', id: 'one' }, value: 1 });
      const [receipt] = await hosts[n % 3]!.as(person).apply([vote]);
      return receipt;
    });
    await applyAll(hosts[0]!.as(ana), [create('one')]);
    const receipts = await Promise.all(votes);
    for (const receipt of receipts) if (receipt?.error) expect(receipt.error.code).toBe('not-found');
    const applied = receipts.filter((receipt) => receipt && !receipt.error && !receipt.replayed).length;
    const [one] = await hosts[1]!.as(null).get([{ kind: 'idea', id: 'one' }]);
    expect(one).toMatchObject({ tally: { up: applied, score: applied } });
  });
});

const ideasOf = (event: LiveEvent): string[] =>
  event.type === 'changes'
    ? event.changes.flatMap((change) =>
        change.type === 'put' && change.entity.kind === 'idea' ? [change.entity.id] : [],
      )
    : [];
