import { setTimeout as wait } from 'node:timers/promises';
import { Ledger } from './ledger.js';
import { load } from './load.js';
import { FaultProxy } from './proxy.js';
import { chanceOf } from './random.js';
import { connector, type Kept } from './served.js';

export interface KillReport {
  /** How often each was killed. */
  readonly killed: { readonly server: number; readonly database: number };
  readonly commands: number;
  /** Commands whose first acknowledgement was lost, and which were found done when they were sent again. */
  readonly replayed: number;
  readonly failures: Readonly<Record<string, number>>;
  /** Empty when nothing that was acknowledged is lost and nothing was done twice. */
  readonly differences: readonly string[];
}

/**
 * Ends the server, or where there is one now and then the database, with SIGKILL in the middle of work, starts it again,
 * has all that was not acknowledged sent again, and compares the store with what was: so many times.
 */
export async function throughKills(kept: Kept, rounds: number, seed: number): Promise<KillReport> {
  const chance = chanceOf(seed);
  const ledger = new Ledger('k');
  const killed = { server: 0, database: 0 };
  const differences: string[] = [];
  let site = await kept.serve();
  const { port } = site;
  const proxy = await FaultProxy.listen(() => port);
  const connect = connector(() => proxy.url);
  const giveUp = new AbortController();
  try {
    for (let round = 1; round <= rounds && differences.length === 0; round++) {
      let working = true;
      // In turn: all that the server has sent arrives, so that an early acknowledgement would show; or it takes a while,
      // so that some is on its way, and lost.
      const lossy = round % 2 === 0;
      proxy.cut();
      proxy.plan = () => (lossy ? { type: 'delay', ms: 10 } : { type: 'none' });
      const work = load({
        connect,
        ledger,
        chance,
        people: 60,
        atOnce: 12,
        deadlineMs: 10_000,
        more: () => working,
        signal: giveUp.signal,
      });
      // So that a failure here ends the waiting below.
      const failed = work.then(() => undefined);
      const moment = ledger.acknowledged + 10 + chance.whole(60);
      while (ledger.acknowledged < moment) await Promise.race([wait(1), failed]);
      await wait(chance.whole(15));
      if (kept.postgres && chance.whole(3) === 0) {
        await kept.postgres.kill9();
        killed.database++;
        working = false;
        await kept.postgres.start();
      } else {
        if (lossy) proxy.cut();
        await site.kill();
        killed.server++;
        working = false;
        site = await kept.serve(port);
      }
      await work;
      const host = kept.open();
      for (const difference of await ledger.differences(host))
        differences.push(`round ${round}: ${difference}`);
      await host.close();
    }
    const { acknowledged, replayed, failures } = ledger;
    return { killed, commands: acknowledged, replayed, failures, differences };
  } finally {
    giveUp.abort();
    await proxy.close();
    await site.stop();
  }
}
