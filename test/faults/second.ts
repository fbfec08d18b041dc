import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** What a process that opened a store says of it. */
export interface Opened {
  /** From the first call to its answer. */
  readonly ms: number;
  /** Why the store refused; nothing when it can be used. */
  readonly code?: string;
  readonly message?: string;
}

const opener = `
  const { sqlHost } = await import('@rallykit/backend-sql');
  const host = sqlHost({ database: process.argv[1] });
  const began = performance.now();
  const why = await host.ready().then(() => ({}), ({ code, message }) => ({ code, message }));
  console.log(JSON.stringify({ ms: performance.now() - began, ...why }));
  await host.close();`;

/** Opens a store in a process of its own. */
export async function openElsewhere(database: string): Promise<Opened> {
  const flags = ['--conditions=rallykit-source', '--import', 'tsx', '--input-type=module', '-e', opener];
  const child = spawn(process.execPath, [...flags, database], {
    cwd: fileURLToPath(new URL('test', root)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return JSON.parse(line) as Opened;
}

const locker = `
  const { default: Database } = await import('libsql');
  const db = new Database(process.argv[1]);
  db.exec('begin immediate');
  console.log('locked');
  process.stdin.resume();
  // Closed here, or it would be as garbage: then the lock would be gone before.
  process.stdin.on('end', () => process.exit(db.close()));`;

/** Another program that keeps a SQLite file locked until it is told to let go. */
export async function lockElsewhere(file: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', locker, file], {
    cwd: fileURLToPath(new URL('packages/backend-sql', root)),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: child.stdout }), 'line');
  return async () => {
    const gone = once(child, 'exit');
    child.stdin.end();
    await gone;
  };
}
