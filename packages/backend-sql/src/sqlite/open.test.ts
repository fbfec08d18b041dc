import { chmodSync, copyFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import Database from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { command, communityRef } from '@rallykit/core';
import { ana, applyAll, board, hostOf, idea, importAll, seeded, tempFile } from '../sqlite.test.world.js';
import { migrations } from './migrations.js';

/** That `ready` and every verb refuse the file, naming it and what to do. */
async function refuses(file: string, remedy: RegExp) {
  const host = hostOf(file);
  const refusal = { code: 'not-configured', message: expect.stringMatching(remedy) };
  await expect(host.ready()).rejects.toMatchObject(refusal);
  await expect(host.ready()).rejects.toMatchObject({ message: expect.stringContaining(file) });
  const backend = host.as(ana);
  await expect(backend.viewer()).rejects.toMatchObject(refusal);
  await expect(backend.get([{ kind: 'idea', id: 'x' }])).rejects.toMatchObject(refusal);
  await expect(backend.list({ kind: 'idea' })).rejects.toMatchObject(refusal);
  await expect(backend.apply([])).rejects.toMatchObject(refusal);
  await expect(backend.watch!({}, undefined)[Symbol.asyncIterator]().next()).rejects.toMatchObject(refusal);
}

/** Root may write anything, so where tests run as root they stop being it for a while. */
function asNobody() {
  if (process.getuid?.() !== 0) return;
  process.seteuid!(65_534);
  onTestFinished(() => process.seteuid!(0));
}

test('closing leaves everything in the one file', async () => {
  const file = tempFile();
  await (await seeded(file)).close();
  const copy = `${dirname(file)}/copy.db`;
  copyFileSync(file, copy);
  const [found] = await hostOf(copy).as(null).get([communityRef]);
  expect(found).toMatchObject({ name: 'Lamps' });
});

test('a folder that is not there', async () => {
  const folder = dirname(tempFile());
  await expect(hostOf(`${folder}/nowhere/a.db`).ready()).rejects.toMatchObject({
    code: 'not-configured',
    message: `The folder “${folder}/nowhere” is not there. Make it, or choose a file in another folder.`,
  });
});

test('a store that was put right works without a restart', async () => {
  const file = `${dirname(tempFile())}/later/a.db`;
  const host = hostOf(file);
  await expect(host.as(null).list({ kind: 'idea' })).rejects.toMatchObject({ code: 'not-configured' });
  mkdirSync(dirname(file));
  await expect(host.as(null).list({ kind: 'idea' })).resolves.toMatchObject({ items: [] });
});

test('a folder in place of a file', async () => {
  const file = tempFile();
  mkdirSync(file);
  await refuses(file, /is a folder\. Choose a file in it/);
});

test('no file at all', async () => {
  await expect(hostOf(':memory:').ready()).rejects.toMatchObject({ code: 'not-configured' });
});

test('a file that is no database', async () => {
  const file = tempFile();
  writeFileSync(file, 'These are minutes of a meeting. '.repeat(200));
  await refuses(file, /is no database\. Put a backup in its place, or move it away/);
});

test('a database that was cut off', async () => {
  const file = tempFile();
  const host = await seeded(file);
  await importAll(
    host,
    Array.from({ length: 200 }, (_, n) => idea(`i${n}`, { body: 'wide '.repeat(200) })),
  );
  await host.close();
  const half = `${dirname(file)}/half.db`;
  copyFileSync(file, half);
  truncateSync(half, 8_192);
  await refuses(half, /is damaged/);
});

test('a database of another program, which stays as it is', async () => {
  const file = tempFile();
  const db = new Database(file);
  db.exec('create table songs (name text)');
  db.close();
  await refuses(file, /is another program's\. Choose another file/);
  const tables = new Database(file).prepare('select name from sqlite_master').all([]);
  expect(tables).toEqual([{ name: 'songs' }]);
});

test('a file that can only be read', async () => {
  const file = tempFile();
  const host = await seeded(file);
  await host.close();
  chmodSync(file, 0o444);
  chmodSync(dirname(file), 0o555);
  onTestFinished(() => chmodSync(dirname(file), 0o755));
  asNobody();
  await refuses(file, /Give this program the right to read and write the file and its folder/);
});

test('a new file in a folder that can only be read', async () => {
  const folder = dirname(tempFile());
  chmodSync(folder, 0o555);
  onTestFinished(() => chmodSync(folder, 0o755));
  asNobody();
  await expect(hostOf(`${folder}/a.db`).ready()).rejects.toMatchObject({
    code: 'not-configured',
    message: expect.stringMatching(
      /can't be opened\. Give this program the right to read and write the file and its folder/,
    ),
  });
});

test('a file of a newer version, which stays as it is', async () => {
  const file = tempFile();
  await (await seeded(file)).close();
  const db = new Database(file);
  db.exec(`pragma user_version = ${migrations.length + 1}`);
  await refuses(file, /written by a newer RallyKit .* Update RallyKit/);
  expect(db.prepare('pragma user_version').all([])).toEqual([{ user_version: migrations.length + 1 }]);
});

test('a file of an older version is brought up to date, with all that is in it', async () => {
  const file = tempFile();
  const db = new Database(file);
  db.exec(migrations[0] ?? '');
  db.exec(`
    insert into meta (name, value) values ('epoch', 'then');
    insert into log (community, seq, at, changes) values ('default', 6, 1, '[]'), ('default', 7, 2000, '[]');
    pragma application_id = ${0x524c4c59}; pragma user_version = 1`);
  const put = db.prepare(`
    insert into entity (n, community, ref, kind, id, state, board, author, created, score, trend, body)
    values (?, 'default', ?, ?, ?, 'listed', ?, 'mia', 1000, 0, 0, ?)`);
  put.run([1, 'board/ideas', 'board', 'ideas', null, JSON.stringify(board)]);
  const dim = idea('dim', { tags: ['red'] });
  put.run([2, 'idea/dim', 'idea', 'dim', 'ideas', JSON.stringify(dim)]);
  const moved = idea('moved', { statusAt: 1_400 });
  put.run([3, 'idea/moved', 'idea', 'moved', 'ideas', JSON.stringify(moved)]);
  db.exec(`insert into tag (entity, tag) values (2, 'red')`);
  db.close();

  const host = hostOf(file, { now: () => 1_500 });
  const page = await host.as(null).list({ kind: 'idea', tags: ['red'] });
  expect(page.items).toEqual([dim]);
  // Put where it belongs in the orders that the old version did not have.
  const before = { kind: 'idea', sort: 'active', first: 1 } as const;
  const { items, next } = await host.as(null).list(before);
  expect([items, next]).toEqual([[moved], expect.any(String)]);
  expect((await host.as(null).list({ ...before, after: next! })).items).toEqual([dim]);
  expect((await host.as(null).list({ kind: 'idea', similar: dim.title })).items).toContainEqual(dim);
  const [made] = await applyAll(host.as(ana), [
    command('make', 'idea.create', { id: 'new', board: 'ideas', title: 'A lamp' }),
  ]);
  // The history goes on where it stood, and so does its clock.
  expect([page.asOf, made?.at].map((token) => token?.split('.').at(-1))).toEqual(['7', '8']);
  const [fresh] = await host.as(null).get([{ kind: 'idea', id: 'new' }]);
  expect(fresh).toMatchObject({ createdAt: 2_000 });
  await host.close();
  const again = new Database(file);
  expect(again.prepare('pragma user_version').all([])).toEqual([{ user_version: migrations.length }]);
});

test('a file that another process keeps locked', { timeout: 20_000 }, async () => {
  const file = tempFile();
  const holder = spawn(process.execPath, [
    '-e',
    `const db = new (require(process.argv[1]))(process.argv[2]);
     db.exec('pragma locking_mode = exclusive; begin exclusive; create table t (a)');
     console.log('held');
     setInterval(() => {}, 1000);`,
    createRequire(import.meta.url).resolve('libsql'),
    file,
  ]);
  onTestFinished(() => void holder.kill());
  await once(holder.stdout, 'data');
  await expect(hostOf(file).ready()).rejects.toMatchObject({
    code: 'not-configured',
    message: `Another program keeps the database file “${file}” locked. Stop it, or give this one a file of its own.`,
  });
});
