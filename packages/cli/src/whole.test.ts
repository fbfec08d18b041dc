import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryHost, type MemoryHost } from '@rallykit/backend-memory';
import { command, presets, refKey, type Backend, type Command, type Entity } from '@rallykit/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operator } from './community.js';
import { Report } from './report.js';
import { importWhole, wholeLines } from './whole.js';
import { importCommand, imported } from './writer.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rallykit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = Date.UTC(2026, 0, 1);
const idea = { kind: 'idea', id: 'lamp' } as const;
let acts = 0;
const act = async (backend: Backend, made: Command) => {
  const [receipt] = await backend.apply([made]);
  if (receipt?.error) throw receipt.error;
};
const vote = (host: MemoryHost, id: string, value: 0 | 1 = 1) =>
  act(
    host.as({ id, name: id, role: 'member' }),
    command(`c${++acts}`, 'vote.set', { subject: idea, value }) as Command,
  );

/** A community with a history: what is in it is not what an import would count. */
async function lively(): Promise<MemoryHost> {
  const { pipeline, votes } = presets['product-design'];
  const entities: Entity[] = [
    { ...imported('community', 'community', at), name: 'Lamps', guests: 'post', members: 0 },
    {
      ...imported('board', 'ideas', at),
      ...{
        purpose: 'product-design',
        title: 'Ideas',
        description: '',
        pipeline,
        votes,
        tags: [],
        counts: {},
      },
    },
  ];
  const host = memoryHost({ communities: { default: entities } });
  const ana = host.as({ id: 'ana', name: 'Ana', role: 'member' });
  const tess = host.as({ id: 'tess', name: 'Tess', role: 'team' });
  for (const id of ['lamp', 'light'])
    await act(ana, command(id, 'idea.create', { id, board: 'ideas', title: `A ${id}` }) as Command);
  for (const id of ['ben', 'cleo', 'dora']) await vote(host, id);
  await vote(host, 'dora', 0);
  await act(tess, command('m', 'idea.merge', { id: 'light', into: 'lamp' }) as Command);
  return host;
}

async function written(backend: Backend): Promise<string> {
  const file = join(folder, `${++acts}.ndjson`);
  let text = '';
  for await (const line of wholeLines(backend)) text += line;
  writeFileSync(file, text);
  return file;
}

async function everything(backend: Backend): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for await (const line of wholeLines(backend)) {
    const value = JSON.parse(line) as object;
    if ('kind' in value) found[refKey(value as Entity)] = value;
  }
  return found;
}

const take = async (file: string, into = operator(memoryHost())) => {
  const report = new Report();
  await importWhole(into, report, { file });
  return { report, into };
};

describe('a whole community', () => {
  test('comes out of a file as it went in: counts, trends, revisions and merges included', async () => {
    const here = operator(await lively());
    const { report, into } = await take(await written(here));
    expect(await everything(into)).toEqual(await everything(here));
    expect(report.taken).toMatchObject({ idea: 2, vote: 3, member: 5, community: 1 });
    expect(report.leftOut).toEqual([]);
  });

  test('is that of one moment, whatever people do while it is read', async () => {
    const host = await lively();
    const here = operator(host);
    const file = join(folder, 'busy.ndjson');
    let text = '';
    for await (const line of wholeLines(here)) {
      text += line;
      const { kind, id } = JSON.parse(line) as { kind?: string; id?: string };
      // Ideas are being written; comments and votes are not yet.
      if (kind === 'idea') await vote(host, `late${acts}`);
      if (id === 'light') {
        const post = { id: 'new', board: 'ideas', title: 'New' };
        await act(
          host.as({ id: 'ana', name: 'Ana', role: 'member' }),
          command('n', 'idea.create', post) as Command,
        );
        await act(
          host.as({ id: 'ana', name: 'Ana', role: 'member' }),
          command('nc', 'comment.create', {
            id: 'co',
            subject: { kind: 'idea', id: 'new' },
            body: 'Hm',
          }) as Command,
        );
      }
    }
    writeFileSync(file, text);
    const { report, into } = await take(file);
    expect(report.leftOut).toEqual([]);
    expect(await everything(into)).toEqual(await everything(here));
  });

  test('leaves out what was removed while it was read', async () => {
    const host = await lively();
    const here = operator(host);
    const file = join(folder, 'removed.ndjson');
    let text = '';
    for await (const line of wholeLines(here)) {
      text += line;
      if ((JSON.parse(line) as { id?: string }).id === 'light')
        await act(
          host.as({ id: 'tess', name: 'Tess', role: 'team' }),
          command('r', 'post.remove', { ref: { kind: 'idea', id: 'light' } }) as Command,
        );
    }
    writeFileSync(file, text);
    const { into } = await take(file);
    expect(await everything(into)).toEqual(await everything(here));
  });

  test('goes on where it was cut short, and is then complete', async () => {
    const here = operator(await lively());
    const file = await written(here);
    const into = operator(memoryHost());
    const board = (await everything(here))['board/ideas'] as Entity;
    await act(into, importCommand(board, true));
    await take(file, into);
    expect(await everything(into)).toEqual(await everything(here));
  });

  test('is refused where there is one, where there is none, and when the file is not whole', async () => {
    const here = operator(await lively());
    const file = await written(here);
    await expect(take(file, here)).rejects.toThrow(/is a community here already/);
    await expect(everything(operator(memoryHost()))).rejects.toThrow(/no community here/);
    const bad = async (text: string) => {
      const cut = join(folder, 'cut.ndjson');
      writeFileSync(cut, text);
      const into = operator(memoryHost());
      await expect(take(cut, into)).rejects.toThrow(/Nothing was taken/);
      expect((await into.list({ kind: 'board' })).items).toEqual([]);
    };
    const text = readFileSync(file, 'utf8');
    await bad(text.slice(0, text.length / 2));
    await bad(text.split('\n').slice(0, 4).join('\n'));
    await bad('');
    await bad('{"suggestions":[]}\n');
    await bad(text.replace('"version":1', '"version":2'));
    await expect(take(join(folder, 'none'))).rejects.toThrow(/no such file/);
  });
});
