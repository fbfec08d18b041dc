import type { Generated } from 'kysely';

/**
 * - `listed`: there, and of a kind that can be listed
 * - `pending`: there, and of a kind that can be listed, but waits for review; its author and the team find it
 * - `archived`: an idea that only a list of archived ones has
 * - `kept`: there, but apart from what everybody lists: what is one member’s, merged ideas, the community
 * - `orphan`: what it belongs to was removed; to readers it is not there
 * - `gone`: removed; its body is the tombstone
 */
export type EntityState = 'listed' | 'pending' | 'archived' | 'kept' | 'orphan' | 'gone';

export interface EntityTable {
  n: Generated<number>;
  community: string;
  /** See `refKey`. */
  ref: string;
  kind: string;
  id: string;
  state: EntityState;
  board: string | null;
  /** Ref of what it belongs to. */
  parent: string | null;
  /** Who wrote it or did it; whose it is. */
  author: string | null;
  status: string | null;
  created: number;
  /** What `top` counts; of a vote its value, and 1 of what is followed. */
  score: number;
  trend: number;
  /** What `discussed` counts. */
  talk: number;
  active: number;
  /** The whole entity, as JSON. */
  body: string;
}

export interface Tables {
  entity: EntityTable;
  meta: { name: string; value: string };
  tag: { community: string; entity: number; tag: string };
  /** The ideas that an update ships. */
  ship: { community: string; idea: string; entity: number };
  /** A word of the posts of one kind on one board, and in how many it is; the empty one is in all. */
  word: { n: Generated<number>; community: string; kind: string; text: string; board: string; posts: number };
  /** By what a word is found: see core's `wordKeys`. */
  word_key: { community: string; kind: string; key: string; board: string; word: number };
  posting: { community: string; word: number; entity: number };
  /** Where the log stands: `seq` of its last command, whether or not it is still kept, and when that was. */
  head: { community: string; seq: number; at: number };
  /** What each command changed, in commit order: JSON of core's `Told[]`. */
  log: { community: string; seq: number; at: number; changes: string };
  /** Commands that were carried out. `act`: its id and the member's. `changed`: refs, as JSON. `seq`: where the log stood after it. */
  receipt: {
    community: string;
    act: string;
    hash: string;
    changed: string;
    seq: number;
    at: number;
  };
}
