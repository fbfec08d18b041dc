import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { Gateway } from './gateway.js';
import { Person } from './people.js';
import { startServer, temporaryFolder, type Site } from './site.js';

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ideas</title>
  <script type="module" src="/rallykit.js"></script>
  <rally-ideas backend="/" board="product" sort="new"></rally-ideas></html>`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let site: Site;
let gateway: Gateway;

test.setTimeout(120_000);
test.beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'index.html'), html);
  site = await startServer(folder.path);
  gateway = await Gateway.open(site.url);
});
test.afterAll(async () => {
  await gateway?.close();
  await site?.stop();
  await folder?.remove();
});

/** What a browser may refuse a page: in a private window, in a frame of another site, by its owner's settings. */
const denials: Readonly<Record<string, readonly string[]>> = {
  'its database': ['indexedDB'],
  'all storage': ['indexedDB', 'localStorage', 'sessionStorage'],
};

const deny = (page: Page, names: readonly string[]) =>
  page.addInitScript((names) => {
    for (const name of names)
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
  }, names);

for (const [what, names] of Object.entries(denials)) {
  test(`where the browser denies ${what}, a person takes part and is warned of what a reload would lose`, async ({
    page,
    browser,
  }) => {
    const title = `Without ${what}`;
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await deny(page, names);
    const person = new Person(page);
    await page.goto(gateway.url);

    // A draft lasts as long as the page.
    await person.ideas.getByRole('button', { name: 'Share an idea' }).first().click();
    const form = person.ideas.locator('rally-composer');
    await form.getByLabel('Title').fill(title);
    await form.getByRole('button', { name: 'Cancel' }).click();
    await expect(form).toHaveCount(0);
    await person.ideas.getByRole('button', { name: 'Share an idea' }).first().click();
    await expect(form.getByLabel('Title')).toHaveValue(title);
    await person.write(person.ideas, { body: 'All of it.', name: 'Robin' }, 'Share');
    const row = person.row(person.ideas, title);
    await expect(row).toHaveCount(1);
    await row.getByRole('button', { name: 'Vote, 0 votes' }).click();
    await expect(row.getByRole('button', { name: 'Remove my vote, 1 vote' })).toBeVisible();
    await expect(page.locator('rally-vote:state(pending)')).toHaveCount(0);
    await expect(person.ideas.locator('[part=offline]')).toHaveCount(0);

    // What cannot be sent now would not outlive the page either: that is said, until it is sent.
    gateway.cut();
    await row.getByRole('button', { name: 'Remove my vote, 1 vote' }).click();
    await expect(row.getByRole('button', { name: 'Vote, 0 votes' })).toBeVisible();
    const banner = person.ideas.locator('[part=offline]');
    await expect(banner).toContainText('This browser keeps nothing: keep this page open');
    await expect(banner).toContainText('1 unsent');
    gateway.mend();
    await expect(banner).not.toContainText('unsent', { timeout: 45_000 });
    await expect(page.locator('rally-vote:state(pending)')).toHaveCount(0);

    const stranger = new Person(await browser.newPage());
    await stranger.page.goto(gateway.url);
    const theirs = stranger.row(stranger.ideas, title);
    await expect(theirs.getByRole('button', { name: 'Vote, 0 votes' })).toBeVisible();
    await expect(theirs).toContainText('Robin');
    await stranger.page.close();
    expect(errors).toEqual([]);
  });
}
