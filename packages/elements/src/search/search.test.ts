import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RallyError, type Entity } from '@rallykit/core';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { expectAccessible } from '../base/axe.test.world.js';
import type { PostOpenRequestEvent } from '../base/events.js';
import { appears, find, make, setStage, textOf, type, until, type Stage } from '../base/stage.test.world.js';
import type { RallySearch } from './search.js';
import './search.define.js';

const entities: readonly Entity[] = [
  make.board({ id: 'team', title: 'How we work', purpose: 'process' }),
  make.idea({ id: 'scale', title: 'Scale a recipe' }),
  make.idea({ id: 'swap', title: 'Swap a recipe', status: 'planned', createdAt: Date.UTC(2026, 9, 2) }),
  make.idea({
    id: 'stand',
    board: 'team',
    title: 'A recipe for stand-ups',
    status: 'proposed',
    createdAt: 1,
  }),
  make.idea({ id: 'list', title: 'Share one list' }),
  make.question({ id: 'print', title: 'Can I print a recipe?' }),
];
const many = Array.from({ length: 8 }, (_, at) =>
  make.idea({ id: `i${at}`, title: `Recipe ${at}`, createdAt: Date.UTC(2026, 9, 2) - at * 1000 }),
);

async function mount(stage: Stage = setStage({ entities }), board?: string) {
  const element = await fixture<RallySearch>(
    html`<rally-search .store=${stage.store} .board=${board}></rally-search>`,
  );
  await until(() => stage.store.session.value, 'what the store can do');
  return { stage, element };
}
const field = (element: RallySearch) => find<HTMLInputElement>(element, 'input');
const options = (element: RallySearch) =>
  [...element.shadowRoot!.querySelectorAll('[role=option]')].map((option) => textOf(option));
const titles = (element: RallySearch) =>
  [...element.shadowRoot!.querySelectorAll('[role=option] b')].map((title) => title.textContent);
const isOpen = (element: RallySearch) => find(element, '.box').matches(':popover-open');
const said = (element: RallySearch) => element.shadowRoot!.querySelector('.live')?.textContent;
const active = (element: RallySearch) => {
  const id = field(element).getAttribute('aria-activedescendant');
  return id && element.shadowRoot!.getElementById(id)?.querySelector('b, .sr')?.textContent;
};

/** Looks for a text, as a person who types it. */
async function look(element: RallySearch, text: string, count: number): Promise<void> {
  field(element).focus();
  type(field(element), text);
  await until(() => titles(element).length === count && isOpen(element), `${count} found for ${text}`);
}

