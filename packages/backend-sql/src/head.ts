import type { Kysely } from 'kysely';
import type { Tables } from './tables.js';

/** Where a community's history stands: how many commands have changed something, and when the last one did. */
export interface Head {
  readonly seq: number;
  readonly at: number;
}

export const beginning: Head = { seq: 0, at: 0 };

export const headRow = (db: Kysely<Tables>, community: string) =>
  db.selectFrom('head').select(['seq', 'at']).where('community', '=', community);

export const headOf = async (db: Kysely<Tables>, community: string): Promise<Head> =>
  (await headRow(db, community).executeTakeFirst()) ?? beginning;
