import { expect, type Page, test } from '@playwright/test';
import type { Person } from './people.js';
import { onStacks } from './stacks.js';

onStacks('what becomes of an idea', (visit) => {
  const bell = (page: Page) => page.locator('rally-inbox');
  const unread = (page: Page, count: number) =>
    bell(page).getByRole('button', {
      name: count > 0 ? `Notifications, ${count} unread` : 'Notifications, nothing unread',
    });
  async function setStatus(team: Person, title: string, label: string, note: string): Promise<void> {
    await team.open(team.ideas, title);
    const tools = team.ideas.locator('rally-idea-team');
    // By the keyboard: what loads above still moves it.
    await tools.locator('summary').first().press('Enter');
    await tools.getByLabel('Status').selectOption({ label });
    await tools.getByRole('textbox').fill(note);
    await tools.getByRole('button', { name: 'Save' }).click();
    await expect(team.ideas.getByRole('region', { name: 'Official answer' })).toContainText(note);
  }

  test('a member shares one, another follows it without a vote, and a guest has no bell', async ({
    browser,
  }) => {
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => browser.newPage()));
    const ana = await visit(first!, 'Ana');
    await ana.shareIdea('A lamp', 'For the evening.');
    await expect(unread(first!, 0)).toBeVisible();
    const ben = await visit(second!, 'Ben');
    await ben.open(ben.ideas, 'A lamp');
    await ben.ideas.getByRole('button', { name: 'Follow', exact: true }).click();
    await expect(ben.ideas.getByRole('button', { name: 'Stop following' })).toBeVisible();
    const guest = await visit(third!);
    await guest.open(guest.ideas, 'A lamp');
    await expect(third!.locator('rally-idea h3')).toHaveText('A lamp');
    await expect(bell(third!).getByRole('button')).toHaveCount(0);
  });

  test('who shared and who follows it are told of a new status with why, as it happens', async ({
    browser,
  }) => {
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => browser.newPage()));
    const ana = await visit(first!, 'Ana');
    await visit(second!, 'Ben');
    await setStatus(await visit(third!, 'Tess'), 'A lamp', 'Planned', 'In spring.');
    await expect(unread(third!, 0)).toBeVisible();
    for (const page of [first!, second!]) {
      await unread(page, 1).click();
      await expect(bell(page).getByRole('listitem')).toContainText('A lamp');
      await expect(bell(page).getByRole('listitem')).toContainText('Planned');
    }
    await bell(first!).getByRole('button', { name: 'Mark all as read' }).click();
    await expect(unread(first!, 0)).toBeVisible();
    await first!.keyboard.press('Escape');
    await ana.open(ana.ideas, 'A lamp');
    const history = ana.ideas.locator('rally-idea-history');
    await history.getByText('How it came to this status').click();
    await expect(history.getByRole('listitem')).toHaveCount(2);
    await expect(history.getByRole('listitem').first()).toContainText('In spring.');
    await first!.reload();
    await expect(unread(first!, 0)).toBeVisible();
  });

  test('who stopped following is told nothing more', async ({ browser }) => {
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => browser.newPage()));
    await visit(first!, 'Ana');
    const ben = await visit(second!, 'Ben');
    await ben.open(ben.ideas, 'A lamp');
    await ben.ideas.getByRole('button', { name: 'Stop following' }).click();
    await expect(ben.ideas.getByRole('button', { name: 'Follow', exact: true })).toBeVisible();
    await setStatus(await visit(third!, 'Lea'), 'A lamp', 'In progress', 'It is being built.');
    await expect(unread(first!, 1)).toBeVisible();
    await second!.reload();
    await expect(unread(second!, 1)).toHaveCount(0);
    await expect(bell(second!).getByRole('button')).toBeVisible();
  });
});
