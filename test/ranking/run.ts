// Compares the orders over many seeds: node --conditions=rallykit-source --import tsx test/ranking/run.ts [SEEDS]
import { difference, mean, orders, simulate, type Outcome } from './simulation.js';

const seeds = Number(process.argv[2] ?? 30);
const outcomes = Object.entries(orders).map(([name, order]) => ({
  name,
  runs: Array.from({ length: seeds }, (_, seed) => simulate(seed, order)),
}));
const of = (runs: readonly Outcome[], what: keyof Outcome) => runs.map((run) => run[what]);
const [ours] = outcomes;
for (const { name, runs } of outcomes) {
  const cells = (['ndcg', 'spearman', 'rise'] as const).map((what) => {
    const { by, within } = difference(of(ours!.runs, what), of(runs, what));
    const value = mean(of(runs, what)).toFixed(3);
    return name === 'trending'
      ? `${what} ${value}`
      : `${what} ${value} (ours ${by.toFixed(3)} ± ${within.toFixed(3)})`;
  });
  console.log(`${name.padEnd(12)}${cells.join('  ')}`);
}
