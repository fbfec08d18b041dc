import { postgresPrograms } from '../postgres.js';
import { keptInPostgres, keptInSqlite, type Kept } from './served.js';

/** What the tests of faults run on: SQLite, and PostgreSQL where its programs are installed. */
export const stores: readonly { readonly name: string; make(): Promise<Kept> }[] = [
  { name: 'SQLite', make: keptInSqlite },
  ...(postgresPrograms() === undefined ? [] : [{ name: 'PostgreSQL', make: () => keptInPostgres() }]),
];

/** Uses a store of its own, and removes it. */
export async function onStore<T>(make: () => Promise<Kept>, use: (kept: Kept) => Promise<T>): Promise<T> {
  const kept = await make();
  try {
    return await use(kept);
  } finally {
    await kept.remove();
  }
}