describe('<rally-search>', () => {
  it('finds ideas and questions of all boards together, by kind, and says how many', async () => {
    const { element } = await mount();
    await expectAccessible(element);
    for (const text of ['r', 're', 'rec']) type(field(element), text);
    await look(element, 'recip', 4);
    expect(titles(element)).to.deep.equal([
      'Swap a recipe',
      'Scale a recipe',
      'A recipe for stand-ups',
      'Can I print a recipe?',
    ]);
    expect(options(element)[0]).to.equal('Swap a recipe Planned Ideas 0 votes');
    expect(textOf(find(element, '#kind-idea'))).to.equal('Ideas 3');
    expect(textOf(find(element, '#kind-question'))).to.equal('Questions 1');
    await until(() => said(element) === '3 ideas and 1 question');
    expect(field(element).getAttribute('aria-expanded')).to.equal('true');
    await expectAccessible(element);
    element.theme = 'dark';
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('searches one board alone', async () => {
    const { element } = await mount(undefined, 'team');
    await look(element, 'recipe', 1);
    expect(options(element)).to.deep.equal(['A recipe for stand-ups Proposed 0 votes']);
    element.board = 'help';
    await until(() => titles(element).join() === 'Can I print a recipe?');
    element.board = 'none';
    await until(() => textOf(element).includes('There is no board “none”'));
  });

  it('goes through what was found by arrow keys, and opens by Enter', async () => {
    const { element } = await mount();
    await look(element, 'recipe', 4);
    await sendKeys({ press: 'ArrowDown' });
    await until(() => active(element) === 'Swap a recipe');
    await expectAccessible(element);
    await sendKeys({ press: 'ArrowUp' });
    await until(() => active(element) === 'Can I print a recipe?', 'round to the last');
    const asked = oneEvent<PostOpenRequestEvent>(element, 'rally-question-open-request');
    await sendKeys({ press: 'Enter' });
    expect((await asked).subject).to.deep.equal({ kind: 'question', id: 'print' });
    const question = await appears(element, 'rally-question');
    await until(() => question.shadowRoot && textOf(question).includes('Can I print a recipe?'));
    expect(isOpen(element)).to.equal(false);
    await expectAccessible(element);
    find(element, '.back button').click();
    await until(() => element.shadowRoot!.activeElement === field(element), 'the field again');
    expect(element.shadowRoot!.querySelector('rally-question')).to.equal(null);
    await until(() => isOpen(element), 'what was found');
  });

  it('opens what is pressed, or leaves that to the page', async () => {
    const { element } = await mount();
    await look(element, 'scale', 1);
    element.addEventListener('rally-idea-open-request', (event) => event.preventDefault(), { once: true });
    find(element, '[role=option]').click();
    await until(() => !isOpen(element));
    expect(element.shadowRoot!.querySelector('rally-idea')).to.equal(null);
    await sendKeys({ press: 'ArrowDown' });
    await until(() => isOpen(element));
    find(element, '[role=option]').click();
    const idea = await appears(element, 'rally-idea');
    await until(() => idea.shadowRoot && textOf(idea).includes('Scale a recipe'));
  });

  it('closes by Escape and when the focus goes, and keeps what was typed', async () => {
    const { element } = await mount();
    await look(element, 'recipe', 4);
    await sendKeys({ press: 'Escape' });
    await until(() => !isOpen(element));
    expect(field(element).value).to.equal('recipe');
    await sendKeys({ press: 'ArrowDown' });
    await until(() => isOpen(element));
    field(element).blur();
    await until(() => !isOpen(element));
    expect(field(element).getAttribute('aria-expanded')).to.equal('false');
  });

  it('shows further ones when asked for', async () => {
    const { element } = await mount(setStage({ entities: many }));
    await look(element, 'recipe', 5);
    expect(textOf(find(element, '#kind-idea'))).to.equal('Ideas 8');
    await sendKeys({ press: 'ArrowUp' });
    await until(() => active(element) === 'Ideas', 'the way to more');
    await sendKeys({ press: 'Enter' });
    await until(() => titles(element).length === 8);
    await until(() => active(element) === 'Recipe 5', 'on the first new one');
  });

  it('says when nothing was found, and what went wrong, with a way on', async () => {
    const { stage, element } = await mount();
    field(element).focus();
    type(field(element), 'zeppelin');
    await until(() => textOf(element).includes('Nothing was found for “zeppelin”'));
    await until(() => said(element) === 'Nothing was found for “zeppelin”');
    await expectAccessible(element);
    stage.refuseReading = new RallyError('unavailable', 'The community is being repaired.');
    type(field(element), 'recipe');
    await until(() => textOf(element).includes('The community is being repaired.'));
    await expectAccessible(element);
    stage.refuseReading = undefined;
    find(element, '[role=alert] button').click();
    await until(() => titles(element).length === 4 && isOpen(element));
  });

  it('is not there where the store cannot search', async () => {
    const stage = setStage({ entities });
    const { session } = stage.store;
    await fixture(html`<rally-search .store=${stage.store}></rally-search>`);
    await until(() => session.value);
    const supports = { ...session.value!.supports, search: false };
    const without = { ...stage.store, session: { ...session, value: { ...session.value!, supports } } };
    const element = await fixture<RallySearch>(html`<rally-search .store=${without}></rally-search>`);
    expect(element.shadowRoot!.querySelector('input')).to.equal(null);
  });

  it('fits 320 px, in either direction', async () => {
    await setViewport({ width: 320, height: 640 });
    const title = 'Recipe Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      const { element } = await mount(setStage({ entities: [make.idea({ title })] }));
      await look(element, 'recipe', 1);
      const { left, right } = find(element, '.box').getBoundingClientRect();
      expect(left).to.be.at.least(0);
      expect(right).to.be.at.most(320);
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
      await expectAccessible(element);
    }
    document.documentElement.dir = '';
    await setViewport({ width: 800, height: 600 });
  });
});
