import { expect, it } from 'vitest';
import type { Board, Measure } from './entity.js';
import { presets } from './preset.js';
import { progressOf, standingOf } from './standing.js';

it('tells what is open from what is closed or a success', () => {
  const { pipeline } = presets.quality;
  const counts = { reported: 4, fixing: 1, fixed: 8, verified: 16, 'not-seen-again': 32 };
  expect(standingOf({ pipeline, counts } as unknown as Board)).toEqual({ all: 61, open: 5, succeeded: 24 });
  expect(standingOf({ pipeline, counts: {} } as unknown as Board)).toEqual({ all: 0, open: 0, succeeded: 0 });
});

it('counts toward a target, up or down, and no further', () => {
  const measure = (baseline: number, target: number, current: number): Measure => ({
    name: 'Time',
    unit: 'minutes',
    baseline,
    target,
    current,
  });
  expect(progressOf(measure(0, 200, 50))).toBe(0.25);
  expect(progressOf(measure(40, 10, 25))).toBe(0.5);
  expect(progressOf(measure(40, 10, 50))).toBe(0);
  expect(progressOf(measure(40, 10, 5))).toBe(1);
  expect(progressOf(measure(10, 10, 10))).toBe(1);
});
