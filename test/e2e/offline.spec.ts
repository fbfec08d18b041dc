import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { Person } from './people.js';

const bundle = fileURLToPath(new URL('../../packages/embed/dist/', import.meta.url));
const page = `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>
  <script type="module" src="/rallykit.js"></script>
  <rally-ideas backend="indexeddb:shop" board="product"></rally-ideas></html>`;

/** A site of files alone: nothing on it could keep a community. */
async function serveFiles(): Promise<{ origin: string; server: Server }> {
  const server = createServer(({ url = '/' }, response) => {
    const file = /^\/[\w./-]+\.js$/.test(url) && !url.includes('..') ? url.slice(1) : undefined;
    response.setHeader('content-type', file ? 'text/javascript' : 'text/html; charset=utf-8');
    if (!file) response.end(page);
    else
      readFile(bundle + file).then(
        (content) => response.end(content),
        () => response.writeHead(404).end(),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

test.describe('a community that the browser keeps', () => {
  let site: Awaited<ReturnType<typeof serveFiles>>;
  test.beforeAll(async () => {
    site = await serveFiles();
  });
  test.afterAll(() => site.server.close());

  test('is there after a reload, and the same in every tab', async ({ page, context }) => {
    const person = new Person(page);
    await page.goto(site.origin);
    await expect(person.ideas.getByText('No ideas yet')).toBeVisible();
    const other = new Person(await context.newPage());
    await other.page.goto(site.origin);
    await expect(other.ideas.getByText('No ideas yet')).toBeVisible();

    await person.shareIdea('Deliver on Sundays', 'We are home then.');
    await person
      .row(person.ideas, 'Deliver on Sundays')
      .getByRole('button', { name: 'Vote, 0 votes' })
      .click();

    // A tab in which nothing is done is told.
    const voted = { name: 'Remove my vote, 1 vote' };
    await expect(other.row(other.ideas, 'Deliver on Sundays').getByRole('button', voted)).toBeVisible();
    await page.reload();
    await expect(person.row(person.ideas, 'Deliver on Sundays').getByRole('button', voted)).toBeVisible();
  });

  test('says so where the browser keeps nothing', async ({ page }) => {
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('Denied.', 'SecurityError');
      };
    });
    await page.goto(site.origin);
    await expect(page.locator('rally-ideas')).toContainText('private window');
  });
});
