import { setTimeout as wait } from 'node:timers/promises';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely';
import type Database from 'libsql';
import { isBusy } from './errors.js';

type Statement = ReturnType<Database.Database['prepare']>;

/** How long a write waits for another process to finish its own. */
const patienceMs = 2_000;
/** Statements kept prepared: preparing takes longer than running most of them. */
const keptStatements = 200;

/**
 * Runs `work` again until no other process holds what it needs. SQLite's own waiting would hold up the whole event loop,
 * and with it a connection of this very process that is about to finish.
 */
export async function patiently<T>(ms: number, work: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() >= end) throw thrown;
    }
    await wait(10);
  }
}

/**
 * Kysely over one libsql connection. Kysely's own SQLite driver makes every query wait for its turn; here none has to,
 * since libsql runs a statement to its end at once, and `Writer` runs one transaction at a time on a connection of its own.
 */
export function libsqlDialect(db: Database.Database): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new LibsqlDriver(new LibsqlConnection(db), db),
    createIntrospector: (kysely: Kysely<unknown>) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class LibsqlDriver implements Driver {
  readonly #connection: LibsqlConnection;
  readonly #db: Database.Database;

  constructor(connection: LibsqlConnection, db: Database.Database) {
    this.#connection = connection;
    this.#db = db;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {}

  /** Takes the right to write at once: a transaction that reads first could find that it can no longer write. */
  async beginTransaction(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(): Promise<void> {
    // A full disk and the like have ended the transaction already.
    if (this.#db.inTransaction) await this.#connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    this.#connection.forget();
    this.#db.close();
  }
}

class LibsqlConnection implements DatabaseConnection {
  readonly #db: Database.Database;
  /** By their text, the least lately used first. */
  readonly #statements = new Map<string, Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return patiently(patienceMs, () => {
      const statement = this.#prepare(sql);
      if (statement.reader) return { rows: statement.all(parameters) as R[] };
      const { changes } = statement.run(parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    });
  }

  // eslint-disable-next-line require-yield -- Kysely asks for it; nothing here streams.
  async *streamQuery<R>(): AsyncGenerator<QueryResult<R>, void> {
    throw new Error('This dialect does not stream.');
  }

  forget(): void {
    this.#statements.clear();
  }

  #prepare(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > keptStatements) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return statement;
  }
}
