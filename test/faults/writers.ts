import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SqlHost } from '@rallykit/backend-sql';
import { importEntities, makeBoard, makeCommunity } from '@rallykit/conformance';
import { command, refKey, type Change, type Cursor, type LiveEvent, type ResumeToken } from '@rallykit/core';
import { chanceOf, type Chance } from './random.js';
import type { Kept } from './served.js';

export interface WritersReport {
  /** Changes that the watcher heard. */
  readonly changes: number;
  readonly commands: number;
  readonly writers: number;
  /** How often the restless watcher began again from its last token. */
  readonly resumed: number;
  /** Empty when each watcher heard every change, once and in order. */
  readonly problems: readonly string[];
}

const operator = { id: 'operator', name: 'Operator', role: 'operator' } as const;
/** Nothing is forgotten while this runs, however far behind a watcher is. */
const retention = 10_000_000;

/** Has several processes write so many changes while two watchers listen: one that stays, one that leaves and resumes. */
export async function concurrently(
  kept: Kept,
  { changes, writers, seed }: { changes: number; writers: number; seed: number },
): Promise<WritersReport> {
  const chance = chanceOf(seed);
  const host = kept.open(retention);
  const children: ChildProcess[] = [];
  try {
    const boards = ['one', 'two', 'three'].map((id) => makeBoard(id, 'process'));
    await importEntities(host.as(operator), [makeCommunity(), ...boards]);
    const { asOf } = await host.as(operator).list({ kind: 'board' });
    const [steady, restless] = [new Listener(), new Listener()];
    const stop = new AbortController();
    const listening = [
      listen(host, steady, asOf, stop.signal),
      listen(host, restless, asOf, stop.signal, chance.fork()),
    ];
    const failed = Promise.all(listening);

    const started = Array.from({ length: writers }, (_, n) => {
      const child = start(kept.database, `w${n}`, Math.ceil(changes / writers), chance.whole(2 ** 31));
      children.push(child);
      return { child, lines: createInterface({ input: child.stdout! })[Symbol.asyncIterator]() };
    });
    for (const { lines } of started) await lines.next();
    // All at once.
    for (const { child } of started) child.stdin!.write('go\n');
    const counts = await Promise.race([
      Promise.all(started.map(async ({ lines }) => Number((await lines.next()).value))),
      failed.then((): never => {
        throw new Error('the watchers ended before the writers');
      }),
    ]);
    if (counts.some((count) => !(count > 0))) throw new Error('a writer ended before it was done');

    // A watcher that misses a change would wait for ever: it hears of one last, made when all others are committed.
    const name = 'The last change';
    const isLast = (change: Change) =>
      change.type === 'put' && change.entity.kind === 'community' && change.entity.name === name;
    const told = Promise.all([steady.until(isLast), restless.until(isLast)]);
    const last = command('last', 'community.edit', { name });
    for (const { error } of await host.as(operator).apply([last])) if (error) throw error;
    await Promise.race([told, failed]);
    stop.abort();
    await failed;

    const problems = [
      ...steady.problems,
      ...restless.problems.map((problem) => `resuming: ${problem}`),
      ...(await steady.missing(host)),
    ];
    if (steady.heard !== restless.heard)
      problems.push(`the restless watcher heard ${restless.heard} changes, not ${steady.heard}`);
    const commands = counts.reduce((sum, count) => sum + count, 0);
    return { changes: steady.heard, commands, writers, resumed: restless.resumed, problems };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await host.close();
  }
}

function start(database: string, name: string, changes: number, seed: number): ChildProcess {
  const script = fileURLToPath(new URL('./writer.ts', import.meta.url));
  const flags = ['--conditions=rallykit-source', '--import', 'tsx', script];
  const args = [database, name, changes, retention, seed].map(String);
  const child = spawn(process.execPath, [...flags, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  // Whoever writes to a process that has ended learns of it by its output.
  child.stdin.on('error', () => undefined);
  return child;
}

/** Keeps account of what a watcher was told. */
class Listener {
  readonly problems: string[] = [];
  /** The last revision of each entity. */
  readonly #revisions = new Map<string, number>();
  #at = 0;
  #wanted: { is(change: Change): boolean; found(): void } | undefined;
  heard = 0;
  resumed = 0;

  hear(change: Change): void {
    this.heard++;
    const next = change.type === 'put' ? change.entity : change.tombstone;
    const key = refKey(next);
    const before = this.#revisions.get(key);
    // The boards and the community were there before.
    const expected = before === undefined ? undefined : before + 1;
    const seeded = next.kind === 'board' || next.kind === 'community';
    if (next.revision !== (expected ?? (seeded ? 2 : 1)))
      this.problems.push(`${key} #${next.revision} came after #${before ?? 'nothing'}`);
    this.#revisions.set(key, next.revision);
    // Acts are told in the order in which they were done.
    const at = change.type === 'put' ? change.entity.updatedAt : change.tombstone.removedAt;
    if (at < this.#at)
      this.problems.push(`${key} #${next.revision} is ${this.#at - at} ms older than what came before`);
    this.#at = at;
    if (this.#wanted?.is(change)) this.#wanted.found();
  }

  /** Resolves when such a change is heard. */
  async until(is: (change: Change) => boolean): Promise<void> {
    await new Promise<void>((found) => (this.#wanted = { is, found }));
  }

  /** What is in the store at a revision that was not told. */
  async missing(host: SqlHost): Promise<string[]> {
    const backend = host.as(operator);
    const refs = [...this.#revisions.keys()].map((key) => {
      const slash = key.indexOf('/');
      return { kind: key.slice(0, slash) as never, id: key.slice(slash + 1) };
    });
    const problems: string[] = [];
    for (let at = 0; at < refs.length; at += 500) {
      const found = await backend.get(refs.slice(at, at + 500));
      found.forEach((entity, n) => {
        const key = refKey(refs[at + n]!);
        const told = this.#revisions.get(key);
        if (entity?.revision !== told)
          problems.push(`${key} is at #${entity?.revision}, and was told up to #${told}`);
      });
    }
    // By its pages: a total counts only so far.
    for (let after: Cursor | undefined, more = true; more;) {
      const page = await backend.list({ kind: 'idea', sort: 'new', first: 100, ...(after && { after }) });
      for (const idea of page.items)
        if (!this.#revisions.has(refKey(idea)))
          problems.push(`${refKey(idea)} is there, and was never told of`);
      [after, more] = [page.next, page.next !== undefined];
    }
    return problems;
  }
}

/** Listens until the signal aborts; with a chance, leaves now and then and goes on from the last token. */
async function listen(
  host: SqlHost,
  listener: Listener,
  from: ResumeToken,
  signal: AbortSignal,
  chance?: Chance,
): Promise<void> {
  let token = from;
  while (!signal.aborted) {
    let left = chance ? 1 + chance.whole(3) : Infinity;
    for await (const event of host.as(operator).watch!({}, token, { signal }) as AsyncIterable<LiveEvent>) {
      if (event.type === 'reset') throw new Error(`a watcher was told reset:${event.reason}`);
      if (event.type === 'changes') for (const change of event.changes) listener.hear(change);
      token = event.at;
      if (--left <= 0) break;
    }
    if (!signal.aborted) listener.resumed++;
  }
}
