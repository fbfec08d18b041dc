import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type BrowserContext, type Page, type Route } from '@playwright/test';
import { Gateway } from './gateway.js';
import { Person } from './people.js';
import { startServer, temporaryFolder, type Site } from './site.js';

// Each break at each step of each act. `npm test` runs each of them with each step and each act once;
// `node test/e2e/long.mjs` runs all.

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ideas</title>
  <script type="module" src="/rallykit.js"></script>
  <rally-ideas backend="/" board="product" sort="new"></rally-ideas>
  <rally-questions backend="/" board="help" sort="new"></rally-questions></html>`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let site: Site;
let gateway: Gateway;

test.setTimeout(180_000);
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

/** Something that a person does, and how it shows, to themselves, that it is there: exactly once. */
interface Act {
  prepare(person: Person, name: string): Promise<void>;
  begin(person: Person, name: string): Promise<void>;
  isThere(person: Person, name: string): Promise<void>;
}

const author = 'Robin';

/** The longest pause between two attempts to send, and some more. */
const soon = expect.configure({ timeout: 45_000 });

const acts: Readonly<Record<string, Act>> = {
  'a vote': {
    prepare: (person, name) => person.shareIdea(name, '', author),
    begin: (person, name) => person.row(person.ideas, name).locator('rally-vote').getByRole('button').click(),
    isThere: (person, name) =>
      soon(
        person.row(person.ideas, name).getByRole('button', { name: 'Remove my vote, 1 vote' }),
      ).toHaveCount(1),
  },
  // The first thing that this person does: they become a guest by it, with a name.
  'a post': {
    prepare: async () => {},
    async begin(person, name) {
      await person.ideas.getByRole('button', { name: 'Share an idea' }).first().click();
      await person.fill(person.ideas, { title: name, body: 'All of it.', name: author }, 'Share');
    },
    async isThere(person, name) {
      await soon(person.row(person.ideas, name)).toHaveCount(1);
      await soon(person.row(person.ideas, name)).toContainText(author);
      await soon(person.page.locator('rally-composer')).toHaveCount(0);
    },
  },
  'a comment': {
    async prepare(person, name) {
      await person.shareIdea(name, '', author);
      await person.open(person.ideas, name);
    },
    async begin(person, name) {
      await person.ideas.getByRole('button', { name: 'Write a comment' }).click();
      await person.fill(person.ideas, { body: `About ${name}` }, 'Comment');
    },
    async isThere(person, name) {
      if (!(await person.ideas.locator('rally-comments').isVisible())) await person.open(person.ideas, name);
      await soon(
        person.ideas.getByRole('listitem').filter({ has: person.page.getByText(`About ${name}`) }),
      ).toHaveCount(1);
      await soon(person.page.locator('rally-composer')).toHaveCount(0);
    },
  },
  'accepting an answer': {
    async prepare(person, name) {
      await person.ask(name, '', author);
      await person.answer(name, 'Yes.');
    },
    begin: (person) => person.questions.getByRole('button', { name: 'Accept' }).click(),
    async isThere(person, name) {
      if (!(await person.questions.locator('rally-question').isVisible()))
        await person.open(person.questions, name);
      await soon(person.questions.getByText('Accepted', { exact: true })).toHaveCount(1);
    },
  },
};

/** Acts that the page's browser keeps, because they are not answered or not dropped yet. */
const kept = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('rallykit-acts');
        // Nothing was ever kept: whoever keeps first is to make the database.
        opening.onupgradeneeded = () => opening.transaction!.abort();
        opening.onerror = () => (opening.error!.name === 'AbortError' ? resolve(0) : reject(opening.error!));
        opening.onsuccess = () => {
          const db = opening.result;
          const count = db.transaction('acts').objectStore('acts').count();
          count.onsuccess = () => {
            db.close();
            resolve(count.result);
          };
        };
      }),
  );

/** Where an act has come to when it breaks; each resolves with what lets go of what it held. */
const steps: Readonly<
  Record<string, (page: Page, act: () => Promise<void>) => Promise<() => Promise<void>>>
> = {
  async 'before it leaves'(page, act) {
    const commands = '**/api/v1/commands';
    const held: Route[] = [];
    await page.route(commands, (route) => void held.push(route));
    await act();
    await expect.poll(() => held.length).toBeGreaterThan(0);
    return async () => {
      if (page.isClosed()) return;
      await page.unroute(commands);
      // It has failed already where its page is gone.
      await Promise.allSettled(held.map((route) => route.abort()));
    };
  },
  async 'on its way'(_page, act) {
    const stop = gateway.stop('request');
    await act();
    await stop.reached;
    return async () => stop.pass();
  },
  async 'applied, not answered'(_page, act) {
    const stop = gateway.stop('answer');
    await act();
    await stop.reached;
    return async () => stop.pass();
  },
  async answered(_page, act) {
    const before = gateway.answered;
    await act();
    await expect.poll(() => gateway.answered).toBeGreaterThan(before);
    return async () => {};
  },
};

/** What breaks. Each resolves with the page on which the person goes on. */
const breaks: Readonly<
  Record<string, (page: Page, context: BrowserContext, pass: () => Promise<void>) => Promise<Page>>
> = {
  async 'the tab crashes'(page, context, pass) {
    const session = await context.newCDPSession(page);
    const crashed = new Promise((resolve) => page.once('crash', resolve));
    session.send('Page.crash').catch(() => {});
    await crashed;
    await page.close();
    await pass();
    const next = await context.newPage();
    await next.goto(gateway.url);
    return next;
  },
  async 'the page is reloaded'(page, _context, pass) {
    await page.reload();
    await pass();
    return page;
  },
  async 'the network is cut'(page, _context, pass) {
    const streams = gateway.streams;
    gateway.cut();
    await pass();
    // Long enough to be noticed, and for another attempt to fail.
    await expect.poll(() => gateway.refused).toBeGreaterThan(0);
    gateway.mend();
    await expect.poll(() => gateway.streams).toBe(streams);
    return page;
  },
  async 'the server is killed'(page, _context, pass) {
    await site.kill();
    await pass();
    site = await startServer(folder.path);
    gateway.target = site.url;
    return page;
  },
};

const all = process.env.RALLYKIT_LONG !== undefined;

for (const [b, [broken, breakIt]] of Object.entries(breaks).entries())
  for (const [s, [step, goTo]] of Object.entries(steps).entries())
    for (const [a, [what, act]] of Object.entries(acts).entries()) {
      if (!all && a !== (b + s) % 4) continue;
      test(`${what} is there once when ${broken} and it was ${step}`, async ({ page, context }, {
        testId,
      }) => {
        const name = `Kept ${testId.slice(-6)}`;
        const person = new Person(page);
        await page.goto(gateway.url);
        await act.prepare(person, name);
        await expect.poll(() => kept(page)).toBe(0);
        const pass = await goTo(page, () => act.begin(person, name));
        // What the browser has not written down yet could not outlive its page.
        if (step !== 'answered') await expect.poll(() => kept(page)).toBeGreaterThan(0);
        const next = new Person(await breakIt(page, context, pass));
        await act.isThere(next, name);
        await soon.poll(() => kept(next.page)).toBe(0);
        await expect(next.page.locator('rally-vote:state(pending)')).toHaveCount(0);
        // Nothing is kept any more: what shows now is the server's, which has it once.
        const commands = gateway.commands.length;
        await next.page.reload();
        await act.isThere(next, name);
        expect(gateway.commands.length).toBe(commands);
      });
    }
