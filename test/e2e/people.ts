import { expect, type Locator, type Page } from '@playwright/test';

interface Written {
  readonly name?: string;
  readonly title?: string;
  readonly body: string;
}

/** What a person does on a page with RallyKit's elements, in the words that they see. */
export class Person {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get ideas(): Locator {
    return this.page.locator('rally-ideas');
  }

  get questions(): Locator {
    return this.page.locator('rally-questions');
  }

  poll(id: string): Locator {
    return this.page.locator(`rally-poll[poll=${id}]`);
  }

  /** The row of a post in a board, by its title. */
  row(board: Locator, title: string): Locator {
    return board
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('button', { name: title, exact: true }) });
  }

  async search(board: Locator, text: string): Promise<void> {
    await board.getByRole('searchbox').fill(text);
  }

  async open(board: Locator, title: string): Promise<void> {
    await this.row(board, title).getByRole('button', { name: title, exact: true }).click();
  }

  /** Fills the composer of `place` and sends it; as a guest with a name, where that is asked. */
  async fill(place: Locator, fields: Written, send: string): Promise<void> {
    const form = place.locator('rally-composer');
    if (fields.name) await form.getByLabel('Your name').fill(fields.name);
    if (fields.title) await form.getByLabel('Title').fill(fields.title);
    await form.locator('textarea').fill(fields.body);
    await form.getByRole('button', { name: send, exact: true }).click();
  }

  /** The same, until the backend has it. */
  async write(place: Locator, fields: Written, send: string): Promise<void> {
    await this.fill(place, fields, send);
    await expect(place.locator('rally-composer')).toHaveCount(0);
  }

  async shareIdea(title: string, body: string, name?: string): Promise<void> {
    await this.ideas.getByRole('button', { name: 'Share an idea' }).first().click();
    await this.write(this.ideas, { title, body, ...(name && { name }) }, 'Share');
  }

  async ask(title: string, body: string, name?: string): Promise<void> {
    await this.questions.getByRole('button', { name: 'Ask a question' }).first().click();
    await this.write(this.questions, { title, body, ...(name && { name }) }, 'Ask');
  }

  async answer(title: string, body: string, name?: string): Promise<void> {
    await this.open(this.questions, title);
    await this.questions.getByRole('button', { name: 'Write an answer' }).click();
    await this.write(this.questions, { body, ...(name && { name }) }, 'Answer');
  }

  /** Signs in on the example site, by its own menu. */
  async signIn(name: string): Promise<void> {
    await this.page.locator('#account').click();
    await this.page.locator('#people').getByRole('button', { name }).click();
    await expect(this.page.locator('#account')).toContainText(name.split(' ')[0]!);
  }
}
