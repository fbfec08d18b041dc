import { command, RallyError } from '@rallykit/core';
import { describe, expect, test } from 'vitest';
import { board } from './ledger.js';
import { newSeed } from './random.js';
import { lockElsewhere, openElsewhere } from './second.js';
import { connector, keptInSqlite } from './served.js';
import { onStore, stores } from './stores.js';
import { concurrently } from './writers.js';

const minutes = 60_000;
const ana = { id: 'ana', name: 'Ana' };

for (const { name, make } of stores) {
  describe(`several processes on ${name}`, () => {
    test('two servers are safe: what is sent to both at once is done once', { timeout: 2 * minutes }, () =>
      onStore(make, async (kept) => {
        const sites = [await kept.serve(), await kept.serve()];
        try {
          const backends = await Promise.all(sites.map(({ url }) => connector(() => url)(ana)));
          const ideas = Array.from({ length: 40 }, (_, n) =>
            command(`make-${n}`, 'idea.create', { id: `idea-${n}`, board: board.id, title: 'An idea' }),
          );
          const told = await Promise.all(
            ideas.map((idea) => Promise.all(backends.map((backend) => backend.apply([idea])))),
          );
          // One did it, the other found it done.
          for (const receipts of told)
            expect(receipts.map(([receipt]) => !receipt!.error && receipt!.replayed).sort()).toEqual([
              false,
              true,
            ]);
          for (const backend of backends)
            expect((await backend.list({ kind: 'idea', first: 0, total: true })).total?.n).toBe(40);
        } finally {
          for (const site of sites) await site.stop();
        }
      }),
    );

    const seed = newSeed();
    test(
      `watchers hear every change of three processes that write at once, in order (RALLYKIT_SEED=${seed})`,
      { timeout: 5 * minutes },
      async () => {
        const { changes, problems, resumed } = await onStore(make, (kept) =>
          concurrently(kept, { changes: 2_000, writers: 3, seed }),
        );
        expect(problems).toEqual([]);
        expect(changes).toBeGreaterThanOrEqual(2_000);
        expect(resumed).toBeGreaterThan(0);
      },
    );
  });
}

describe('a SQLite file that another program keeps locked', () => {
  test('is refused within two seconds, by its name and with what to do', { timeout: 2 * minutes }, () =>
    onStore(keptInSqlite, async (kept) => {
      // Made and in use, so that it is the lock alone that is in the way.
      const host = kept.open();
      await host.ready();
      const letGo = await lockElsewhere(kept.database);
      try {
        const { ms, code, message } = await openElsewhere(kept.database);
        expect({ code, message }).toEqual({
          code: 'not-configured',
          message: expect.stringMatching(/keeps the database file “.*rallykit\.db” locked\. Stop it, or/),
        });
        expect(ms).toBeLessThan(2_000);
        await expect(kept.serve()).rejects.toThrow(/ended with 1:[^]*keeps the database file/);
        // Who has it open already reads on, and says of a write that it can be sent again.
        await expect(host.as(null).list({ kind: 'idea' })).resolves.toMatchObject({ items: [] });
        const [receipt] = await host
          .as({ id: 'operator', name: 'Operator', role: 'operator' })
          .apply([command('name', 'community.edit', { name: 'Lamps' })]);
        expect(RallyError.is(receipt?.error) && receipt.error.retry).toBe('same-key');
      } finally {
        await letGo();
      }
      expect(await openElsewhere(kept.database)).toEqual({ ms: expect.any(Number) });
      await host.close();
    }),
  );
});
