import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RallyError, command, type Entity, type Identity, type Sort } from '@rallykit/core';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { expectAccessible } from '../base/axe.test.world.js';
import { PostComposeRequestEvent, type PostOpenRequestEvent } from '../base/events.js';
import {
  ana,
  appears,
  find,
  make,
  priya,
  setStage,
  textOf,
  type,
  type Stage,
  until,
} from '../base/stage.test.world.js';
import type { RallyIdeas } from './ideas.js';
import './ideas.define.js';

const day = 86_400_000;
const first = Date.UTC(2026, 9, 1);

const scale = make.idea({
  title: 'Scale a recipe',
  body: 'Sums on a **napkin**.',
  tags: ['recipes'],
  createdAt: first + 2 * day,
});
const season = make.idea({
  id: 'idea-2',
  title: 'Show what is in season',
  tags: ['shopping'],
  status: 'planned',
  createdAt: first + day,
});
const list = make.idea({
  id: 'idea-3',
  title: 'Share one shopping list',
  body: 'Two people in two shops.',
  status: 'shipped',
  tally: { score: 87, up: 0, down: 0, imported: 87 },
  createdAt: first - 90 * day,
  response: { author: 'priya', body: 'It is **live**.', at: first + day },
});
const team = make.member({ id: 'priya', name: 'Priya', role: 'team', title: 'Product lead' });
const three = [scale, season, list, team];

const many = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    make.idea({ id: `i${at}`, title: `Idea ${at}`, createdAt: first + (count - at) * 60_000 }),
  );

interface Setting {
  readonly entities?: readonly Entity[];
  readonly as?: Identity | null;
  readonly permalinks?: boolean;
  readonly sorts?: readonly Sort[];
  readonly before?: (stage: Stage) => unknown;
}

async function mount({
  entities = three,
  as = ana,
  permalinks = false,
  sorts,
  before = () => {},
}: Setting = {}) {
  const stage = setStage({ entities, as, ...(sorts && { sorts }) });
  await before(stage);
  const board = await fixture<RallyIdeas>(
    html`<rally-ideas .store=${stage.store} board="product" ?permalinks=${permalinks}></rally-ideas>`,
  );
  return { stage, board };
}

const titles = (board: RallyIdeas) =>
  [...board.shadowRoot!.querySelectorAll('.title')].map((title) => title.textContent!.trim());
async function lists(board: RallyIdeas, ...expected: string[]): Promise<void> {
  await until(() => titles(board).join() === expected.join()).catch(() => {
    expect(titles(board), textOf(board)).to.deep.equal(expected);
  });
}
const button = (board: Element, text: string) =>
  [...board.shadowRoot!.querySelectorAll<HTMLButtonElement>('button')].find((each) =>
    each.textContent!.includes(text),
  )!;
const focused = (board: RallyIdeas) => board.shadowRoot!.activeElement?.textContent!.trim();
const said = (board: RallyIdeas) => board.shadowRoot!.querySelector('.live')?.textContent;

