/**
 * PostgreSQL for tests: a server of their own where its programs are installed.
 *
 * @example
 * const server = await startPostgres({ fsync: true });
 * const host = sqlHost({ database: await server.create() });
 * await server.kill9(); // as a crash of the machine's programs
 * await server.start();
 * await server.stop();
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

export interface PostgresOptions {
  /** Whether commits wait for the disk, as they do in real life. False when left out: quicker, and all that a `kill9` needs. */
  readonly fsync?: boolean;
}

/** A PostgreSQL server on 127.0.0.1 with a folder of its own. Its one user is asked for a password. */
export interface PostgresServer {
  /** The port; the same after `start`. */
  readonly port: number;
  /** Address of a database, with user and password; of `postgres`, which is always there, when left out. */
  url(database?: string): string;
  /** Makes an empty database; resolves to its address. */
  create(): Promise<string>;
  /** Ends the server with SIGKILL, and with it every connection. What it has written stays: `start` goes on from there. */
  kill9(): Promise<void>;
  /** Starts the server again after `kill9`; resolves when it takes connections. */
  start(): Promise<void>;
  /** Ends the server and removes its folder. Can be called twice. */
  stop(): Promise<void>;
}

/** The folder of PostgreSQL's programs; undefined where it is not installed. */
export function postgresPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin')), askPgConfig()];
  return folders.find((folder) => folder !== undefined && existsSync(join(folder, 'initdb')));
}

function askPgConfig(): string | undefined {
  try {
    return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

/** Whoever runs the server: it refuses to be root. */
function servant(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // There is no such user here.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user “postgres” or “nobody” to run it.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const user = 'rallykit';
const password = 'kept from messages';

/** Starts a server; rejects when PostgreSQL is not installed: ask `postgresPrograms` first. */
export async function startPostgres({ fsync = false }: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed here: there is no initdb.');
  const as = servant();
  const folder = mkdtempSync(join(tmpdir(), 'rallykit-postgres-'));
  const [data, passwordFile] = [join(folder, 'data'), join(folder, 'password')];
  writeFileSync(passwordFile, password);
  if (as.uid !== undefined && as.gid !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, as.uid, as.gid);
  }
  const cluster = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${user}`];
  execFileSync(
    join(programs, 'initdb'),
    [`--pgdata=${data}`, ...cluster, `--pwfile=${passwordFile}`, '--no-sync'],
    { ...as, cwd: folder, stdio: 'pipe' },
  );
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '32MB',
    fsync: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  const url = (database = 'postgres') =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  let server: ChildProcess | undefined;
  let said = '';
  let databases = 0;

  async function start(): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end; await wait(50)) {
      if (!server || server.exitCode !== null || server.signalCode !== null) {
        // After a kill, the processes of the old server hold its memory for a moment: then the new one ends at once.
        server = spawn(join(programs as string, 'postgres'), ['-D', data, ...flags], {
          ...as,
          cwd: folder,
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        server.stderr?.on('data', (text) => (said = `${said}${text}`.slice(-4_000)));
      }
      if (await answers(url())) return;
    }
    throw new Error(`PostgreSQL did not start within a minute. It said:\n${said}`);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = server;
    server = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await ended;
  }

  // Where the tests end without `stop`, so does the server. Immediate shutdown: there is no time to wait.
  const orphaned = () => {
    server?.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', orphaned);
  try {
    await start();
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }

  return {
    port,
    url,
    async create() {
      const name = `test_${++databases}`;
      await query(url(), `create database ${name}`);
      return url(name);
    },
    kill9: () => end('SIGKILL'),
    start,
    async stop() {
      await end('SIGQUIT');
      process.off('exit', orphaned);
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** Whether a server takes connections there. */
async function answers(address: string): Promise<boolean> {
  try {
    await query(address, 'select 1');
    return true;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    // Starting, or not there yet. Anything else would never get better.
    if (['ECONNREFUSED', 'ECONNRESET', '57P03'].includes(code)) return false;
    throw error;
  }
}

async function query(address: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
