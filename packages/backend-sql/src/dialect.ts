import type { RallyError } from '@rallykit/core';
import type { Kysely, RawBuilder, SelectQueryBuilder, SqlBool } from 'kysely';
import type { Head } from './head.js';
import type { Tables } from './tables.js';

/** Numbers of entities that have words. */
export type Hits = SelectQueryBuilder<Tables, never, { n: number }>;

/** The words of the entity of this number. */
export interface Words {
  readonly n: number;
  readonly terms: readonly string[];
}

/** Whatever is said to a database in its own way; all other queries are plain SQL. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Whether transactions of different communities run side by side. */
  readonly parallel: boolean;
  /** That a column has one of these values. Passed as one parameter, so that the query's text is the same for any number. */
  among(column: string, values: readonly string[]): RawBuilder<SqlBool>;
  among(column: string, values: readonly number[]): RawBuilder<SqlBool>;
  /** Entities of a community with words that begin as each of `beginnings` does. */
  hits(db: Kysely<Tables>, community: string, beginnings: readonly string[]): Hits;
  /** Keeps the words of entities, in place of those they had. At least one. */
  putTerms(db: Kysely<Tables>, community: string, words: readonly Words[]): Promise<void>;
  dropTerms(db: Kysely<Tables>, community: string, entities: readonly number[]): Promise<void>;
  /**
   * Takes the community's turn to write, which ends with the transaction: until then no other transaction gets past
   * this, in this process or any other. Has to be what a transaction does first. Resolves to where the history stands.
   */
  takeTurn(db: Kysely<Tables>, community: string): Promise<Head>;
}

/** A database that is open, with its schema up to date. */
export interface Database {
  readonly dialect: Dialect;
  /** Sees what was committed; never waits for a writer. */
  readonly read: Kysely<Tables>;
  /** Tells this database's history from that of any other. */
  readonly epoch: string;
  /** Runs work as one transaction: all of it is on the disk when this resolves, or none. May run `work` again. */
  write<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Which of these communities another process may have written to since the last call. */
  changed(communities: readonly string[]): Promise<readonly string[]>;
  /** What the database threw, as what happened and what to do; anything else as it is. */
  explain(thrown: unknown): unknown;
  /** Whether the database as a whole is in trouble, so that nothing else can be done with it either. */
  inTrouble(thrown: unknown): boolean;
  close(): Promise<void>;
}

/** How a host opens its database. */
export interface Opener {
  readonly name: Dialect['name'];
  /** @throws RallyError `not-configured` with the remedy, or `unavailable` when it may get better by itself. */
  open(): Promise<Database>;
  /** Why it could not be opened, for its operator: as an error of `ready`. */
  diagnose(error: RallyError): RallyError;
}
