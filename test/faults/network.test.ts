import { describe, expect, test } from 'vitest';
import { cutEverywhere, throughFaults } from './network.js';
import { newSeed } from './random.js';
import { onStore, stores } from './stores.js';

const minutes = 60_000;

for (const { name, make } of stores) {
  describe(`a server on ${name}, over a network that fails`, () => {
    test(
      'a command whose answer is cut, at any byte, is sent again and found done',
      { timeout: 10 * minutes },
      async () => {
        const bytes = await onStore(make, (kept) => cutEverywhere(kept, 'cut-answer'));
        expect(bytes).toBeGreaterThan(300);
      },
    );

    const seed = newSeed();
    test(`300 commands have one effect each (RALLYKIT_SEED=${seed})`, { timeout: 10 * minutes }, async () => {
      const report = await onStore(make, (kept) => throughFaults(kept, 300, seed));
      expect(report.differences).toEqual([]);
      expect(report.commands).toBe(300);
      // The faults have happened, and each kind of them was there.
      expect(report.replayed).toBeGreaterThan(0);
      expect(Object.keys(report.failures)).toContain('offline');
      expect(report.failures['internal']).toBeUndefined();
      expect(Object.keys(report.connections)).toEqual(expect.arrayContaining(['cut-answer', 'cut-request']));
    });
  });
}
