import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { onStacks } from './stacks.js';

onStacks('the team', (visit) => {
  const titles = (board: Locator) => board.locator('.title');
  const tools = (page: Page) => page.locator('rally-triage');
  const box = (page: Page, title: string) => page.getByRole('checkbox', { name: `Select: ${title}` });

  test('a member posts, and finds none of the tools', async ({ page }) => {
    const ana = await visit(page, 'Ana');
    for (const title of ['A lamp', 'A brighter lamp', 'A shelf'])
      await ana.shareIdea(title, title === 'A shelf' ? '=1+1, "for books"' : 'For the evening.');
    await ana.ideas.getByRole('button', { name: 'Filter', exact: true }).click();
    await expect(ana.ideas.getByText('Mine', { exact: true })).toBeVisible();
    await expect(ana.ideas.getByText('For the team')).toHaveCount(0);
    await expect(ana.ideas.getByText('Archived ideas')).toHaveCount(0);
    await expect(tools(page)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await ana.open(ana.ideas, 'A shelf');
    await expect(page.locator('rally-idea h3')).toHaveText('A shelf');
    await expect(page.locator('rally-idea-team')).toHaveCount(0);
  });

  test('the team sets several at once, is told what is done, and takes it back', async ({ page }) => {
    await visit(page, 'Tess');
    await tools(page).getByRole('button', { name: 'Select ideas' }).click();
    await box(page, 'A lamp').check();
    await box(page, 'A brighter lamp').check();
    await tools(page).getByRole('button', { name: 'Status…' }).click();
    await tools(page).getByLabel('Status for all selected').selectOption({ label: 'Planned' });
    await tools(page).getByLabel('Official answer for each').fill('In spring.');
    await tools(page).getByRole('button', { name: 'Set status' }).click();
    await expect(tools(page)).toContainText('2 ideas changed.');
    await expect(page.locator('rally-ideas .official', { hasText: 'In spring.' })).toHaveCount(2);
    await tools(page).getByRole('button', { name: 'Undo' }).click();
    await expect(tools(page)).toContainText('2 ideas as before.');
    await expect(page.locator('rally-ideas .official', { hasText: 'In spring.' })).toHaveCount(0);

    await box(page, 'A lamp').check();
    await box(page, 'A brighter lamp').check();
    await tools(page).getByRole('button', { name: 'Merge…' }).click();
    await tools(page).getByRole('radio', { name: 'A lamp' }).check();
    await tools(page).getByRole('button', { name: 'Merge', exact: true }).click();
    await expect(tools(page)).toContainText('1 idea changed.');
    await expect(titles(page.locator('rally-ideas')).filter({ hasText: 'A brighter lamp' })).toHaveCount(0);
  });

  test('the team pins and archives, finds the archive, and everybody sees the rest so', async ({
    page,
    browser,
  }) => {
    const lea = await visit(page, 'Lea');
    await lea.open(lea.ideas, 'A lamp');
    await page.locator('rally-idea-team summary').click();
    await page.locator('rally-idea-team').getByRole('button', { name: 'Pin', exact: true }).click();
    await expect(page.locator('rally-idea').getByText('Pinned')).toBeVisible();
    // What is listed stays where it is until the list is read anew.
    await page.reload();
    await expect(titles(lea.ideas).first()).toHaveText('A lamp');
    await tools(page).getByRole('button', { name: 'Select ideas' }).click();
    await box(page, 'A shelf').check();
    await tools(page).getByRole('button', { name: 'Archive', exact: true }).click();
    await expect(titles(lea.ideas).filter({ hasText: 'A shelf' })).toHaveCount(0);

    const other = await browser.newContext();
    const ana = await visit(await other.newPage(), 'Ana');
    await expect(titles(ana.ideas).first()).toHaveText('A lamp');
    await expect(titles(ana.ideas).filter({ hasText: 'A shelf' })).toHaveCount(0);
    await other.close();

    await tools(page).getByRole('button', { name: 'Done' }).click();
    await lea.ideas.getByRole('button', { name: 'Filter', exact: true }).click();
    await lea.ideas.getByLabel('Archived ideas').check();
    await expect(titles(lea.ideas)).toHaveText(['A shelf']);
    await page.keyboard.press('Escape');
    await tools(page).getByRole('button', { name: 'Save this view…' }).click();
    await tools(page).getByLabel('Name of the view').fill('Put away');
    await tools(page).getByRole('button', { name: 'Save', exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      tools(page).getByRole('button', { name: 'Export as CSV' }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain(`,"'=1+1, ""for books"""`);

    await page.reload();
    await tools(page).getByRole('button', { name: 'Put away', exact: true }).click();
    await expect(titles(lea.ideas)).toHaveText(['A shelf']);
    await page.keyboard.press('Escape');
    await titles(lea.ideas).first().focus();
    await page.keyboard.press('x');
    await tools(page).getByRole('button', { name: 'Restore' }).click();
    await expect(titles(lea.ideas)).toHaveCount(0);
    await lea.ideas.getByRole('button', { name: 'Clear filters' }).first().click();
    await expect(titles(lea.ideas).filter({ hasText: 'A shelf' })).toHaveCount(1);
  });
});
