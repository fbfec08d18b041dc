import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpBackend } from '@rallykit/backend-http';
import { sqlHost, type SqlHost } from '@rallykit/backend-sql';
import type { Backend } from '@rallykit/core';
import { signHostToken } from '@rallykit/server';
import { Site } from '../e2e/site.js';
import { startPostgres, type PostgresServer } from '../postgres.js';
import { board, type Person } from './ledger.js';

const secret = 'the secret of the sites of the tests of faults';

/** A store that outlives the processes of `rallykit serve` that work on it. */
export interface Kept {
  readonly name: string;
  /** Starts `rallykit serve`; on any free port unless one is given. */
  serve(port?: number): Promise<Site>;
  /** The store itself, beside the server. */
  open(retention?: number): SqlHost;
  /** For `sqlHost` in another process. */
  readonly database: string;
  /** The server of the database, where there is one. */
  readonly postgres?: PostgresServer;
  /** Removes all that is kept, when no process works on it any more. */
  remove(): Promise<void>;
}

export async function keptInSqlite(): Promise<Kept> {
  const folder = await mkdtemp(join(tmpdir(), 'rallykit-faults-'));
  const database = join(folder, 'rallykit.db');
  return {
    name: 'SQLite',
    serve: (port) => serve(port, ['--data', folder]),
    open: (retention) => sqlHost({ database, ...(retention && { retention }) }),
    database,
    remove: () => rm(folder, { recursive: true }),
  };
}

/** `durable`: commits wait for the disk, as in real life. */
export async function keptInPostgres(durable = false): Promise<Kept> {
  const folder = await mkdtemp(join(tmpdir(), 'rallykit-faults-'));
  const postgres = await startPostgres({ fsync: durable });
  const database = await postgres.create();
  return {
    name: 'PostgreSQL',
    serve: (port) => serve(port, ['--data', folder, '--database', database]),
    open: (retention) => sqlHost({ database, ...(retention && { retention }) }),
    database,
    postgres,
    async remove() {
      await postgres.stop();
      await rm(folder, { recursive: true });
    },
  };
}

const serve = (port = 0, store: readonly string[]): Promise<Site> =>
  Site.start(
    'packages/cli/src/main.ts',
    [
      'serve',
      ...store,
      ...['--port', String(port), '--secret', secret, '--log', 'silent'],
      ...['--writes-a-minute', '100000'],
      // People come from many addresses, each with its own share of what the server lets one address write.
      ...['--proxies', '1', '--board', `${board.id}:${board.purpose}=${board.title}`],
    ],
    {},
  );

/** Connects people to a server: each from an address of their own. */
export function connector(url: () => string): (person: Person) => Promise<Backend> {
  const addresses = new Map<string, string>();
  return async (person) => {
    const n = addresses.size;
    const address = addresses.get(person.id) ?? `10.1.${n >> 8}.${n & 255}`;
    addresses.set(person.id, address);
    const token = await signHostToken(secret, person, { expiresIn: '1d' });
    return httpBackend({
      url: url(),
      token,
      guest: 'never',
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('x-forwarded-for', address);
        return fetch(input, { ...init, headers });
      },
    });
  };
}
