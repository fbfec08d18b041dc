import type { Entity, Kind, Told, Tombstone } from '@rallykit/core';
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import { toRow } from './rows.js';

/** An entity, or what is left of one, with what it is found by. Keys begin with the community, as all do. */
export interface EntityRow {
  readonly community: string;
  readonly kind: Kind;
  readonly id: string;
  readonly value: Entity | Tombstone;
  /** Ref of what it belongs to and disappears with. */
  readonly parent?: string;
  /** The members who have a part in it, as keys. */
  readonly people?: readonly [community: string, kind: Kind, member: string][];
  /** Where it stands in the orders of core's `placeOf`. An index leaves out rows that lack a field of it. */
  readonly created?: number;
  readonly score?: number;
  readonly trend?: number;
  readonly talk?: number;
  readonly active?: number;
}

/** What one command changed. */
interface LogRow {
  readonly community: string;
  readonly seq: number;
  readonly changes: readonly Told[];
}

/** A command that was carried out, so that sending it again does nothing more. */
export interface ReceiptRow {
  readonly community: string;
  readonly member: string;
  readonly act: string;
  /** The command as it was, as JSON: another one under the same id is a mistake of the client. */
  readonly body: string;
  readonly changed: readonly { readonly kind: Kind; readonly id: string }[];
  /** Where the log stood after it. */
  readonly seq: number;
  readonly at: number;
}

/** Where a community's history stands: its last command and when that was. */
export interface Head {
  readonly seq: number;
  readonly at: number;
}

export interface Tables extends DBSchema {
  /** `epoch`: tells this database's history from that of any other. */
  meta: { key: string; value: string };
  /** By community. */
  head: { key: string; value: Head };
  entity: {
    key: [community: string, kind: Kind, id: string];
    value: EntityRow;
    indexes: {
      parent: [community: string, parent: string];
      people: [community: string, kind: Kind, member: string];
      trending: [community: string, kind: Kind, trend: number, created: number, id: string];
      top: [community: string, kind: Kind, score: number, created: number, id: string];
      discussed: [community: string, kind: Kind, talk: number, created: number, id: string];
      active: [community: string, kind: Kind, active: number, created: number, id: string];
      new: [community: string, kind: Kind, created: number, id: string];
    };
  };
  log: { key: [community: string, seq: number]; value: LogRow };
  receipt: {
    key: [community: string, member: string, act: string];
    value: ReceiptRow;
    indexes: { at: number };
  };
}

export type Database = IDBPDatabase<Tables>;
type Names = ('meta' | 'head' | 'entity' | 'log' | 'receipt')[];
export type Transaction<M extends IDBTransactionMode = 'readonly' | 'readwrite'> = IDBPTransaction<
  Tables,
  Names,
  M
>;

/** The transaction in which the schema changes. */
export type Upgrade = IDBPTransaction<Tables, Names, 'versionchange'>;

/** All the tables: every transaction spans them, so that it sees one moment of the store and writers take turns. */
export const tables: Names = ['meta', 'head', 'entity', 'log', 'receipt'];

/** One step of the schema. Steps only go forward; a released one is never changed. */
export type Step = (db: Database, tx: Upgrade) => void | Promise<void>;

export const migrations: readonly Step[] = [
  (db) => {
    void db.createObjectStore('meta').put(crypto.randomUUID(), 'epoch');
    db.createObjectStore('head');
    const entity = db.createObjectStore('entity', { keyPath: ['community', 'kind', 'id'] });
    entity.createIndex('parent', ['community', 'parent']);
    entity.createIndex('people', 'people', { multiEntry: true });
    entity.createIndex('trending', ['community', 'kind', 'trend', 'created', 'id']);
    entity.createIndex('top', ['community', 'kind', 'score', 'created', 'id']);
    entity.createIndex('new', ['community', 'kind', 'created', 'id']);
    db.createObjectStore('log', { keyPath: ['community', 'seq'] });
    const receipt = db.createObjectStore('receipt', { keyPath: ['community', 'member', 'act'] });
    receipt.createIndex('at', 'at');
  },
  (_db, tx) => {
    const entity = tx.objectStore('entity');
    entity.createIndex('discussed', ['community', 'kind', 'talk', 'created', 'id']);
    entity.createIndex('active', ['community', 'kind', 'active', 'created', 'id']);
    return placeAgain(tx);
  },
];

/** Writes every row anew, with all that the indexes go by now. */
async function placeAgain(tx: Upgrade): Promise<void> {
  let cursor = await tx.objectStore('entity').openCursor();
  while (cursor) {
    const { community, value } = cursor.value;
    await cursor.update(toRow(community, value));
    cursor = await cursor.continue();
  }
}
