import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { signHostToken } from '@rallykit/server';
import { Gateway } from './gateway.js';
import { Person } from './people.js';
import { startServer, temporaryFolder, type Site } from './site.js';

const secret = 'the secret by which this site says who is here';
const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ideas</title>
  <script type="module" src="/rallykit.js"></script>
  <script>
    asked = 0;
    addEventListener('rally-auth-required', () => asked++);
    const token = new URLSearchParams(location.search).get('token');
    const show = (tag, board) => {
      const element = Object.assign(document.createElement(tag), { token });
      element.setAttribute('backend', '/');
      element.setAttribute('board', board);
      document.documentElement.append(element);
    };
    show('rally-ideas', 'product');
    show('rally-questions', 'help');
  </script></html>`;

/** What the page counts: how often it was told that somebody has to sign in. */
declare const asked: number;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let site: Site;
let gateway: Gateway;

test.setTimeout(120_000);
test.beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'index.html'), html);
  site = await startServer(folder.path, { RALLYKIT_SECRET: secret });
  gateway = await Gateway.open(site.url);
});
test.afterAll(async () => {
  await gateway?.close();
  await site?.stop();
  await folder?.remove();
});

let people = 0;
/** Somebody who has an account, and a token of theirs. No two tests have the same. */
async function somebody(name: string) {
  const id = `${name.toLowerCase()}-${++people}-${test.info().workerIndex}`;
  const sign = (expiresIn: string) => signHostToken(secret, { id, name }, { expiresIn });
  return {
    sign,
    /** Ends a token: the server gets one of the same person that has ended, and says so. */
    end: async (token: string) => void gateway.replaced.set(`Bearer ${token}`, `Bearer ${await sign('-1m')}`),
  };
}

async function visit(page: Page, token: string): Promise<Person> {
  await page.goto(`${gateway.url}/?token=${token}`);
  await page.locator('rally-vote').first().waitFor();
  return new Person(page);
}

/** The page has another token, for all that is on it. */
const setToken = (page: Page, token: string) =>
  page.evaluate((token) => {
    for (const element of document.querySelectorAll('rally-ideas, rally-questions'))
      (element as Element & { token?: string }).token = token;
  }, token);

const vote = (page: Page, n: number) => page.locator('rally-ideas rally-vote').nth(n).getByRole('button');
const pending = (page: Page) => page.locator('rally-vote:state(pending)');

test('acts wait when a token has ended, and are sent once as their person with a new one', async ({
  page,
}) => {
  const ana = await somebody('Ana');
  const first = await ana.sign('1h');
  await visit(page, first);
  await ana.end(first);
  await vote(page, 0).click();
  await vote(page, 1).click();
  await expect.poll(() => page.evaluate(() => asked)).toBe(1);
  await vote(page, 2).click();
  for (const n of [0, 1, 2]) await expect(vote(page, n)).toHaveAttribute('aria-pressed', 'true');
  await expect(pending(page)).toHaveCount(3);
  await setToken(page, await ana.sign('2h'));
  await expect(pending(page)).toHaveCount(0);
  for (const n of [0, 1, 2]) await expect(vote(page, n)).toHaveAttribute('aria-pressed', 'true');
  expect(await page.evaluate(() => asked)).toBe(1);
  await visit(page, await ana.sign('3h'));
  for (const n of [0, 1, 2]) await expect(vote(page, n)).toHaveAttribute('aria-pressed', 'true');
});

test('acts of a person whose token has ended are not sent as whoever signs in then, and go on when they are back', async ({
  page,
}) => {
  const [ana, ben] = [await somebody('Ana'), await somebody('Ben')];
  const first = await ana.sign('1h');
  await visit(page, first);
  await ana.end(first);
  await vote(page, 0).click();
  await expect.poll(() => page.evaluate(() => asked)).toBe(1);

  const commands = gateway.commands.length;
  await setToken(page, await ben.sign('1h'));
  await expect(vote(page, 0)).toHaveAttribute('aria-pressed', 'false');
  await expect(pending(page)).toHaveCount(0);
  await vote(page, 1).click();
  await expect(vote(page, 1)).toHaveAttribute('aria-pressed', 'true');
  await expect(pending(page)).toHaveCount(0);
  expect(gateway.commands.length).toBe(commands + 1);

  await setToken(page, await ana.sign('2h'));
  await expect(vote(page, 0)).toHaveAttribute('aria-pressed', 'true');
  await expect(vote(page, 1)).toHaveAttribute('aria-pressed', 'false');
  await expect(pending(page)).toHaveCount(0);
  await visit(page, await ana.sign('3h'));
  await expect(vote(page, 0)).toHaveAttribute('aria-pressed', 'true');
  await expect(vote(page, 1)).toHaveAttribute('aria-pressed', 'false');
});

test('a draft is kept for its own person, also what is typed before the server says who that is', async ({
  page,
}) => {
  const [ana, ben] = [await somebody('Ana'), await somebody('Ben')];
  const person = await visit(page, await ana.sign('1h'));
  const form = person.ideas.locator('rally-composer');
  const title = form.getByLabel('Title');
  await person.ideas.getByRole('button', { name: 'Share an idea' }).first().click();
  await title.fill('Of Ana');

  // Ben's page does not know him yet when he types.
  let answer!: () => void;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/v1/viewer', async (route) => {
    await held;
    await route.continue();
  });
  await setToken(page, await ben.sign('1h'));
  await title.fill('Of Ben');
  // Until he is known, what is typed would go to whoever signs in next.
  const known = page.waitForResponse('**/api/v1/viewer');
  answer();
  await (await known).finished();
  await expect(title).toHaveValue('Of Ben');

  await setToken(page, await ana.sign('2h'));
  await expect(title).toHaveValue('Of Ana');
  await setToken(page, await ben.sign('2h'));
  await expect(title).toHaveValue('Of Ben');
  // The same person by a new token goes on typing.
  await title.fill('Of Ben, longer');
  await setToken(page, await ben.sign('3h'));
  await title.fill('Of Ben, longer still');
  await expect(title).toHaveValue('Of Ben, longer still');

  await visit(page, await ana.sign('3h'));
  await expect(title).toHaveValue('Of Ana');
  await visit(page, await ben.sign('4h'));
  await expect(title).toHaveValue('Of Ben, longer still');
});
