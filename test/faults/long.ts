// The long forms: `long.ts [network] [kill] [writers] [sqlite] [postgres]`. All of them unless some are named.
import { concurrently } from './writers.js';
import { cutEverywhere, throughFaults } from './network.js';
import { throughKills } from './kill.js';
import { newSeed } from './random.js';
import { keptInPostgres, keptInSqlite, type Kept } from './served.js';
import { onStore } from './stores.js';

const seed = newSeed();
const forms: Readonly<
  Record<string, (make: () => Promise<Kept>) => Promise<object & { wrong: readonly string[] }>>
> = {
  async network(make) {
    const request = await onStore(make, (kept) => cutEverywhere(kept, 'cut-request'));
    const answer = await onStore(make, (kept) => cutEverywhere(kept, 'cut-answer'));
    const { differences, ...report } = await onStore(make, (kept) => throughFaults(kept, 10_000, seed));
    return { 'cut at each byte': { request, answer }, ...report, wrong: differences };
  },
  async kill(make) {
    const { differences, ...report } = await onStore(make, (kept) => throughKills(kept, 50, seed));
    return { ...report, wrong: differences };
  },
  async writers(make) {
    const { problems, ...report } = await onStore(make, (kept) =>
      concurrently(kept, { changes: 100_000, writers: 4, seed }),
    );
    return { ...report, wrong: problems };
  },
};
const stores: Readonly<Record<string, () => Promise<Kept>>> = {
  sqlite: keptInSqlite,
  postgres: () => keptInPostgres(true),
};

const args = process.argv.slice(2);
const unknown = args.find((arg) => !Object.hasOwn(forms, arg) && !Object.hasOwn(stores, arg));
if (unknown !== undefined) {
  const known = [...Object.keys(forms), ...Object.keys(stores)].join(', ');
  console.error(`There is no "${unknown}". The arguments are: ${known}.`);
  process.exit(2);
}
const chosen = <T>(all: Readonly<Record<string, T>>) => {
  const named = Object.entries(all).filter(([name]) => args.includes(name));
  return named.length > 0 ? named : Object.entries(all);
};

for (const [form, run] of chosen(forms)) {
  for (const [store, make] of chosen(stores)) {
    const began = performance.now();
    const { wrong, ...report } = await run(make);
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(
      `${form} on ${store}: ${wrong.length > 0 ? 'FAILED' : 'ok'} in ${seconds} s, RALLYKIT_SEED=${seed}`,
    );
    console.log(`  ${JSON.stringify(report)}`);
    for (const each of wrong.slice(0, 20)) console.error(`  ${each}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
}
