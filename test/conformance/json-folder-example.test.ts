import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boards, makeIdea, personas, testBackend, type Seed, type World } from '@rallykit/conformance';
import { command, type Entity } from '@rallykit/core';
import { folderHost } from '@rallykit/example-json-folder-backend/backend';
import { openFolder, type Suggestion } from '@rallykit/example-json-folder-backend/folder';
import { describe, expect, it } from 'vitest';

const stages: Readonly<Record<string, Suggestion['stage']>> = {
  planned: 'planned',
  shipped: 'shipped',
  declined: 'declined',
};
const iso = (time: number) => new Date(time).toISOString();

/** Writes what such a folder can hold of a community. */
async function fill(path: string, entities: readonly Entity[]): Promise<void> {
  const of = <K extends Entity['kind']>(kind: K) =>
    entities.filter((entity): entity is Extract<Entity, { kind: K }> => entity.kind === kind);
  const folder = openFolder(path);
  await folder.create();
  await folder.saveBoards(
    of('board').map(({ id, title, tags, votes }) => ({
      ...{ id, title, tags },
      ...(votes === 'up-down' && { against: true }),
    })),
  );
  await folder.savePeople(
    of('member').map(({ id, name, role, createdAt }) => ({
      id,
      name,
      team: role === 'team',
      since: iso(createdAt),
    })),
  );
  for (const idea of of('idea').filter(({ pending }) => !pending)) {
    await folder.save({
      id: idea.id,
      board: idea.board,
      by: idea.author,
      title: idea.title,
      text: idea.body,
      tags: idea.tags,
      stage: stages[idea.status] ?? 'open',
      stageSince: iso(idea.statusAt),
      created: iso(idea.createdAt),
      changed: iso(idea.updatedAt),
      version: idea.revision,
      textVersion: idea.textRevision,
      votes: [],
      comments: of('comment').flatMap(({ subject, id, author, body, createdAt, replyTo, pending }) =>
        subject.id === idea.id && !pending
          ? [{ id, by: author, text: body, at: iso(createdAt), ...(replyTo && { replyTo }) }]
          : [],
      ),
    });
  }
}

async function folderWorld({ communities }: Seed): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'rallykit-folder-'));
  const folders = Object.fromEntries(Object.keys(communities).map((name) => [name, join(root, name)]));
  for (const [name, entities] of Object.entries(communities)) await fill(folders[name]!, entities);
  let host = folderHost(folders);
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    async restart() {
      await host.close();
      host = folderHost(folders);
    },
    close: () => rm(root, { recursive: true }),
  };
}

await testBackend({ describe, it, createWorld: folderWorld });

describe('the folder of suggestions', () => {
  it('keeps votes, and takes none on what is closed', async () => {
    const ideas = [makeIdea('i1'), makeIdea('i2', { status: 'shipped' })];
    const world = await folderWorld({ communities: { default: [...boards, ...ideas] } });
    const votes = ['i1', 'i2'].map((id) =>
      command(`on-${id}`, 'vote.set', { subject: { kind: 'idea', id }, value: 1 }),
    );
    const [open, closed] = await (await world.connect('ana')).apply(votes);
    await world.restart!();
    const [kept] = await (await world.connect('ben')).get([{ kind: 'idea', id: 'i1' }]);
    await world.close();
    expect([open!.error, closed!.error?.code, kept]).toMatchObject([
      undefined,
      'forbidden',
      { tally: { up: 1 } },
    ]);
  });
});
