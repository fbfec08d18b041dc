import { RallyError } from '@rallykit/core';
import { deleteDB, openDB } from 'idb';
import { blocked, notOurs, openError, storageError } from './errors.js';
import {
  migrations,
  tables,
  type Database,
  type Step,
  type Tables,
  type Transaction,
  type Upgrade,
} from './tables.js';

/** The database of a store, among all that a site may have. */
export const databaseName = (name: string): string => `rallykit:${name}`;

/** Deletes a store with all that is in it; other tabs that use it find it empty. Nothing happens when it is not there. */
export async function deleteStore(name: string): Promise<void> {
  try {
    await deleteDB(databaseName(name));
  } catch (thrown) {
    throw openError(thrown);
  }
}

interface Opening {
  readonly opened: Promise<Database>;
  /** Rejects when another tab holds up the opening; that goes on, and may still succeed. */
  readonly heldUp: Promise<never>;
}

/**
 * The connection to one database: opened on first use, given up when another tab wants to change the schema or delete
 * the database, and opened again with the next use.
 */
export class Connection {
  readonly #name: string;
  readonly #onLost: () => void;
  readonly #steps: readonly Step[];
  #opening: Opening | undefined;
  #closed = false;

  /** `onLost` is called when the connection was given up. */
  constructor(name: string, onLost: () => void, steps = migrations) {
    this.#name = databaseName(name);
    this.#onLost = onLost;
    this.#steps = steps;
  }

  read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transact('readonly', work);
  }

  /**
   * Runs work that is committed as a whole or not at all, after all that other tabs have begun. Resolves once it is on
   * the disk. The work may await nothing but its transaction's own requests: the browser commits one that asks nothing.
   */
  write<T>(work: (tx: Transaction<'readwrite'>) => Promise<T>): Promise<T> {
    return this.#transact('readwrite', work);
  }

  close(): void {
    this.#closed = true;
    this.#opening?.opened.then(
      (db) => db.close(),
      () => {},
    );
  }

  async #transact<M extends 'readonly' | 'readwrite', T>(
    mode: M,
    work: (tx: Transaction<M>) => Promise<T>,
  ): Promise<T> {
    const db = await this.#open();
    try {
      const tx = db.transaction(tables, mode, { durability: 'strict' });
      // Awaited below, but not when the work fails first.
      tx.done.catch(() => {});
      try {
        const value = await work(tx);
        await tx.done;
        return value;
      } catch (thrown) {
        abort(tx);
        // Requests of an aborted transaction know nothing but that.
        throw tx.error ?? thrown;
      }
    } catch (thrown) {
      throw storageError(thrown);
    }
  }

  #open(): Promise<Database> {
    if (this.#closed) throw new RallyError('closed', 'This store was closed. Open a new one.');
    const { opened, heldUp } = (this.#opening ??= this.#begin());
    return Promise.race([opened, heldUp]);
  }

  #begin(): Opening {
    let holdUp!: () => void;
    const heldUp = new Promise<never>((_, reject) => (holdUp = () => reject(blocked())));
    heldUp.catch(() => {});
    const opening: Opening = { opened: this.#openDatabase(holdUp), heldUp };
    opening.opened.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  async #openDatabase(onBlocked: () => void): Promise<Database> {
    const hasAll = (some: Database) => tables.every((table) => some.objectStoreNames.contains(table));
    let db: Database;
    let foreign = false;
    try {
      db = await openDB<Tables>(this.#name, this.#steps.length, {
        upgrade: (made, version, _next, tx) => {
          foreign = version > 0 && !hasAll(made);
          if (foreign) {
            tx.done.catch(() => {});
            return tx.abort();
          }
          this.#update(made, version, tx).catch(() => abort(tx));
        },
        blocked: onBlocked,
        blocking: (_old, _new, event) => {
          (event.target as IDBDatabase).close();
          this.#lose();
        },
        terminated: () => this.#lose(),
      });
    } catch (thrown) {
      throw foreign ? notOurs(this.#name) : openError(thrown);
    }
    if (hasAll(db)) return db;
    db.close();
    throw notOurs(this.#name);
  }

  async #update(db: Database, version: number, tx: Upgrade): Promise<void> {
    for (const step of this.#steps.slice(version)) await step(db, tx);
  }

  #lose(): void {
    this.#opening = undefined;
    this.#onLost();
  }
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    // It has ended by itself.
  }
}
