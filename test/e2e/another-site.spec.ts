import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { Person } from './people.js';
import { Site, temporaryFolder } from './site.js';

/** Somebody's own site: one page with two lines of RallyKit. */
async function hostPage(body: () => string): Promise<{ origin: string; server: Server }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>${body()}</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const tags = (backend: string, script = backend) =>
  `<script type="module" src="${script}/rallykit.js"></script><rally-ideas backend="${backend}" board="product"></rally-ideas>`;

test.describe('another site with one tag', () => {
  test.setTimeout(120_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let allowed: Awaited<ReturnType<typeof hostPage>>;
  let stranger: Awaited<ReturnType<typeof hostPage>>;
  let community: Site;
  let address = '';

  test.beforeAll(async () => {
    folder = await temporaryFolder();
    allowed = await hostPage(() => tags(address));
    stranger = await hostPage(() => tags(address));
    const args = [
      'serve',
      '--port',
      '0',
      '--data',
      folder.path,
      '--board',
      'product=Product ideas',
      '--origin',
      allowed.origin,
    ];
    community = await Site.start('packages/cli/src/main.ts', args, {});
    address = community.url;
  });

  test.afterAll(async () => {
    await community?.stop();
    allowed?.server.close();
    stranger?.server.close();
    await folder?.remove();
  });

  test('works where the server allows it', async ({ page }) => {
    const person = new Person(page);
    await page.goto(allowed.origin);
    await expect(person.ideas.getByText('No ideas yet')).toBeVisible();
    await person.shareIdea('Deliver on Sundays', 'We are home then.', 'Robin');
    await person
      .row(person.ideas, 'Deliver on Sundays')
      .getByRole('button', { name: 'Vote, 0 votes' })
      .click();
    await page.reload();
    await expect(
      person.row(person.ideas, 'Deliver on Sundays').getByRole('button', { name: 'Remove my vote, 1 vote' }),
    ).toBeVisible();
  });

  test('says plainly what is wrong where it does not', async ({ page }) => {
    await page.goto(stranger.origin);
    await expect(page.locator('rally-ideas')).toContainText(stranger.origin);
    await expect(page.locator('rally-ideas')).toContainText('--origin');
  });

  test('says so when the address does not answer, and tries again', async ({ page }) => {
    const nobody = await hostPage(() => tags('http://127.0.0.1:9', address));
    await page.goto(nobody.origin);
    await expect(page.locator('rally-ideas')).toContainText('127.0.0.1:9');
    await expect(page.locator('rally-ideas').getByRole('button', { name: 'Try again' })).toBeVisible();
    nobody.server.close();
  });

  test('keeps typed text through a failed post and a reload', async ({ page }) => {
    const person = new Person(page);
    await page.goto(allowed.origin);
    await person.ideas.getByRole('button', { name: 'Share an idea' }).first().click();
    const form = person.ideas.locator('rally-composer');
    await form.getByLabel('Title').fill('Kept title');
    await form.locator('textarea').fill('Kept text');
    const name = form.getByLabel('Your name');
    if (await name.isVisible()) await name.fill('Robin');
    await page.route('**/api/v1/commands', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'not-supported', detail: 'Closed for repairs.' }),
      }),
    );
    await form.getByRole('button', { name: 'Share', exact: true }).click();
    await expect(form.getByRole('alert')).toContainText('Closed for repairs.');
    await expect(form.getByLabel('Title')).toHaveValue('Kept title');
    await page.unroute('**/api/v1/commands');
    await page.reload();
    await expect(form.getByLabel('Title')).toHaveValue('Kept title');
    await expect(form.locator('textarea')).toHaveValue('Kept text');
    await form.getByRole('button', { name: 'Share', exact: true }).click();
    await expect(person.row(person.ideas, 'Kept title')).toBeVisible();
  });
});
