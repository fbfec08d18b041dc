import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { boards, makeCommunity, makeIdea, type Seed } from '@rallykit/conformance';
import type { BackendHost } from '@rallykit/core';
import { memoryHost } from '@rallykit/backend-memory';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../database.js';
import { rephrased } from './rephrased.js';
import { postgresStore } from './postgres.world.js';
import { sqliteStore } from './sqlite.world.js';

// Real suggestions, which are not ours to publish: an export of UserVoice, read where it is.
const file =
  process.env['RALLYKIT_IDEAS'] ?? fileURLToPath(new URL('../../../shared/data/ideas.json', import.meta.url));
const why = existsSync(file) ? '' : ' (skipped: no suggestions here; name their file by RALLYKIT_IDEAS)';

interface Suggestion {
  readonly id: number;
  readonly title: string;
  readonly text?: string | null;
}

function seed(): Seed {
  const { suggestions } = JSON.parse(readFileSync(file, 'utf8')) as { suggestions: readonly Suggestion[] };
  const ideas = suggestions.map(({ id, title, text }) =>
    makeIdea(String(id), { title: title.trim().slice(0, 200), body: text ?? '' }),
  );
  return { communities: { default: [makeCommunity(), ...boards, ...ideas] } };
}

const database = await testDatabase();
afterAll(() => database.stop());

const stores: readonly {
  name: string;
  open(): Promise<{ readonly host: BackendHost; close(): Promise<void> }>;
}[] = [
  {
    name: 'memory',
    async open() {
      const host = memoryHost(seed());
      return { host, close: () => host.close() };
    },
  },
  { name: 'SQLite', open: () => sqliteStore(seed()) },
  { name: database.name, open: () => postgresStore(database, seed()) },
];

describe.skipIf(why)(`a wish in other words${why}`, () => {
  it.each(stores)('is among the first three for 85 of 100: $name', async ({ name, open }) => {
    const store = await open();
    try {
      const reader = store.host.as(null);
      const places: number[] = [];
      for (const [id, text] of rephrased) {
        const { items } = await reader.list({ kind: 'idea', board: 'ideas', similar: text });
        places.push(items.findIndex((idea) => idea.id === String(id)));
      }
      const within = (first: number) => places.filter((at) => at >= 0 && at < first).length;
      console.info(`${name}: ${within(1)} first, ${within(3)} in the first three, of ${rephrased.length}`);
      expect(rephrased).toHaveLength(100);
      expect(within(3)).toBeGreaterThanOrEqual(85);
    } finally {
      await store.close();
    }
  });
});
