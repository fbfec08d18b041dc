import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RallyError, command } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import type { PostOpenRequestEvent } from '../base/events.js';
import { appears, find, make, priya, setStage, textOf, until, type Stage } from '../base/stage.test.world.js';
import type { RallyIdeaList } from './idea-list.js';
import './idea-list.define.js';

const first = Date.UTC(2026, 9, 1);
const votes = (imported: number) => ({ score: imported, up: 0, down: 0, imported });
const ideas = [
  make.idea({ id: 'scale', title: 'Scale a recipe', status: 'in-progress', tally: votes(12_345) }),
  make.idea({ id: 'season', title: 'Show what is in season', tally: votes(198), createdAt: first + 1 }),
  make.idea({
    id: 'lists',
    title: 'Share one list',
    status: 'shipped',
    tally: votes(87),
    createdAt: first + 2,
  }),
];

async function mount(attributes: Record<string, string> = {}, stage: Stage = setStage({ entities: ideas })) {
  const element = document.createElement('rally-idea-list');
  const all = { board: 'product', sort: 'top', ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  element.store = stage.store;
  (await fixture(html`<div></div>`)).append(element);
  await element.updateComplete;
  return { stage, element };
}

const titles = (element: RallyIdeaList) =>
  [...element.shadowRoot!.querySelectorAll('.title')].map((title) => title.textContent!.trim());
const title = (element: RallyIdeaList, text: string) =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('.title')].find((each) => each.textContent === text)!;

describe('<rally-idea-list>', () => {
  it('lists titles, statuses and votes, under its heading', async () => {
    const { element } = await mount({ heading: 'Most wanted' });
    await until(() => titles(element).length === 3);
    expect(titles(element)).to.deep.equal(['Scale a recipe', 'Show what is in season', 'Share one list']);
    expect(find(element, 'h2').textContent).to.equal('Most wanted');
    const [row] = element.shadowRoot!.querySelectorAll('.item');
    expect(textOf(row!)).to.equal('Scale a recipe In progress 12.3K 12,345 votes');
    expect(element.shadowRoot!.querySelector('rally-vote')).to.equal(null);
    await expectAccessible(element);
    element.theme = 'dark';
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('is about the statuses and as long as it is told', async () => {
    const { element } = await mount({ status: 'shipped in-progress', limit: '1' });
    await until(() => titles(element).join() === 'Scale a recipe');
    element.limit = 9;
    await until(() => titles(element).join() === 'Scale a recipe,Share one list');
    element.setAttribute('limit', 'many');
    await until(() => titles(element).length === 2, 'the usual number');
    element.setAttribute('status', 'done');
    await until(() => textOf(element).includes('no status “done”'));
    expect(textOf(element)).to.contain('open, under-review');
  });

  it('reads an idea in its place, and comes back', async () => {
    const { element } = await mount();
    await until(() => titles(element).length === 3);
    const opener = title(element, 'Share one list');
    opener.click();
    const idea = await appears(element, 'rally-idea');
    await until(() => idea.shadowRoot && textOf(idea).includes('Share one list'));
    await expectAccessible(element);
    find(element, '.back button').click();
    await until(() => element.shadowRoot!.activeElement === opener);
    expect(element.shadowRoot!.querySelector('rally-idea')).to.equal(null);
  });

  it('links to pages of the site, which may show the idea by itself', async () => {
    const { element } = await mount({ href: '/ideas/{id}?from=list' });
    await until(() => titles(element).length === 3);
    const link = title(element, 'Show what is in season') as HTMLAnchorElement;
    expect(link.getAttribute('href')).to.equal(new URL('/ideas/season?from=list', location.href).href);
    await expectAccessible(element);
    const asked = oneEvent<PostOpenRequestEvent>(element, 'rally-idea-open-request');
    element.addEventListener('rally-idea-open-request', (event) => event.preventDefault());
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    link.dispatchEvent(click);
    expect((await asked).subject).to.deep.equal({ kind: 'idea', id: 'season' });
    expect(click.defaultPrevented).to.equal(true);
  });

  it('makes no link of what is no web address', async () => {
    const { element } = await mount({ href: 'javascript:alert({id})' });
    await until(() => titles(element).length === 3);
    expect(element.shadowRoot!.querySelector('a')).to.equal(null);
  });

  it('follows what happens', async () => {
    const { stage, element } = await mount();
    await until(() => titles(element).length === 3);
    await until(() => stage.store.connection.value === 'live');
    const move = { id: 'season', status: 'planned' };
    await stage.host.as(priya).apply([command('c-1', 'idea.set-status', move)]);
    await until(() => textOf(element).includes('Planned'));
  });

  it('has the height when it loads that it has then, however long the titles', async () => {
    const long = make.idea({ id: 'long', title: 'Donaudampfschifffahrtsgesellschaft '.repeat(4).trim() });
    const stage = setStage({ entities: [...ideas, long] });
    stage.refuseReading = new RallyError('unavailable', 'The community does not answer.');
    const { element } = await mount({ limit: '4', heading: 'Ideas' }, stage);
    element.style.inlineSize = '240px';
    expect(find(element, 'ul').getAttribute('aria-busy')).to.equal('true');
    const loading = element.offsetHeight;
    await expectAccessible(element);
    await appears(element, '[role=alert]');
    await expectAccessible(element);
    stage.refuseReading = undefined;
    find(element, 'button').click();
    await until(() => titles(element).length === 4);
    expect(element.offsetHeight).to.equal(loading);
    expect(element.scrollWidth).to.be.at.most(240);
  });

  it('says when there is nothing, no such board, or none named', async () => {
    const { element } = await mount({}, setStage());
    await until(() => textOf(element).includes('No ideas here yet'));
    await expectAccessible(element);
    element.board = 'none';
    await until(() => textOf(element).includes('There is no board “none”'));
    element.board = undefined;
    await until(() => textOf(element).includes('<rally-idea-list board="…">'));
  });

  it('reads from right to left', async () => {
    document.documentElement.dir = 'rtl';
    const { element } = await mount();
    await until(() => titles(element).length === 3);
    const [row] = element.shadowRoot!.querySelectorAll('.item');
    const left = (selector: string) => row!.querySelector(selector)!.getBoundingClientRect().left;
    expect(left('.votes')).to.be.below(left('.title'));
    await expectAccessible(element);
    document.documentElement.dir = '';
  });
});
