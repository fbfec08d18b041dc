/** How much to measure. */
export interface Extent {
  readonly short: boolean;
  readonly rounds: number;
}

/** One figure with the budget that it has to keep; without one it is for information. */
export interface Row {
  readonly name: string;
  readonly subject: string;
  readonly anchor: string;
  /** Subject to anchor, of each round. */
  readonly rounds: readonly number[];
  readonly median: number;
  /** How far the anchor was from itself within a round, in the median: 0.1 is a tenth. */
  readonly noise?: number;
  readonly budget?: number | undefined;
}

/** What is run, by name; it resolves to what it took, in milliseconds. */
type Side = readonly [name: string, run: () => Promise<Readonly<Record<string, number>>>];

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const show = (progress: string): boolean => process.stdout.write(progress);

/**
 * Measures each of `figures` (its name in the table, and its budget) in rounds of anchor, subject, anchor: a machine that
 * slows down slows both, and the anchor's distance from itself tells what a ratio is worth. A first round warms up.
 */
export async function compare(
  { rounds }: Extent,
  figures: Readonly<Record<string, readonly [name: string, budget?: number]>>,
  [subject, runSubject]: Side,
  [anchor, runAnchor]: Side,
): Promise<Row[]> {
  show(`\n${Object.values(figures)[0]![0]}: ${subject}, ${anchor} `);
  type Took = Readonly<Record<string, number>>;
  const taken: (readonly [Took, Took, Took])[] = [];
  for (let round = 0; round <= rounds; round++) {
    taken.push([await runAnchor(), await runSubject(), await runAnchor()] as const);
    show('.');
  }
  return Object.entries(figures).map(([key, [name, budget]]) => {
    const kept = taken.slice(1).map((round) => round.map((took) => took[key]!) as [number, number, number]);
    const ratios = kept.map(([before, it, after]) => (2 * it) / (before + after));
    return {
      name,
      subject: `${subject}, ${median(kept.map(([, it]) => it)).toFixed(1)} ms`,
      anchor: `${anchor}, ${median(kept.map(([before, , after]) => (before + after) / 2)).toFixed(1)} ms`,
      rounds: ratios,
      median: median(ratios),
      noise: median(kept.map(([before, , after]) => Math.abs(before / after - 1))),
      budget,
    };
  });
}
