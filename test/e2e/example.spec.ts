import { expect, test as base } from '@playwright/test';
import { Person } from './people.js';
import { startExample, temporaryFolder, type Site } from './site.js';

/** The example site on data of its own, for the tests of one worker. */
const test = base.extend<{ person: Person; other: Person }, { site: Site }>({
  site: [
    async ({}, use) => {
      const folder = await temporaryFolder();
      const site = await startExample(folder.path);
      await use(site);
      await site.stop();
      await folder.remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  person: async ({ page, site }, use) => {
    await page.goto(site.url);
    await use(new Person(page));
  },
  /** Somebody else, in a browser of their own. */
  other: async ({ browser, site }, use) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(site.url);
    await use(new Person(page));
    await context.close();
  },
});

const season = 'Show what is in season where I live';

test.describe('a visitor of the example site', () => {
  test('searches', async ({ person }) => {
    await person.search(person.ideas, 'seas live');
    await expect(person.row(person.ideas, season)).toBeVisible();
    await expect(person.ideas.getByRole('listitem')).toHaveCount(1);
    await person.search(person.ideas, 'zeppelin');
    await expect(person.ideas.getByText('No ideas match')).toBeVisible();
  });

  test('sorts and filters', async ({ person }) => {
    await person.ideas.getByRole('button', { name: 'Top', exact: true }).click();
    await expect(person.ideas.getByRole('listitem').first()).toContainText('Scale a recipe');
    await person.ideas.getByRole('button', { name: 'Filter', exact: true }).click();
    await person.ideas.getByRole('checkbox', { name: /Declined/ }).check();
    await expect(person.ideas.getByRole('listitem').filter({ hasText: 'Declined' })).toHaveCount(4);
  });

  test('votes, sees it at once and after a reload, and takes it back', async ({ person, page }) => {
    const row = person.row(person.ideas, season);
    await row.getByRole('button', { name: 'Vote, 198 votes' }).click();
    const mine = row.getByRole('button', { name: 'Remove my vote, 199 votes' });
    await expect(mine).toHaveAttribute('aria-pressed', 'true');
    await expect(row.locator('rally-vote:state(pending)')).toHaveCount(0);
    await page.reload();
    await mine.click();
    await expect(row.getByRole('button', { name: 'Vote, 198 votes' })).toBeVisible();
  });

  test('is told why a vote is refused, though the network is gone by then', async ({
    person,
    page,
    context,
  }) => {
    const idea = 'Share one shopping list in the family';
    // The last of what shows a hint.
    const loaded = page.waitForEvent('requestfinished', (request) => request.url().includes('/place-'));
    await person.search(person.ideas, idea);
    const vote = person.row(person.ideas, idea).locator('rally-vote');
    await vote.getByRole('button').focus();
    await loaded;
    await context.setOffline(true);
    await page.keyboard.press('Enter');
    await expect(vote.getByRole('alert')).toContainText('Voting is over here');
  });

  test('shares an idea, with similar ones shown first', async ({ person }) => {
    await person.ideas.getByRole('button', { name: 'Share an idea' }).click();
    const composer = person.ideas.locator('rally-composer');
    await composer.getByLabel('Title').fill('Scaling recipes for more people');
    await expect(composer.getByText('Already asked: vote instead?')).toBeVisible();
    await expect(composer.getByText('Scale a recipe to the number of people at the table')).toBeVisible();
    await composer.getByLabel('Title').fill('');
    await person.write(
      person.ideas,
      { name: 'Robin', title: 'A timer that hums quietly', body: 'The **beep** wakes the baby.' },
      'Share',
    );
    await expect(person.row(person.ideas, 'A timer that hums quietly')).toContainText('Robin');
  });

  test('comments on an idea', async ({ person }) => {
    await person.open(person.ideas, season);
    await person.ideas.getByRole('button', { name: 'Write a comment' }).click();
    await person.write(person.ideas, { name: 'Robin', body: 'Leeks, in *winter*.' }, 'Comment');
    const comment = person.ideas.locator('rally-comments').getByRole('listitem').filter({ hasText: 'Leeks' });
    await expect(comment.locator('em')).toHaveText('winter');
    await person.ideas.getByRole('button', { name: 'All ideas' }).click();
    await expect(person.row(person.ideas, season)).toBeVisible();
  });

  test('asks, is answered by somebody, and accepts', async ({ person, other }) => {
    const title = 'Which pan is meant by a deep one?';
    await person.ask(title, 'Mine are all flat.', 'Robin');
    await other.questions.getByRole('button', { name: /new question/ }).click();
    await other.answer(title, 'One of 6 cm at least.', 'Sascha');
    await person.open(person.questions, title);
    const answer = person.questions.getByRole('listitem').filter({ hasText: 'One of 6 cm at least.' });
    await answer.getByRole('button', { name: 'Accept' }).click();
    await expect(answer.getByText('Accepted', { exact: true })).toBeVisible();
    await expect(other.questions.locator('rally-question').getByText('Solved')).toBeVisible();
  });

  test('answers a poll, and changes the answer', async ({ person }) => {
    const poll = person.poll('first');
    await poll.getByLabel('Voice steps').check();
    await expect(poll.getByText('643 votes')).toBeVisible();
    await poll.getByLabel('Widgets').check();
    await expect(poll.getByText('643 votes')).toBeVisible();
    await expect(poll.getByLabel('Widgets')).toBeChecked();
    await poll.getByRole('button', { name: 'Take mine back' }).click();
    await expect(poll.getByText('642 votes')).toBeVisible();
  });

  test('signs in with the site’s own account, and the team answers officially', async ({ person, page }) => {
    await person.signIn('Priya Kapoor');
    await person.open(person.ideas, season);
    const team = person.ideas.locator('rally-idea-team');
    await team.getByText('Team tools').click();
    await team.getByLabel('Status').selectOption({ label: 'Planned' });
    await team.getByRole('textbox').fill('We start with vegetables.');
    await team.getByRole('button', { name: 'Save' }).click();
    await expect(person.ideas.getByRole('region', { name: 'Official answer' })).toContainText('vegetables');
    await page.reload();
    await expect(person.row(person.ideas, season).getByText('Planned')).toBeVisible();
  });
});

test('the team moves an idea on the roadmap, and others see it', async ({ person, other }) => {
  const status = (who: Person, name: string | RegExp) =>
    who.page.locator('rally-roadmap').getByRole('region', { name });
  const count = async (name: string) =>
    Number(
      /\d+/.exec(
        await status(other, new RegExp(`^${name}`))
          .getByRole('heading', { level: 3 })
          .innerText(),
      ),
    );
  const [planned, begun] = [await count('Planned'), await count('In progress')];
  await person.signIn('Priya Kapoor');
  await status(person, /^Planned/)
    .getByRole('button', { name: /^Move to…/ })
    .first()
    .click();
  const form = person.page.getByRole('dialog');
  await form.getByLabel('Status').selectOption({ label: 'In progress' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(status(person, `In progress ${begun + 1}`)).toBeVisible();
  await expect(status(other, `Planned ${planned - 1}`)).toBeVisible();
  const there = status(other, `In progress ${begun + 1}`);
  await there.getByRole('button', { name: '1 more came here' }).click();
  await expect(there.getByRole('listitem')).toHaveCount(begun + 1);
});

test.describe('two windows', () => {
  /** The promise of the page: within a second, without a reload. */
  const soon = { timeout: 1000 };

  test('show each other a vote, an idea and an answer', async ({ person, other }) => {
    const title = 'Where do I find the shopping list of last week?';
    await person.ask(title, 'I deleted it too early.', 'Robin');
    await expect(person.row(person.questions, title)).toBeVisible();
    const row = (who: Person) =>
      who.row(who.ideas, 'Fill the gaps: I choose three dinners, you choose the other four');
    const before = Number(
      /\d+/.exec((await row(other).locator('rally-vote').getByRole('button').getAttribute('aria-label'))!),
    );
    await row(person)
      .getByRole('button', { name: /^Vote, / })
      .click();
    await expect(row(other).getByRole('button', { name: `Vote, ${before + 1} votes` })).toBeVisible(soon);

    await person.shareIdea('Print the week on one page', 'For the fridge.');
    await expect(other.ideas.getByRole('button', { name: '1 new idea' })).toBeVisible(soon);
    await other.ideas.getByRole('button', { name: '1 new idea' }).click();
    await expect(other.row(other.ideas, 'Print the week on one page')).toBeVisible();

    await other.questions.getByRole('button', { name: /new question/ }).click();
    await other.open(other.questions, title);
    await person.answer(title, 'Under Lists, then Earlier.');
    await expect(other.questions.getByText('Under Lists, then Earlier.')).toBeVisible(soon);
  });
});

export { test };
