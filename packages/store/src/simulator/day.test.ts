import { describe, expect, it } from 'vitest';
import { Day, grown, type DayOptions } from './day.test.world.js';

/** Something happens every fifteen seconds; `node test/simulator/day.mjs` lets it happen every second, and weighs the heap. */
const everyMs = 15_000;

/** What grows in four hours with a planted leak. */
async function growth(options: Partial<DayOptions>): Promise<readonly string[]> {
  const day = new Day({ everyMs, ...options });
  for (let hour = 1; hour <= 4; hour++) await day.hour();
  return grown(day.hours);
}

it(
  'holds no more after eight hours than after two, in a tab that stays and in one that comes and goes',
  { timeout: 600_000 },
  async () => {
    const day = new Day({ everyMs });
    for (let hour = 1; hour <= 8; hour++) await day.hour();
    expect(grown(day.hours)).toEqual([]);
    // It was used: what is looked at is there, and more was removed than is known of.
    expect(day.hours.at(-1)!.stays.views).toBeGreaterThan(30);
    expect(day.removed).toBeGreaterThan(day.hours.at(-1)!.stays.copies);
    await day.leave();
    for (const tab of [day.stays, day.comes])
      expect(day.held(tab)).toMatchObject({ copies: 0, views: 0, acts: 0, keys: 0 });
  },
);

describe('finds it when', () => {
  it('what was removed is never forgotten', async () => {
    expect(await growth({ acting: { prune: () => {} } })).toContain('stays: copies');
  });

  it('drafts are kept after they were given up, and timers are set that nobody takes back', async () => {
    let n = 0;
    const change: DayOptions['change'] = (options) => {
      const { after } = options.environment!;
      return {
        ...options,
        storage: { ...options.storage!, removeItem: (key) => options.storage!.setItem(`${key}/${n++}`, '') },
        environment: {
          ...options.environment,
          after(ms, run) {
            after!(24 * 3_600_000, () => {});
            return after!(ms, run);
          },
        },
      };
    };
    expect(await growth({ change })).toEqual(expect.arrayContaining(['comes: keys', 'comes: timers']));
  });
});
