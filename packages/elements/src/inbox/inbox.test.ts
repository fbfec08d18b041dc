import { expect, fixture, html } from '@open-wc/testing';
import { command, RallyError, type Command, type CommandInputs, type CommandType } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import {
  ana,
  appears,
  find,
  make,
  priya,
  setStage,
  textOf,
  until,
  type Stage,
} from '../base/stage.test.world.js';
import '../idea/idea.define.js';
import './inbox.define.js';
import type { RallyInbox } from './inbox.js';

const idea = make.idea({ author: 'ana' });
let acts = 0;
const asPriya = <T extends CommandType>(stage: Stage, type: T, input: CommandInputs[T]) =>
  stage.host.as(priya).apply([command(`p${++acts}`, type, input) as Command]);

async function setInbox(happened = 2): Promise<Stage & { element: RallyInbox }> {
  const stage = setStage({ as: ana, entities: [idea] });
  if (happened > 0)
    await asPriya(stage, 'idea.set-status', { id: 'idea-1', status: 'planned', note: 'In **spring**.' });
  if (happened > 1)
    await asPriya(stage, 'comment.create', {
      id: 'c1',
      subject: { kind: 'idea', id: 'idea-1' },
      body: 'Which?',
    });
  const element = await fixture<RallyInbox>(
    html`<rally-inbox .store=${stage.store} lang="en"></rally-inbox>`,
  );
  return Object.assign(stage, { element });
}

const count = (element: Element) => element.shadowRoot!.querySelector('.count')?.textContent?.trim();

describe('<rally-inbox>', () => {
  it('says how much is unread, and shows what happened with where it leads', async () => {
    const { element } = await setInbox();
    await until(() => count(element) === '2', 'two unread');
    const bell = find(element, '.bell');
    expect(bell.getAttribute('aria-label')).to.equal('Notifications, 2 unread');
    await expectAccessible(element);
    bell.click();
    await until(() => element.shadowRoot!.querySelectorAll('li').length === 2);
    await until(() => textOf(element).includes('Planned'), 'the name of the status');
    expect(textOf(element)).to.contain('Priya replied:').and.contain('Which?').and.contain('In spring.');
    expect(find<HTMLAnchorElement>(element, 'li a').getAttribute('href')).to.equal('#rally-idea=idea-1');
    await expectAccessible(element);
  });

  it('marks one as read, then all, and says so', async () => {
    const { element } = await setInbox();
    (await appears<HTMLElement>(element, '.bell')).click();
    (await appears<HTMLElement>(element, '.mark')).click();
    await until(() => count(element) === '1', 'one unread');
    expect(element.shadowRoot!.querySelectorAll('li')).to.have.length(2);
    find(element, '.head button').click();
    await until(() => count(element) === undefined, 'nothing unread');
    expect(element.shadowRoot!.querySelectorAll('.mark')).to.have.length(0);
    expect(find(element, '.bell').getAttribute('aria-label')).to.equal('Notifications, nothing unread');
  });

  it('follows a link as read', async () => {
    const { element } = await setInbox(1);
    (await appears<HTMLElement>(element, '.bell')).click();
    const link = await appears<HTMLAnchorElement>(element, 'li a');
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
    await until(() => count(element) === undefined, 'it is read');
    expect(find(element, '.box').matches(':popover-open')).to.equal(false);
  });

  it('rings when something happens', async () => {
    const stage = await setInbox(0);
    await appears(stage.element, '.bell');
    await until(() => stage.store.connection.value === 'live', 'live');
    await asPriya(stage, 'idea.respond', { id: 'idea-1', body: 'We read it.' });
    await until(() => count(stage.element) === '1', 'it rings');
    await asPriya(stage, 'idea.set-status', { id: 'idea-1', status: 'planned' });
    await until(() => count(stage.element) === '2', 'it rings again');
  });

  it('invites where nothing has happened', async () => {
    const { element } = await setInbox(0);
    (await appears<HTMLElement>(element, '.bell')).click();
    await until(() => textOf(element).includes('Nothing has happened yet'));
    await expectAccessible(element);
  });

  it('says what went wrong', async () => {
    const stage = await setInbox(1);
    const bell = await appears<HTMLElement>(stage.element, '.bell');
    await until(() => count(stage.element) === '1');
    stage.refuseReading = new RallyError('not-found', 'Not now.');
    bell.click();
    await until(() => textOf(stage.element).includes('Not now.'));
    await expectAccessible(stage.element);
  });

  it('leads where the page says', async () => {
    const { element } = await setInbox(1);
    element.href = '/ideas/{id}';
    (await appears<HTMLElement>(element, '.bell')).click();
    const link = await appears<HTMLAnchorElement>(element, 'li a');
    expect(new URL(link.href).pathname).to.equal('/ideas/idea-1');
  });

  it('is not there for who is nobody yet', async () => {
    const { store } = setStage({ as: null, entities: [idea] });
    const element = await fixture<RallyInbox>(html`<rally-inbox .store=${store}></rally-inbox>`);
    await until(() => store.session.value);
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.bell')).to.equal(null);
  });
});

describe('<rally-idea-follow>', () => {
  const show = async (stage: Stage) => {
    const element = await fixture(
      html`<rally-idea .store=${stage.store} idea="idea-1" lang="en"></rally-idea>`,
    );
    return appears(element, 'rally-idea-follow');
  };

  it('follows what is mine until I stop, and begins again', async () => {
    const stage = setStage({ as: ana, entities: [idea] });
    const follow = await show(stage);
    await until(() => textOf(follow).includes('Stop following'));
    await expectAccessible(follow);
    find(follow, 'button').click();
    await until(() => textOf(follow) === 'Follow');
    await asPriya(stage, 'idea.set-status', { id: 'idea-1', status: 'planned' });
    const told = () => stage.host.as(ana).list({ kind: 'notification', told: 'all' });
    expect((await told()).items).to.have.length(0);
    find(follow, 'button').click();
    await until(() => textOf(follow).includes('You hear what becomes of it.'));
    expect((await told()).items).to.have.length(1);
  });

  it('follows with a vote', async () => {
    const stage = setStage({ as: ana, entities: [make.idea()] });
    const follow = await show(stage);
    await until(() => textOf(follow) === 'Follow');
    await stage.store.dispatch('vote.set', { subject: { kind: 'idea', id: 'idea-1' }, value: 1 });
    await until(() => textOf(follow).includes('Stop following'));
  });

  it('goes back when it is refused, and says why', async () => {
    const stage = setStage({ as: ana, entities: [make.idea()] });
    const follow = await show(stage);
    await until(() => textOf(follow) === 'Follow');
    stage.refuse = new RallyError('forbidden', 'Not today.');
    find(follow, 'button').click();
    await until(
      () => document.body.textContent!.includes('Not today.') || textOf(follow).includes('Not today.'),
    );
    await until(() => textOf(follow).startsWith('Follow'));
  });
});
