import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  command,
  presets,
  type Backend,
  type BackendHost,
  type Board,
  type Command,
  type Entity,
  type Idea,
  type RallyError,
  type Receipt,
} from '@rallykit/core';
import { onTestFinished } from 'vitest';
import { sqlHost, type SqlHost, type SqlHostOptions } from './index.js';

const operator = { id: 'operator', name: 'Operator', role: 'operator' } as const;
export const ana = { id: 'ana', name: 'Ana', role: 'member' } as const;
export const ben = { id: 'ben', name: 'Ben', role: 'member' } as const;

const base = { revision: 1, createdAt: 1_000, updatedAt: 1_000 } as const;

export const community: Entity = {
  ...base,
  kind: 'community',
  id: 'community',
  name: 'Lamps',
  guests: 'post',
  members: 0,
};

const { pipeline, votes } = presets['product-design'];
export const board: Board = {
  ...base,
  kind: 'board',
  id: 'ideas',
  purpose: 'product-design',
  title: 'Ideas',
  description: '',
  pipeline,
  votes,
  tags: ['red', 'green'].map((id) => ({ id, label: id })),
  counts: {},
};

export const idea = (id: string, more: Partial<Idea> = {}): Idea => ({
  ...base,
  kind: 'idea',
  id,
  board: 'ideas',
  author: 'mia',
  title: `Idea ${id}`,
  body: '',
  tags: [],
  status: pipeline[0]?.id ?? '',
  statusAt: 1_000,
  textRevision: 1,
  comments: 0,
  tally: { score: 0, up: 0, down: 0, imported: 0 },
  trend: 0,
  ...more,
});

/** Path of a file in a folder that goes away with the test. */
export function tempFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rallykit-sql-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'rallykit.db');
}

/** Where a store is kept: in a file, or in a schema of a database. */
export type Place = string | Pick<SqlHostOptions, 'database' | 'schema'>;

/** A host that closes with the test. */
export function hostOf(place: Place, options: Partial<SqlHostOptions> = {}): SqlHost {
  const host = sqlHost({ ...(typeof place === 'string' ? { database: place } : place), ...options });
  onTestFinished(() => host.close());
  return host;
}

/** Carries out commands, a hundred at a time; throws the first refusal. */
export async function applyAll(backend: Backend, commands: readonly Command[]) {
  const applied: Exclude<Receipt, { error: RallyError }>[] = [];
  for (let at = 0; at < commands.length; at += 100) {
    for (const receipt of await backend.apply(commands.slice(at, at + 100))) {
      if (receipt.error) throw receipt.error;
      applied.push(receipt);
    }
  }
  return applied;
}

export const importAll = (host: BackendHost, entities: readonly Entity[], name?: string) =>
  applyAll(
    host.as(operator, name),
    entities.map((entity, n) => command(`import-${n}-${entity.id}`, 'entity.import', { entity })),
  );

/** A host with a board. */
export async function seeded(
  place: Place = tempFile(),
  options: Partial<SqlHostOptions> = {},
): Promise<SqlHost> {
  const host = hostOf(place, options);
  await importAll(host, [community, board]);
  return host;
}
