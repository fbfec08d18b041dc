// A process that writes to a store: `writer.ts DATABASE NAME CHANGES RETENTION SEED`. Prints "ready", waits for a line, and
// prints how many commands were acknowledged when it has made so many changes.
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { sqlHost } from '@rallykit/backend-sql';
import { command, type Backend, type Command } from '@rallykit/core';
import { chanceOf, type Chance } from './random.js';

const [database = '', name = '', changes = '', retention = '', seed = ''] = process.argv.slice(2);
const host = sqlHost({ database, retention: Number(retention) });
await host.ready();
console.log('ready');
await once(process.stdin, 'data');

let made = 0;
let acts = 0;
let acknowledged = 0;
const chance = chanceOf(Number(seed));
// Several at once, so that transactions of one process overlap where the store lets them.
await Promise.all(
  [1, 2, 3].map((n) => write(host.as({ id: `${name}-${n}`, name, role: 'member' }), chance.fork())),
);
await host.close();
console.log(acknowledged);
process.exit(0);

async function write(backend: Backend, mine: Chance): Promise<void> {
  const votes = new Map<string, 0 | 1>();
  while (made < Number(changes)) {
    const batch = Array.from({ length: 1 + mine.whole(20) }, (): Command => {
      const id = `${name}-${++acts}`;
      const idea = mine.of([...votes.keys()].slice(-10));
      if (idea === undefined || mine.whole(3) === 0) {
        votes.set(id, 0);
        return command(id, 'idea.create', {
          id,
          board: mine.of(['one', 'two', 'three']),
          title: id,
        }) as Command;
      }
      const value = votes.get(idea) === 1 ? 0 : 1;
      votes.set(idea, value);
      return command(id, 'vote.set', { subject: { kind: 'idea', id: idea }, value }) as Command;
    });
    await send(backend, batch);
  }
}

/** In their order, each until it is acknowledged. */
async function send(backend: Backend, batch: readonly Command[]): Promise<void> {
  for (let left = batch; left.length > 0; await wait(left.length > 0 ? 20 : 0)) {
    const receipts = await backend.apply(left);
    const failed = receipts.findIndex(({ error }) => error);
    for (const { error } of receipts) if (error && error.retry !== 'same-key') throw error;
    for (const receipt of receipts) {
      if (receipt.error || receipt.replayed) continue;
      made += receipt.changes.length;
      acknowledged++;
    }
    left = failed < 0 ? [] : left.slice(failed);
  }
}
