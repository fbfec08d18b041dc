import type { Board, Measure } from './entity.js';

/** How many posts a board has, how many of them are open still, and how many came to a success. */
export interface Standing {
  readonly all: number;
  readonly open: number;
  readonly succeeded: number;
}

/** How a board stands, by its counts: what is neither closed nor a success is open. */
export function standingOf({ pipeline, counts }: Board): Standing {
  const sum = (steps: Board['pipeline']) => steps.reduce((total, { id }) => total + (counts[id] ?? 0), 0);
  return {
    all: sum(pipeline),
    open: sum(pipeline.filter(({ closed, success }) => !closed && !success)),
    succeeded: sum(pipeline.filter(({ success }) => success)),
  };
}

/** How far a measure has come from its baseline to its target, 0 to 1. Targets below the baseline count downward. */
export function progressOf({ baseline, target, current }: Measure): number {
  const way = target - baseline;
  const share = way === 0 ? 1 : (current - baseline) / way;
  return Math.min(1, Math.max(0, share));
}
