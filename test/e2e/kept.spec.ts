import { expect, test } from '@playwright/test';
import { Person } from './people.js';
import { startExample, temporaryFolder } from './site.js';

test('everything is there after the server is killed, and open windows go on by themselves', async ({
  page,
  context,
  browser,
}) => {
  test.setTimeout(180_000);
  const folder = await temporaryFolder();
  let site = await startExample(folder.path);
  try {
    const person = new Person(page);
    await page.goto(site.url);
    await person.shareIdea('Kept through a crash', 'All of it.', 'Robin');
    await person
      .row(person.ideas, 'Kept through a crash')
      .getByRole('button', { name: 'Vote, 0 votes' })
      .click();
    await person.open(person.ideas, 'Kept through a crash');
    await person.ideas.getByRole('button', { name: 'Write a comment' }).click();
    await person.write(person.ideas, { body: 'A kept comment.' }, 'Comment');
    await person.ask('Is my question kept?', 'I hope so.');
    await person.answer('Is my question kept?', 'Yes, it is.');
    await person.questions.getByRole('button', { name: 'Accept' }).click();
    await expect(person.questions.getByText('Accepted', { exact: true })).toBeVisible();
    await person.poll('first').getByLabel('Voice steps').check();
    await expect(person.poll('first').getByText('643 votes')).toBeVisible();
    await expect(page.locator('rally-poll[poll=first]:state(pending)')).toHaveCount(0);

    await site.kill();
    await person.poll('first').getByLabel('Widgets').check();
    await expect(person.poll('first').getByText('You are offline.')).toBeVisible();
    site = await startExample(folder.path, site.port);

    // What was done meanwhile is sent, and the stream is back: somebody else's act arrives without a reload.
    await expect(person.poll('first').getByText('You are offline.')).toHaveCount(0, { timeout: 30_000 });
    await expect(page.locator('rally-poll[poll=first]:state(pending)')).toHaveCount(0);
    const stranger = new Person(await (await browser.newContext()).newPage());
    await stranger.page.goto(site.url);
    await stranger.poll('first').getByLabel('Offline recipes').check();
    await expect(person.poll('first').getByText('644 votes')).toBeVisible({ timeout: 15_000 });

    const again = new Person(await context.newPage());
    await again.page.goto(site.url);
    await again.ideas.getByRole('button', { name: 'New', exact: true }).click();
    const row = again.row(again.ideas, 'Kept through a crash');
    await expect(row.getByRole('button', { name: 'Remove my vote, 1 vote' })).toBeVisible();
    await again.open(again.ideas, 'Kept through a crash');
    await expect(again.ideas.getByText('A kept comment.')).toBeVisible();
    await again.open(again.questions, 'Is my question kept?');
    await expect(again.questions.getByText('Accepted', { exact: true })).toBeVisible();
    await expect(again.poll('first').getByLabel('Widgets')).toBeChecked();
    await stranger.page.context().close();
  } finally {
    await site.stop();
    await folder.remove();
  }
});
