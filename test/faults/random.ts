/** Chance that comes out the same for the same seed: mulberry32. */
export interface Chance {
  readonly seed: number;
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to, not including, `below`. */
  whole(below: number): number;
  of<T>(choices: readonly T[]): T;
  /** A chance of its own, so that what runs at the same time does not share one. */
  fork(): Chance;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number) => Math.floor(next() * below);
  return {
    seed,
    next,
    whole,
    of: <T>(choices: readonly T[]) => choices[whole(choices.length)] as T,
    fork: () => chanceOf(whole(2 ** 31)),
  };
}

/** The seed in RALLYKIT_SEED, or a new one. Say it wherever something fails. */
export const newSeed = (): number =>
  Number(process.env['RALLYKIT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
