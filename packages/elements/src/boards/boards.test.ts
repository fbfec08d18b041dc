import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RallyError, command, type Entity, type Goal } from '@rallykit/core';
import { setViewport } from '@web/test-runner-commands';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, setStage, textOf, until, type Stage } from '../base/stage.test.world.js';
import type { BoardOpenRequestEvent } from './boards.events.js';
import type { RallyBoards } from './boards.js';
import './boards.define.js';

const day = 86_400_000;
const goal = (id: string, title: string, endsIn: number): Goal => ({
  kind: 'goal',
  id,
  board: 'product',
  title,
  memberValue: '',
  businessValue: '',
  audience: 'customers',
  measure: { name: 'Time', unit: 'minutes', baseline: 40, target: 10, current: 19.6 },
  startsAt: Date.now() - 90 * day,
  endsAt: Date.now() + endsIn * day,
  owner: 'ines',
  promiseDays: 14,
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
});
const entities: readonly Entity[] = [
  make.board({ createdAt: 1, description: 'What would help at **your** table?' }),
  goal('over', 'An older goal', -1),
  goal('now', 'Plan a week in 10 minutes', 41),
  goal('later', 'A later goal', 200),
  make.idea({ id: 'a' }),
  make.idea({ id: 'b', status: 'planned' }),
  make.idea({ id: 'c', status: 'shipped' }),
  make.idea({ id: 'd', status: 'declined' }),
  make.question(),
];

async function mount(stage: Stage = setStage({ entities }), href?: string) {
  const element = await fixture<RallyBoards>(
    html`<rally-boards .store=${stage.store} .href=${href}></rally-boards>`,
  );
  return { stage, element };
}
const rows = (element: RallyBoards) => [...element.shadowRoot!.querySelectorAll('.board.about')].map(textOf);
const title = (element: RallyBoards, text: string) =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('.title')].find((each) => each.textContent === text)!;

describe('<rally-boards>', () => {
  it('shows each board with what it is for, how it stands and its goal of now', async () => {
    const { element } = await mount();
    await until(() => rows(element).length === 2);
    await until(() => element.shadowRoot!.querySelector('.goal'), 'the goal');
    expect(rows(element)).to.deep.equal([
      'Ideas What would help at **your** table? 4 ideas 2 open 1 shipped Plan a week in 10 minutes 68%',
      'Questions Help 1 question 1 open 0 solved',
    ]);
    expect(find(element, '.goal').getAttribute('aria-label')).to.equal(
      'Goal: Plan a week in 10 minutes, 68%',
    );
    await expectAccessible(element);
    element.theme = 'dark';
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('opens a board in its place, and comes back', async () => {
    const { element } = await mount();
    await until(() => rows(element).length === 2);
    title(element, 'Questions').click();
    const questions = await appears(element, 'rally-questions');
    await until(() => questions.shadowRoot && textOf(questions).includes('Can I export my plan'));
    await expectAccessible(element);
    find(element, '.back button').click();
    await until(() => element.shadowRoot!.activeElement === title(element, 'Questions'));
    title(element, 'Ideas').click();
    const ideas = await appears(element, 'rally-ideas');
    await until(() => ideas.shadowRoot && textOf(ideas).includes('Scale a recipe'));
  });

  it('gives opened boards an address where asked to', async () => {
    const { element } = await mount();
    element.permalinks = true;
    await until(() => title(element, 'Ideas')?.localName === 'a');
    title(element, 'Ideas').click();
    await appears(element, 'rally-ideas');
    await until(() => location.hash === '#rally-board=product');
    history.back();
    await until(() => !element.shadowRoot!.querySelector('rally-ideas'));
  });

  it('leads to pages of the site, which may show the board by itself', async () => {
    const { element } = await mount(undefined, '/community/{id}');
    await until(() => rows(element).length === 2);
    const link = title(element, 'Ideas') as HTMLAnchorElement;
    expect(link.getAttribute('href')).to.equal(new URL('/community/product', location.href).href);
    element.addEventListener('rally-board-open-request', (event) => event.preventDefault());
    const asked = oneEvent<BoardOpenRequestEvent>(element, 'rally-board-open-request');
    link.click();
    expect((await asked).board).to.equal('product');
  });

  it('counts what comes in', async () => {
    const { stage, element } = await mount();
    await until(() => rows(element).length === 2);
    await until(() => stage.store.connection.value === 'live');
    const create = { id: 'new-1', board: 'product', title: 'Scan my pantry' };
    await stage.host.as(ana).apply([command('c-1', 'idea.create', create)]);
    await until(() => rows(element)[0]?.includes('5 ideas 3 open'));
  });

  it('shows that it loads, what went wrong with a way on, and an invitation', async () => {
    const stage = setStage({ entities });
    stage.refuseReading = new RallyError('unavailable', 'The community does not answer.');
    const { element } = await mount(stage);
    expect(find(element, 'ul').getAttribute('aria-busy')).to.equal('true');
    await expectAccessible(element);
    await appears(element, '[role=alert]');
    await expectAccessible(element);
    stage.refuseReading = undefined;
    find(element, 'button').click();
    await until(() => rows(element).length === 2);
  });

  it('fits 320 px, in either direction', async () => {
    await setViewport({ width: 320, height: 640 });
    const long = make.board({
      createdAt: 1,
      title: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen',
    });
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      const { element } = await mount(setStage({ entities: [...entities.slice(1), long] }));
      await until(() => element.shadowRoot!.querySelector('.goal'));
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
      await expectAccessible(element);
    }
    document.documentElement.dir = '';
    await setViewport({ width: 800, height: 600 });
  });
});