describe('<rally-ideas>', () => {
  it('lists ideas by attention, with their state and the team’s answer', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    await until(() => textOf(board).includes('Priya, Product lead'));
    expect(textOf(board)).to.contain('Sums on a napkin.').and.to.contain('It is live.');
    const rows = board.shadowRoot!.querySelectorAll('.post');
    expect(rows[1]!.querySelector('.badge')!.textContent).to.equal('Planned');
    expect(find<HTMLInputElement>(board, 'input[type=search]').placeholder).to.contain('3 ideas');
    await expectAccessible(board);
  });

  it('sorts', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    button(board, 'Top').click();
    await until(() => titles(board)[0] === list.title, 'the highest voted');
    button(board, 'New').click();
    await lists(board, scale.title, season.title, list.title);
    expect(button(board, 'New').getAttribute('aria-pressed')).to.equal('true');
    expect(button(board, 'Top').getAttribute('aria-pressed')).to.equal('false');
  });

  it('searches while a person types, and says what was found once', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    const field = find<HTMLInputElement>(board, 'input[type=search]');
    for (const text of ['s', 'sh', 'sho', 'shop']) type(field, text);
    await lists(board, list.title);
    await until(() => said(board) === '1 idea', 'what was found');
    await expectAccessible(board);
  });

  it('waits for a word that is being composed from several keys', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    const field = find<HTMLInputElement>(board, 'input[type=search]');
    field.value = 'shop';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
    // Longer than a pause in typing.
    await aTimeout(350);
    expect(titles(board)).to.have.length(3);
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    await lists(board, list.title);
  });

  it('offers to share what was not found, in the words of the search', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    type(find(board, 'input[type=search]'), 'Scan my pantry');
    await until(() => textOf(board).includes('No ideas match'));
    await expectAccessible(board);
    find<HTMLButtonElement>(board, '.ways button:last-child').click();
    const composer = await appears(board, 'rally-composer');
    await until(
      () => (composer.shadowRoot?.querySelector('input') as HTMLInputElement)?.value === 'Scan my pantry',
    );
    button(board, 'Clear search').click();
    await lists(board, scale.title, season.title, list.title);
    expect(find<HTMLInputElement>(board, 'input[type=search]').value).to.equal('');
  });

  it('narrows by status and topic, shows by what, and widens again', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    button(board, 'Filter').click();
    const box = find(board, '#filters');
    await until(() => box.matches(':popover-open') && box.querySelector('label'));
    const labels = [...box.querySelectorAll('label')].map((label) =>
      label.textContent!.replace(/\s+/g, ' ').trim(),
    );
    expect(labels).to.include('Planned 1').and.to.include('Recipes');
    const check = (text: string) =>
      [...box.querySelectorAll('label')]
        .find((label) => label.textContent!.includes(text))!
        .querySelector('input')!;
    check('Planned').click();
    await lists(board, season.title);
    check('Shipped').click();
    await lists(board, season.title, list.title);
    check('Shopping').click();
    await lists(board, season.title);
    await expectAccessible(board);
    const chips = () => [...board.shadowRoot!.querySelectorAll<HTMLElement>('.chip')];
    expect(chips().map((chip) => chip.getAttribute('aria-label'))).to.deep.equal([
      'Remove filter: Planned',
      'Remove filter: Shipped',
      'Remove filter: Shopping',
    ]);
    expect(button(board, 'Filter').textContent).to.contain('3');
    chips()[2]!.click();
    await lists(board, season.title, list.title);
    button(board, 'Clear filters').click();
    await lists(board, scale.title, season.title, list.title);
    expect(chips()).to.have.length(0);
    expect(check('Planned').checked).to.equal(false);
  });

  it('invites where there is nothing yet', async () => {
    const { board } = await mount({ entities: [] });
    await until(() => textOf(board).includes('No ideas yet'));
    await expectAccessible(board);
    find<HTMLButtonElement>(board, '.state button').click();
    await appears(board, 'rally-composer');
  });

  it('shows where ideas will be, while they load', async () => {
    const { board } = await mount();
    const busy = find(board, '[aria-busy=true]');
    expect(busy.querySelectorAll('.post')).to.have.length(6);
    const height = busy.querySelector<HTMLElement>('.post')!.offsetHeight;
    await lists(board, scale.title, season.title, list.title);
    expect(Math.abs(find(board, '.post').offsetHeight - height)).to.be.at.most(16);
  });

  it('says what went wrong, and tries again when asked', async () => {
    const { stage, board } = await mount({
      before: (stage) =>
        (stage.refuseReading = new RallyError('forbidden', 'This community is for customers.')),
    });
    await appears(board, '[role=alert]');
    expect(textOf(board)).to.contain('This community is for customers.');
    await expectAccessible(board);
    stage.refuseReading = undefined;
  });

  it('tries again when asked', async () => {
    const { stage, board } = await mount({
      before: (stage) => (stage.refuseReading = new RallyError('unavailable', 'No answer.')),
    });
    await appears(board, '[role=alert]');
    stage.refuseReading = undefined;
    find<HTMLButtonElement>(board, '[role=alert] button').click();
    await lists(board, scale.title, season.title, list.title);
  });

  it('says when there is no such board, or none is named', async () => {
    const { store } = setStage();
    const gone = await fixture<RallyIdeas>(html`<rally-ideas .store=${store} board="nope"></rally-ideas>`);
    await until(() => textOf(gone).includes('There is no board “nope”'));
    const unnamed = await fixture<RallyIdeas>(html`<rally-ideas .store=${store}></rally-ideas>`);
    expect(textOf(unnamed)).to.contain('<rally-ideas board="…">');
  });

  it('says that the backend does not answer, and keeps what is there', async () => {
    const { stage, board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    stage.down = new RallyError('offline', 'No network.');
    await appears(board, 'rally-vote');
    const vote = find(board, 'rally-vote');
    (await appears<HTMLButtonElement>(vote, 'button:not([aria-disabled=true])')).click();
    const notices = await appears(board, 'rally-notices');
    const banner = await appears(notices, '.banner');
    // This store keeps nothing over a reload.
    await until(() => banner.textContent!.includes('1 unsent'));
    expect(banner.textContent).to.contain('keep this page open');
    expect(titles(board)).to.have.length(3);
    await expectAccessible(board);
  });

  it('orders by talk and by what moved last, and narrows to my votes', async () => {
    const talked = make.idea({
      id: 'talked',
      title: 'Talk of the town',
      createdAt: first - 80 * day,
    });
    const word = make.comment({
      subject: { kind: 'idea', id: talked.id },
      body: 'Yes, please.',
      createdAt: first - 79 * day,
    });
    const { stage, board } = await mount({ entities: [scale, season, list, talked, word, team] });
    const choose = (label: string) => {
      const found = [...board.shadowRoot!.querySelectorAll<HTMLElement>('.filters label')].find(
        (each) => each.textContent!.trim() === label,
      )!;
      found.click();
    };
    await until(() => titles(board).length === 4);
    button(board, 'Filter').click();
    await appears(board, '.filters label');
    await expectAccessible(board);
    choose('Most discussed');
    await until(() => titles(board)[0] === talked.title);
    choose('Recently active');
    // The team’s answer counts, the time of making it alone does not.
    await lists(board, scale.title, season.title, list.title, talked.title);
    await stage.host
      .as(ana)
      .apply([command('v', 'vote.set', { subject: { kind: 'idea', id: season.id }, value: 1 })]);
    choose('My votes');
    await lists(board, season.title);
    await expectAccessible(board);
    const chips = [...board.shadowRoot!.querySelectorAll('.chip')].map((chip) => chip.textContent!.trim());
    expect(chips).to.deep.equal(['Recently active', 'My votes']);
    button(board, 'Clear filters').click();
    await until(() => titles(board).length === 4);
    expect(board.shadowRoot!.querySelector('.seg [aria-pressed=true]')!.textContent!.trim()).to.equal(
      'Trending',
    );
  });

  it('opens in an order that the backend has, and offers no other', async () => {
    const { board } = await mount({ sorts: ['new'] });
    await lists(board, scale.title, season.title, list.title);
    const offered = [...board.shadowRoot!.querySelectorAll('.seg button')];
    expect(offered.map((each) => each.textContent!.trim())).to.deep.equal(['New']);
    expect(offered[0]!.getAttribute('aria-pressed')).to.equal('true');
  });

  it('pages while a reader scrolls, a few pages in a row, and then by the button', async () => {
    const { board } = await mount({ entities: many(130) });
    await until(() => titles(board).length >= 6);
    const scrollToEnd = async (count: number) => {
      await until(() => {
        window.scrollTo(0, document.documentElement.scrollHeight);
        return titles(board).length >= count;
      }, `${count} ideas`);
    };
    await scrollToEnd(66);
    window.scrollTo(0, document.documentElement.scrollHeight);
    const more = button(board, 'Show more');
    more.focus();
    more.click();
    await until(() => titles(board).length >= 86);
    await until(() => focused(board) === 'Idea 66', 'the first of the new ones');
    await scrollToEnd(130);
    expect(new Set(titles(board)).size).to.equal(130);
    await until(() => !button(board, 'Show more'), 'the end');
    window.scrollTo(0, 0);
  });

  it('keeps what is there when a further page fails, and goes on when asked', async () => {
    const { stage, board } = await mount({
      entities: many(26),
      before: () => setViewport({ width: 800, height: 300 }),
    });
    await until(() => titles(board).length === 6);
    stage.refuseReading = new RallyError('forbidden', 'Not any further.');
    button(board, 'Show more').click();
    await until(() => textOf(board).includes('Not any further.'));
    expect(titles(board)).to.have.length(6);
    stage.refuseReading = undefined;
    button(board, 'Try again').click();
    await until(() => titles(board).length === 26);
    await setViewport({ width: 800, height: 600 });
  });

  it('lets new ideas of others wait until asked for', async () => {
    const { stage, board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    button(board, 'New').click();
    await board.updateComplete;
    await until(() => find(board, '.posts').getAttribute('aria-busy') === 'false');
    await until(() => stage.store.connection.value === 'live');
    const other = stage.host.as({ id: 'mara', name: 'Mara', role: 'member' });
    await other.apply([
      command('c1', 'idea.create', { id: 'new-1', board: 'product', title: 'Scan my pantry' }),
    ]);
    const fresh = await appears(board, 'rally-fresh');
    await appears(fresh, 'button');
    await until(() => button(fresh, '1 new idea'));
    await until(() => board.shadowRoot!.querySelector('.live')?.textContent === '1 new idea', 'announced');
    expect(titles(board)).to.have.length(3);
    await expectAccessible(board);
    button(fresh, '1 new idea').focus();
    await sendKeys({ press: 'Enter' });
    await lists(board, 'Scan my pantry', scale.title, season.title, list.title);
    await until(() => focused(board) === 'Scan my pantry');
  });

  it('opens an idea in its place, and comes back to where the reader was', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    const title = button(board, season.title);
    title.focus();
    await sendKeys({ press: 'Enter' });
    const idea = await appears(board, 'rally-idea');
    await appears(idea, 'h3');
    expect(find(idea, 'h3').textContent).to.equal(season.title);
    expect(titles(board).length === 3 && find(board, '[hidden] .posts')).to.exist;
    await until(() => focused(board) === 'All ideas', 'the way back');
    await expectAccessible(board);
    await sendKeys({ press: 'Enter' });
    await until(() => board.shadowRoot!.activeElement === title, 'the title again');
    expect(board.shadowRoot!.querySelector('rally-idea')).to.equal(null);
    expect(location.hash).to.equal('');
  });

  it('leaves opening to the page where that wants it', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    const asked = oneEvent<PostOpenRequestEvent>(board, 'rally-idea-open-request');
    board.addEventListener('rally-idea-open-request', (event) => event.preventDefault(), { once: true });
    button(board, season.title).click();
    expect((await asked).subject).to.deep.equal({ kind: 'idea', id: 'idea-2' });
    await board.updateComplete;
    expect(board.shadowRoot!.querySelector('rally-idea')).to.equal(null);
  });

  it('gives opened ideas an address where asked to', async () => {
    const { board } = await mount({ permalinks: true });
    await lists(board, scale.title, season.title, list.title);
    const title = find<HTMLAnchorElement>(board, '.title[data-id=idea-2]');
    expect(title.getAttribute('href')).to.equal('#rally-idea=idea-2');
    title.click();
    await appears(board, 'rally-idea');
    await until(() => location.hash === '#rally-idea=idea-2');
    history.back();
    await until(() => !board.shadowRoot!.querySelector('rally-idea'), 'the list');
    expect(location.hash).to.equal('');
    history.forward();
    await appears(board, 'rally-idea');
    history.back();
    await until(() => location.hash === '');
  });

  it('opens the composer when a goal of the page asks, with what was begun there before', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    const asks = document.createElement('div');
    document.body.append(asks);
    expect(asks.dispatchEvent(new PostComposeRequestEvent('other'))).to.equal(true);
    expect(asks.dispatchEvent(new PostComposeRequestEvent('product'))).to.equal(false);
    asks.remove();
    const composer = await appears(board, 'rally-composer');
    await until(() => composer.shadowRoot!.activeElement, 'the focus in the composer');
  });

  it('shows a new idea of one’s own at once, and puts the focus on it', async () => {
    const { board } = await mount();
    await lists(board, scale.title, season.title, list.title);
    button(board, 'Share an idea').click();
    const composer = await appears(board, 'rally-composer');
    type(await appears<HTMLInputElement>(composer, 'input[name=title]'), 'Scan my pantry');
    find<HTMLFormElement>(composer, 'form').requestSubmit();
    await until(() => titles(board).includes('Scan my pantry'));
    await until(() => !board.shadowRoot!.querySelector('rally-composer'), 'the composer closed');
    await until(() => focused(board) === 'Scan my pantry');
    await until(() => said(board) === 'It is shared.');
  });

  it('shows votes of others in a long list without making the list or its rows anew', async function () {
    this.timeout(60_000);
    const { stage, board } = await mount({ entities: many(130) });
    await until(() => titles(board).length > 0);
    while (titles(board).length < 130) {
      button(board, 'Show more')?.click();
      await new Promise(requestAnimationFrame);
    }
    const root = board.shadowRoot!;
    await until(() => root.querySelectorAll('.posts > *').length > 3, 'groups of rows');
    for (const group of root.querySelectorAll('.posts > *'))
      expect(group.childElementCount).to.be.within(1, 40);
    await stage.store.prepare();
    await until(() => stage.store.connection.value === 'live');
    // A first vote is news to all: one more takes part.
    const ben = stage.host.as({ id: 'ben', name: 'Ben', role: 'member' });
    let acts = 0;
    const vote = async (at: number) => {
      const subject = { kind: 'idea', id: `i${at}` } as const;
      await ben.apply([command(`act-${acts++}`, 'vote.set', { subject, value: 1 })]);
    };
    const count = (at: number) =>
      root.querySelectorAll('rally-vote')[at]!.shadowRoot!.querySelector('.count')!.textContent;
    await vote(0);
    await until(() => count(0) === '1');
    await aTimeout(600);
    let boards = 0;
    const made = new Set<Element>();
    board.addController({ hostUpdated: () => boards++ });
    for (const each of root.querySelectorAll('rally-vote'))
      each.addController({ hostUpdated: () => made.add(each) });
    const rows = new MutationObserver(() => expect.fail('A row was made anew.'));
    for (const row of root.querySelectorAll('.post')) rows.observe(row, { childList: true, subtree: true });
    for (const at of [7, 70, 129]) await vote(at);
    await until(() => [7, 70, 129].every((at) => count(at) === '1'));
    expect([made.size, boards]).to.deep.equal([3, 0]);
    // It looks through all once, a moment later.
    await until(() => boards === 1);
    rows.disconnect();
  });

  it('fits 320 px, in either direction, with long words', async () => {
    await setViewport({ width: 320, height: 640 });
    const long = make.idea({
      title: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen',
      createdAt: first + 9 * day,
    });
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      const { board } = await mount({ entities: [long, season, list, team] });
      await lists(board, long.title, season.title, list.title);
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
      await expectAccessible(board);
    }
    document.documentElement.dir = '';
    await setViewport({ width: 800, height: 600 });
  });

  it('offers the team what it offers all', async () => {
    const { board } = await mount({ as: priya });
    await lists(board, scale.title, season.title, list.title);
    await expectAccessible(board);
  });

  it('keeps its contrast in the dark', async () => {
    const { board } = await mount();
    board.theme = 'dark';
    await lists(board, scale.title, season.title, list.title);
    await until(() => textOf(board).includes('Priya'));
    await expectAccessible(board);
  });
});
