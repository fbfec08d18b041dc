import { expect, test } from 'vitest';
import { throughKills } from './kill.js';
import { newSeed } from './random.js';
import { onStore, stores } from './stores.js';

for (const { name, make } of stores) {
  const seed = newSeed();
  test(
    `kill -9 in the middle of work loses nothing that was acknowledged, and does nothing twice: ${name} (RALLYKIT_SEED=${seed})`,
    { timeout: 10 * 60_000 },
    async () => {
      const { killed, differences, failures } = await onStore(make, (kept) => throughKills(kept, 3, seed));
      expect(differences).toEqual([]);
      expect(killed.server + killed.database).toBe(3);
      // It was in the middle of work.
      expect(Object.values(failures).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
    },
  );
}
