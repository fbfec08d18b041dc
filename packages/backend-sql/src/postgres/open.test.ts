import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { command } from '@rallykit/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { postgresPrograms, startPostgres, type PostgresServer } from '../../../../test/postgres.js';
import { ana, applyAll, hostOf, idea, importAll, seeded } from '../sqlite.test.world.js';
import { migrations } from './migrations.js';

// What is tested here is connections, users and databases, of which PGlite has one each.
const why = postgresPrograms() === undefined ? ' (skipped: PostgreSQL is not installed here)' : '';

describe.skipIf(why)(`opening a database of PostgreSQL${why}`, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server.stop());

  async function query(address: string, text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** That `ready` says what is wrong and what to do, and that nothing in the error tells the password. */
  async function refuses(address: string, remedy: RegExp, password = 'kept from messages') {
    const host = hostOf(address);
    const error: unknown = await host.ready().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'not-configured', message: expect.stringMatching(remedy) });
    const all = inspect(error, { depth: 10, showHidden: true });
    expect(all).not.toContain(password);
    expect(all).not.toContain(encodeURIComponent(password));
    return host;
  }

  test('a database that is not there, until it is', async () => {
    const host = await refuses(server.url('nowhere'), /no database “nowhere”\. Make it: createdb/);
    const refusal = { code: 'not-configured' };
    await expect(host.as(null).list({ kind: 'idea' })).rejects.toMatchObject(refusal);
    await expect(host.as(ana).apply([])).rejects.toMatchObject(refusal);
    await query(server.url(), 'create database nowhere');
    await expect(host.as(null).list({ kind: 'idea' })).resolves.toMatchObject({ items: [] });
  });

  test('a wrong password', async () => {
    const address = server.url().replace(/:[^:@]*@/, ':guessed%40it@');
    await refuses(address, /refuses the password of “rallykit”/, 'guessed@it');
  });

  test('an unknown user', async () => {
    await refuses(server.url().replace('//rallykit:', '//stranger:'), /refuses the password of “stranger”/);
  });

  test('a server that is not there: told to the operator by ready, to people as unavailable', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as AddressInfo;
    await new Promise((resolve) => listener.close(resolve));
    const address = `postgres://me:kept%20from%20messages@127.0.0.1:${port}/lamps`;
    const host = await refuses(address, new RegExp(`no PostgreSQL at 127\\.0\\.0\\.1:${port}\\. Start it`));
    const told = await host
      .as(ana)
      .list({ kind: 'idea' })
      .catch((thrown: unknown) => thrown);
    expect(told).toMatchObject({ code: 'unavailable', retry: 'same-key' });
    expect((told as Error).message).not.toMatch(/127|lamps/);
  });

  test('a server whose name is nobody’s', async () => {
    await refuses(
      'postgres://me:kept%20from%20messages@nobody.invalid/lamps',
      /nobody\.invalid:5432, can’t be found/,
    );
  });

  test('an address that can’t be read', async () => {
    await refuses('postgres://me:half@way@[::1/lamps', /can’t be read\. Write it as postgres:/, 'half@way');
    await refuses('postgres://me:kept%20from%20messages@127.0.0.1', /can’t be read/);
    expect(() => hostOf('mysql://me:kept@127.0.0.1/lamps')).toThrow(/^“mysql:\/\/” is no address/);
  });

  test('a database that can’t keep every letter', async () => {
    await query(server.url(), `create database latin encoding 'LATIN1' template template0`);
    await refuses(server.url('latin'), /keeps its text as LATIN1.*createdb --encoding=UTF8/);
  });

  test('a schema of another program, which stays as it is', async () => {
    const address = await server.create();
    await query(address, 'create schema rallykit; create table rallykit.songs (name text)');
    await refuses(address, /schema “rallykit” .* is another program's/);
    const tables = `select table_name from information_schema.tables where table_schema = 'rallykit'`;
    expect(await query(address, tables)).toEqual([{ table_name: 'songs' }]);
  });

  test('a schema of a newer version, which stays as it is', async () => {
    const address = await server.create();
    await (await seeded(address)).close();
    await query(address, `update rallykit.meta set value = ${migrations.length + 1} where name = 'version'`);
    await refuses(address, /written by a newer RallyKit \(schema \d+; .* Update RallyKit/);
    const version = `select value from rallykit.meta where name = 'version'`;
    expect(await query(address, version)).toEqual([{ value: String(migrations.length + 1) }]);
  });

  test('a user who may make nothing, until somebody who may has made it', async () => {
    const address = await server.create();
    await query(
      address,
      `create user clerk password 'ink'; revoke create on database ${new URL(address).pathname.slice(1)} from public`,
    );
    const clerks = address.replace(/\/\/[^@]*@/, '//clerk:ink@');
    const host = await refuses(clerks, /“clerk” may not .* grant create on database/, ':ink@');
    await seeded(address);
    await query(
      address,
      `grant usage on schema rallykit to clerk;
       grant select, insert, update, delete on all tables in schema rallykit to clerk`,
    );
    await expect(host.ready()).resolves.toBeUndefined();
    await applyAll(host.as(ana), [command('1', 'idea.create', { id: 'x', board: 'ideas', title: 'A lamp' })]);
  });

  test('many processes that open an empty database at once make one schema', async () => {
    const address = await server.create();
    const hosts = Array.from({ length: 8 }, () => hostOf(address));
    const pages = await Promise.all(hosts.map((host) => host.as(null).list({ kind: 'idea' })));
    expect(new Set(pages.map(({ asOf }) => asOf)).size).toBe(1);
  });

  test('a schema that another process is about to make is waited for', async () => {
    const address = await server.create();
    const other = new pg.Client({ connectionString: address });
    await other.connect();
    onTestFinished(() => other.end());
    await other.query('begin; create schema rallykit');
    const opened = hostOf(address).ready();
    await other.query('select pg_sleep(0.3); rollback');
    await expect(opened).resolves.toBeUndefined();
  });

  test('connections that were ended are replaced, and what was under way can be sent again', async () => {
    const address = await server.create();
    const host = await seeded(address);
    const commands = Array.from({ length: 60 }, (_, n) =>
      command(`make-${n}`, 'idea.create', { id: `i${n}`, board: 'ideas', title: `Lamp ${n}` }),
    );
    const people = commands.map((each) => host.as(ana).apply([each]));
    await query(
      address,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rallykit' and datname = current_database()`,
    );
    const receipts = (await Promise.all(people)).flat();
    for (const { error } of receipts)
      if (error) expect(error).toMatchObject({ code: 'unavailable', retry: 'same-key' });
    await applyAll(host.as(ana), commands);
    const { total } = await host.as(null).list({ kind: 'idea', first: 0, total: true });
    expect(total?.n).toBe(60);
  });

  test('a server that is killed and comes back: unavailable meanwhile, nothing acknowledged is lost', async () => {
    const own = await startPostgres({ fsync: true });
    onTestFinished(() => own.stop());
    const host = await seeded(own.url());
    await importAll(host, [idea('kept')]);
    const watching = host.as(null).watch!({}, undefined)[Symbol.asyncIterator]();
    expect((await watching.next()).value).toMatchObject({ type: 'caught-up' });
    const heard = watching.next();
    heard.catch(() => {});
    const create = command('make', 'idea.create', { id: 'new', board: 'ideas', title: 'A lamp' });

    await own.kill9();
    const down = { code: 'unavailable', retry: 'same-key' };
    await expect(host.as(null).list({ kind: 'idea' })).rejects.toMatchObject(down);
    expect((await host.as(ana).apply([create]))[0]?.error).toMatchObject(down);
    await expect(heard).rejects.toMatchObject(down);
    await expect(host.ready()).rejects.toMatchObject({
      message: expect.stringContaining('no PostgreSQL at'),
    });

    await own.start();
    await expect(host.ready()).resolves.toBeUndefined();
    await applyAll(host.as(ana), [create]);
    const { items } = await host.as(null).list({ kind: 'idea', sort: 'old' });
    expect(items.map(({ id }) => id)).toEqual(['kept', 'new']);
  });
});
