import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { postgresPrograms, startPostgres } from '../../../test/postgres.js';

// What is run is what people run: the command itself, as a process.
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const patience = 60_000;
let folder: string;
const running = new Set<ChildProcess>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rallykit-'));
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  /** Resolves once it has printed a line that fits. */
  printed(line: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

/** What could be set where the tests run. */
const unset = Object.fromEntries(
  ['RALLYKIT_DATA', 'RALLYKIT_DATABASE', 'RALLYKIT_SECRET', 'RALLYKIT_GUEST_SECRET', 'PORT'].map((name) => [
    name,
    undefined,
  ]),
);

function start(...args: string[]): Run {
  const child = spawn(process.execPath, ['--conditions=rallykit-source', '--import', 'tsx', main, ...args], {
    env: { ...process.env, ...unset },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let out = '';
  let err = '';
  const waiting = new Set<() => void>();
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const look of waiting) look();
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => void (err += text));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code, out, err });
    });
  });
  return {
    child,
    ended,
    printed: (line) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = line.exec(out);
          if (found) resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended without printing ${String(line)}: ${out}${err}`)));
      }),
  };
}

const run = (...args: string[]) => start(...args).ended;
const json = async (url: string, token?: string) =>
  (await fetch(url, token ? { headers: { authorization: `Bearer ${token}` } } : {})).json();

test(
  'serve: an address, a tag to paste, sign-in by a token, data that is kept, a graceful end',
  async () => {
    const data = join(folder, 'served');
    const args = [
      'serve',
      '--data',
      data,
      '--port',
      '0',
      '--board',
      'product=Product ideas',
      '--name',
      'Lamps',
    ];
    const first = start(...args);
    const [, url] = await first.printed(/RallyKit serves (\S+)/);
    await first.printed(/Stop it with/);
    expect(await json(`${url}/healthz`)).toEqual({ status: 'ok' });
    const { items } = (await json(`${url}/api/v1/boards`)) as { items: unknown[] };
    expect(items).toMatchObject([{ id: 'product', title: 'Product ideas', purpose: 'product-design' }]);

    const { out: token } = await run(
      'token',
      '--id',
      'ana',
      '--name',
      'Ana',
      '--role',
      'team',
      '--data',
      data,
    );
    const { viewer } = (await json(`${url}/api/v1/viewer`, token.trim())) as { viewer: unknown };
    expect(viewer).toMatchObject({ member: { id: 'ana', role: 'team' } });

    first.child.kill('SIGTERM');
    const { code, out, err } = await first.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`<rally-ideas backend="${url}" board="product"></rally-ideas>`);
    expect(out).toContain('--origin');
    expect(statSync(join(data, 'secrets.json')).mode & 0o777).toBe(
      process.platform === 'win32' ? 0o666 : 0o600,
    );

    // Secrets are kept: a token from before is good after a restart.
    const second = start(...args, '--origin', 'https://a.example', '--writes-a-minute', '7');
    const [, again] = await second.printed(/RallyKit serves (\S+)/);
    expect(await json(`${again}/api/v1/viewer`, token.trim())).toMatchObject({
      viewer: { member: { id: 'ana' } },
      supports: { limits: { writesAMinute: 7 } },
    });
    await second.printed(/https:\/\/a\.example/);
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
  },
  patience,
);

test(
  'import: into the file of a store, twice with equal counts, as text and as JSON',
  async () => {
    const file = join(folder, 'ideas.json');
    const suggestions = [
      {
        id: 1,
        title: 'A lamp',
        text: 'Dark here.',
        votes_count: 3,
        created_at: '2014-03-21',
        creator: 'ana',
        state: 'open',
      },
    ];
    writeFileSync(file, JSON.stringify({ suggestions }));
    const args = ['import', 'uservoice', file, '--board', 'product', '--data', join(folder, 'imported')];
    const first = await run(...args);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('Taken: 1 board, 1 member, 1 idea');
    const second = await run(...args, '--json');
    expect(JSON.parse(second.out)).toEqual({
      taken: {},
      alreadyThere: { member: 1, idea: 1 },
      changed: [],
      leftOut: [],
    });
  },
  patience,
);

test(
  'what is wrong is said in one sentence with the remedy, and ends with 1',
  async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const inTheWay = join(folder, 'a-file');
    writeFileSync(inTheWay, '');
    const corrupt = join(folder, 'corrupt');
    await run('token', '--id', 'ana', '--name', 'Ana', '--data', corrupt);
    const noise = Buffer.from('This is no database. '.repeat(400));
    writeFileSync(join(corrupt, 'rallykit.db'), noise);

    const cases: [string[], RegExp][] = [
      [
        ['serve', '--data', join(folder, 'taken'), '--port', String(port)],
        /taken by another program\. .*choose another port/,
      ],
      [['serve', '--data', inTheWay, '--port', '0'], /there is a file of this name\. Choose another folder/],
      [
        ['serve', '--data', corrupt, '--port', '0'],
        /rallykit\.db.* is damaged or is no database\. Put a backup/,
      ],
      [
        [
          'import',
          'stackexchange',
          join(folder, 'none.xml'),
          '--board',
          'help',
          '--data',
          join(folder, 'none'),
        ],
        /no such file/,
      ],
      [['serve', '--prot', '80'], /unknown option '--prot'\n\(Did you mean --port\?\)/],
      [['imprt'], /Did you mean import\?/],
      [['import', 'uservoice', 'x', '--board', 'no good'], /--board.*An id has/],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await run(...args);
      expect(err, args.join(' ')).toMatch(message);
      expect(err, args.join(' ')).not.toMatch(/\n\s+at /);
      expect(code, args.join(' ')).toBe(1);
    }
    expect(readFileSync(join(corrupt, 'rallykit.db'))).toEqual(noise);
    taken.close();
  },
  2 * patience,
);

const why = postgresPrograms() === undefined ? ' (skipped: PostgreSQL is not installed here)' : '';

test.skipIf(why)(
  `serve: a community in PostgreSQL, beside another server on it, and never a word of the password${why}`,
  async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    const address = await server.create();
    const { pathname } = new URL(address);
    const args = ['serve', '--port', '0', '--database', address, '--board', 'product=Product ideas'];
    const both = [
      start(...args, '--data', join(folder, 'one')),
      start(...args, '--data', join(folder, 'two')),
    ];
    for (const each of both) {
      const [, url] = await each.printed(/RallyKit serves (\S+)/);
      await each.printed(new RegExp(`kept in postgres://127.0.0.1:${server.port}${pathname}\n`));
      expect(await json(`${url}/healthz`)).toEqual({ status: 'ok' });
      expect(await json(`${url}/api/v1/boards`)).toMatchObject({ items: [{ id: 'product' }] });
      each.child.kill('SIGTERM');
    }
    const ends = await Promise.all(both.map(({ ended }) => ended));
    expect(ends.map(({ code, err }) => ({ code, err }))).toEqual([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ]);

    const nowhere = await run('serve', '--port', '0', '--database', server.url('nowhere'), '--data', folder);
    expect(nowhere).toMatchObject({ code: 1, out: '' });
    expect(nowhere.err).toMatch(/^PostgreSQL has no database “nowhere”\. Make it: createdb/);
    const mistaken = await run('serve', '--port', '0', '--data', address);
    expect(mistaken).toMatchObject({
      code: 1,
      err: expect.stringMatching(/Give the address .* by --database/),
    });
    const said = [...ends, nowhere, mistaken].map(({ out, err }) => out + err).join('');
    expect(said).not.toMatch(/kept( |%20)from( |%20)messages/);
  },
  patience,
);
