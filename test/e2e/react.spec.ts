import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import { startServer, temporaryFolder } from './site.js';

const example = fileURLToPath(new URL('../../examples/react', import.meta.url));

test('a page in React shows a board by the store alone: vote, post, offline, reload', async ({
  page,
  context,
}) => {
  const folder = await temporaryFolder();
  await build({ root: example, logLevel: 'warn', build: { outDir: folder.path, emptyOutDir: false } });
  const site = await startServer(folder.path);
  try {
    await page.goto(site.url);
    const first = page.getByRole('listitem').first().getByRole('button');
    const before = Number.parseInt(await first.innerText(), 10);
    await first.click();
    await expect(first).toHaveText(`${before + 1} votes`);
    await expect(first).toHaveAttribute('aria-pressed', 'true');

    await page.getByLabel('Your idea').fill('Written in React');
    await page.getByRole('button', { name: 'Share' }).click();
    const mine = page.getByRole('listitem').filter({ hasText: 'Written in React' });
    await expect(mine).toHaveCount(1);
    await expect(page.getByRole('status')).toHaveText('');

    await context.setOffline(true);
    await mine.getByRole('button').click();
    await expect(mine.getByRole('button')).toHaveText('1 votes');
    await expect(page.getByRole('status')).toContainText('1 to be sent.');
    await context.setOffline(false);
    await expect(page.getByRole('status')).toHaveText('', { timeout: 40_000 });

    await page.reload();
    await expect(mine.getByRole('button')).toHaveText('1 votes');
    await expect(mine.getByRole('button')).toHaveAttribute('aria-pressed', 'true');
  } finally {
    await site.stop();
    await folder.remove();
  }
});
