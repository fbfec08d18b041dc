import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RallyError, type Entity, type Goal } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, setStage, textOf, until } from '../base/stage.test.world.js';
import type { RallyGoal } from './goal.js';
import './goal.define.js';

const day = 86_400_000;

const goalOf = (own: Partial<Goal> = {}): Goal => ({
  kind: 'goal',
  id: 'plan',
  revision: 1,
  createdAt: 1,
  updatedAt: 1,
  board: 'product',
  title: 'Cut the time to plan a week of meals from 40 minutes to 10',
  memberValue: '',
  businessValue: '',
  audience: 'customers',
  measure: { name: 'Time to plan a week', unit: 'minutes', baseline: 40, target: 10, current: 19.6 },
  startsAt: Date.now() - 100 * day,
  endsAt: Date.now() + 40.5 * day,
  owner: 'ines',
  promiseDays: 14,
  ...own,
});

async function mount(goal: Partial<Goal> = {}, entities: readonly Entity[] = []) {
  const stage = setStage({ entities: [goalOf(goal), ...entities] });
  const element = await fixture<RallyGoal>(html`<rally-goal .store=${stage.store} goal="plan"></rally-goal>`);
  await appears(element, 'h2');
  return { stage, element };
}

describe('<rally-goal>', () => {
  it('tells how far it is, how long there is, and who takes part', async () => {
    const { element } = await mount({}, [make.member({ id: 'a' }), make.idea({ status: 'shipped' })]);
    expect(find(element, '.ring').textContent!.trim()).to.equal('68%');
    expect(find(element, '.ring').getAttribute('aria-label')).to.equal(
      '68%. Time to plan a week: now 19.6 minutes, from 40 minutes to 10 minutes',
    );
    await until(() => textOf(element).includes('1 idea shipped'), 'shipped');
    expect(textOf(element)).to.contain('41 days left').and.to.contain('2 members');
    expect(find(element, '.ring').style.getPropertyValue('--progress')).to.match(/^68/);
    await expectAccessible(element);
  });

  it('tells what I added, counting what became of it', async () => {
    const voted: Entity = {
      kind: 'vote',
      id: 'ana~idea~idea-1',
      revision: 1,
      createdAt: 1,
      updatedAt: 1,
      member: 'ana',
      subject: { kind: 'idea', id: 'idea-1' },
      value: 1,
    };
    const { element } = await mount({}, [
      make.member({ id: 'ana' }),
      make.idea({ status: 'shipped' }),
      voted,
      make.idea({ id: 'mine', author: 'ana', status: 'shipped' }),
      make.idea({ id: 'mine-open', author: 'ana' }),
    ]);
    await until(() => textOf(element).includes('you helped with 2'), 'my part');
  });

  it('says that it is reached', async () => {
    const { element } = await mount({ measure: { ...goalOf().measure, current: 9 } });
    expect(textOf(element)).to.contain('goal reached');
    expect(find(element, '.ring').getAttribute('aria-label')).to.match(/^100%/);
    await expectAccessible(element);
  });

  it('says that it ended, and asks for nothing more', async () => {
    const { element } = await mount({ endsAt: Date.now() - day });
    await until(() => textOf(element).includes('ended'), 'ended');
    expect(element.shadowRoot!.querySelector('button')).to.equal(null);
    await expectAccessible(element);
  });

  it('says when it starts', async () => {
    const { element } = await mount({ startsAt: Date.now() + 2.5 * day });
    expect(textOf(element)).to.contain('starts in 3 days');
  });

  it('says so when there is no such goal, or none is named', async () => {
    const { store } = setStage();
    const gone = await fixture<RallyGoal>(html`<rally-goal .store=${store} goal="nope"></rally-goal>`);
    await until(() => textOf(gone).includes('There is no goal “nope”'), 'gone');
    await expectAccessible(gone);
    const unnamed = await fixture<RallyGoal>(html`<rally-goal .store=${store}></rally-goal>`);
    expect(textOf(unnamed)).to.contain('<rally-goal goal="…">');
  });

  it('shows that it loads at the height it will have, and an error with a way on', async () => {
    const stage = setStage({ entities: [goalOf()], as: ana });
    stage.refuseReading = new RallyError('unavailable', 'The community does not answer.');
    const element = await fixture<RallyGoal>(
      html`<rally-goal .store=${stage.store} goal="plan"></rally-goal>`,
    );
    const loading = element.offsetHeight;
    await appears(element, '[role=alert]');
    expect(textOf(element)).to.contain('The community does not answer.');
    await expectAccessible(element);
    stage.refuseReading = undefined;
    find<HTMLButtonElement>(element, 'button').click();
    await appears(element, 'h2');
    await until(() => textOf(element).includes('members') || textOf(element).includes('member'), 'facts');
    expect(Math.abs(element.offsetHeight - loading)).to.be.at.most(24);
  });

  it('asks a board of the page to take a new post', async () => {
    const { element } = await mount();
    const asked = oneEvent(document, 'rally-post-compose-request');
    const handle = (event: Event) => event.preventDefault();
    document.addEventListener('rally-post-compose-request', handle);
    (await appears<HTMLButtonElement>(element, 'button')).click();
    expect(((await asked) as unknown as { board: string }).board).to.equal('product');
    document.removeEventListener('rally-post-compose-request', handle);
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('rally-composer')).to.equal(null);
  });

  it('takes it itself where no board does', async () => {
    const { element } = await mount();
    (await appears<HTMLButtonElement>(element, 'button')).click();
    const composer = await appears(element, 'rally-composer');
    expect(composer.getAttribute('board')).to.equal('product');
    await appears(composer, 'form');
    await expectAccessible(element);
  });
});
