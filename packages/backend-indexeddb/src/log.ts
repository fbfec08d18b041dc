import { historyOf, type Told } from '@rallykit/core';
import type { Head, Transaction } from './tables.js';

/** Commands read from the log at once. */
const chapterLength = 200;

/** A part of the history: what came after a place, and the place it leads to. */
export interface Chapter {
  readonly changes: readonly Told[];
  readonly seq: number;
  /** Whether more is there already. */
  readonly more: boolean;
}

/** The community's history in this database, which is another one in a database made anew under the same name. */
export const historyIn = async (tx: Transaction, community: string): Promise<string> =>
  historyOf((await tx.objectStore('meta').get('epoch')) ?? '', community);

export const headOf = async (tx: Transaction, community: string): Promise<Head> =>
  (await tx.objectStore('head').get(community)) ?? { seq: 0, at: 0 };

/** What came after `seq`, or the beginning of it; undefined when some of it is no longer kept. */
export async function chapterAfter(
  tx: Transaction,
  community: string,
  seq: number,
): Promise<Chapter | undefined> {
  const range = IDBKeyRange.bound([community, seq], [community, []], true);
  const rows = await tx.objectStore('log').getAll(range, chapterLength);
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return { changes: [], seq, more: false };
  if (first.seq !== seq + 1) return undefined;
  const head = await headOf(tx, community);
  return { changes: rows.flatMap(({ changes }) => changes), seq: last.seq, more: last.seq < head.seq };
}

/** Keeps the last `retention` commands. */
export async function trim(
  tx: Transaction<'readwrite'>,
  community: string,
  seq: number,
  retention: number,
): Promise<void> {
  const last = seq - Math.max(1, retention);
  if (last > 0) await tx.objectStore('log').delete(IDBKeyRange.bound([community, 0], [community, last]));
}
