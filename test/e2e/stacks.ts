import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type Page } from '@playwright/test';
import { signHostToken } from '@rallykit/server';
import { postgresPrograms, startPostgres, type PostgresServer } from '../postgres.js';
import { Person } from './people.js';
import { startServer, temporaryFolder, type Site } from './site.js';

const secret = 'the secret by which this site says who is here';
const roles = { Ana: 'member', Ben: 'member', Tess: 'team', Lea: 'leader' } as const;

/** A page with a bell and a board, for whom its address says by a token. */
const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ideas</title>
  <script type="module" src="/rallykit.js"></script>
  <script>
    const token = new URLSearchParams(location.search).get('token');
    for (const [name, more] of [['rally-inbox', {}], ['rally-ideas', { board: 'product', sort: 'new' }]]) {
      const element = Object.assign(document.createElement(name), token && { token });
      for (const [key, value] of Object.entries({ backend: '/', ...more })) element.setAttribute(key, value);
      document.documentElement.append(element);
    }
  </script></html>`;

/** Opens the page as one of the site's people, or as a visitor whom it does not know. */
export type Visit = (page: Page, name?: keyof typeof roles) => Promise<Person>;

/** The same journeys on a server with each kind of store. */
export function onStacks(who: string, journeys: (visit: Visit) => void): void {
  for (const stack of ['SQLite', 'PostgreSQL'] as const) {
    test.describe(`${who} on ${stack}`, () => {
      const missing = stack === 'PostgreSQL' && postgresPrograms() === undefined;
      test.skip(missing, 'PostgreSQL is not installed here');
      test.describe.configure({ mode: 'serial', timeout: 60_000 });

      let folder: Awaited<ReturnType<typeof temporaryFolder>>;
      let postgres: PostgresServer | undefined;
      let site: Site;

      test.beforeAll(async () => {
        if (missing) return;
        folder = await temporaryFolder();
        await writeFile(join(folder.path, 'index.html'), html);
        postgres = stack === 'PostgreSQL' ? await startPostgres() : undefined;
        site = await startServer(folder.path, {
          RALLYKIT_SECRET: secret,
          ...(postgres && { RALLYKIT_DATABASE: await postgres.create() }),
        });
      });
      test.afterAll(async () => {
        await site?.stop();
        await postgres?.stop();
        await folder?.remove();
      });

      journeys(async (page, name) => {
        const person = name && { id: `${name.toLowerCase()}-1`, name, role: roles[name] };
        const token = person && (await signHostToken(secret, person, { expiresIn: '1h' }));
        await page.goto(token ? `${site.url}/?token=${token}` : site.url);
        await page.locator('rally-vote').first().waitFor();
        return new Person(page);
      });
    });
  }
}
