import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import Database from 'libsql';
import { command } from '@rallykit/core';
import { expect, onTestFinished, test } from 'vitest';
import { ana, applyAll, hostOf, seeded, tempFile } from '../sqlite.test.world.js';

const writer = `
  const { sqlHost } = await import(process.argv[1]);
  const host = sqlHost({ database: process.argv[2] });
  const backend = host.as({ id: 'child', name: 'Child', role: 'member' });
  for (let n = 0; ; n++) {
    const input = { id: 'i' + n, board: 'ideas', title: 'Idea ' + n };
    const [receipt] = await backend.apply([{ id: 'make-' + n, type: 'idea.create', input }]);
    if (receipt.error) throw receipt.error;
    console.log(n);
  }`;

/** Another process that writes ideas i0, i1, … to the file, and tells of each that was acknowledged. */
function writeElsewhere(file: string): ChildProcess {
  const source = fileURLToPath(new URL('../index.ts', import.meta.url));
  const flags = ['--conditions=rallykit-source', '--import', 'tsx', '--input-type=module'];
  const child = spawn(process.execPath, [...flags, '-e', writer, source, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test(
  'another process on the same file: both write, a watcher here hears of both, kill -9 loses nothing',
  { timeout: 60_000 },
  async () => {
    const file = tempFile();
    const host = await seeded(file);
    const { asOf } = await host.as(null).list({ kind: 'idea' });
    const heard = new Set<string>();
    const hearing = (async () => {
      for await (const event of host.as(null).watch!({}, asOf)) {
        if (event.type !== 'changes') continue;
        for (const change of event.changes) if (change.type === 'put') heard.add(change.entity.id);
        if (heard.has('i20') && heard.has('mine-20')) return;
      }
    })();

    const child = writeElsewhere(file);
    let acknowledged = -1;
    const lines = createInterface(child.stdout!);
    lines.on('line', (line) => (acknowledged = Number(line)));
    await once(lines, 'line');
    for (let n = 0; n <= 20; n++) {
      const id = `mine-${n}`;
      await applyAll(host.as(ana), [
        command(`make-${id}`, 'idea.create', { id, board: 'ideas', title: 'Mine' }),
      ]);
    }
    await hearing;
    child.kill('SIGKILL');
    await once(child, 'close');
    await host.close();

    const refs = Array.from({ length: acknowledged + 1 }, (_, n) => ({ kind: 'idea', id: `i${n}` }) as const);
    const again = hostOf(file);
    for (let at = 0; at < refs.length; at += 500) {
      expect(await again.as(null).get(refs.slice(at, at + 500))).not.toContain(null);
    }
    const { total } = await again.as(null).list({ kind: 'idea', total: true });
    // One more may have been written whose acknowledgement was cut off.
    expect([refs.length + 21, refs.length + 22]).toContain(total?.n);
  },
);

test('what the store can not take fails by itself, and can be sent again', async () => {
  const file = tempFile();
  const host = await seeded(file);
  const db = new Database(file);
  db.exec(
    `create trigger bad before insert on entity when new.id = 'bad' begin select raise(abort, 'no'); end`,
  );
  const create = (id: string) =>
    command(`make-${id}`, 'idea.create', { id, board: 'ideas', title: 'A lamp' });
  const batch = [create('one'), create('bad'), create('two')];
  const receipts = await host.as(ana).apply(batch);
  expect(receipts.map(({ error }) => error?.code)).toEqual([undefined, 'internal', undefined]);
  expect((await host.as(ana).list({ kind: 'idea', total: true })).total?.n).toBe(2);

  db.exec('drop trigger bad');
  const again = await host.as(ana).apply(batch);
  expect(again.map((receipt) => !receipt.error && receipt.replayed)).toEqual([true, false, true]);
});

test(
  'a write that another process keeps waiting is refused as unavailable, and nothing is lost',
  { timeout: 20_000 },
  async () => {
    const file = tempFile();
    const host = await seeded(file);
    const db = new Database(file);
    const batch = [command('make', 'idea.create', { id: 'one', board: 'ideas', title: 'A lamp' })];
    db.exec('begin immediate');
    const [receipt] = await host.as(ana).apply(batch);
    expect(receipt?.error).toMatchObject({ code: 'unavailable', retry: 'same-key' });
    db.exec('rollback');
    expect((await applyAll(host.as(ana), batch))[0]).toMatchObject({ replayed: false });
  },
);
