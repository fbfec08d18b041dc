import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RallyError, command, type Entity, type Identity } from '@rallykit/core';
import { resetMouse, sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import { expectAccessible } from '../base/axe.test.world.js';
import type { PostOpenRequestEvent } from '../base/events.js';
import { ana, appears, find, make, priya, setStage, textOf, type, until } from '../base/stage.test.world.js';
import type { RallyRoadmap } from './roadmap.js';
import './roadmap.define.js';

const votes = (imported: number) => ({ score: imported, up: 0, down: 0, imported });
const pantry = make.idea({ id: 'pantry', title: 'Pantry scan', status: 'planned', tally: votes(141) });
const swaps = make.idea({ id: 'swaps', title: 'Meal swaps', status: 'planned', tally: votes(96) });
const scale = make.idea({ id: 'scale', title: 'Scale to people', status: 'in-progress', tally: votes(342) });
const lists = make.idea({ id: 'lists', title: 'Shared lists', status: 'shipped' });
const talk = ['c1', 'c2'].map((id) => make.comment({ id, subject: { kind: 'idea', id: 'lists' } }));
const rename = make.idea({ id: 'rename', title: 'Rename the app', status: 'declined' });
const five: readonly Entity[] = [pantry, swaps, scale, lists, rename, ...talk];

interface Setting {
  readonly entities?: readonly Entity[];
  readonly as?: Identity | null;
}

async function mount({ entities = five, as = ana }: Setting = {}) {
  const stage = setStage({ entities, as });
  const roadmap = await fixture<RallyRoadmap>(
    html`<rally-roadmap .store=${stage.store} board="product"></rally-roadmap>`,
  );
  return { stage, roadmap };
}

const columnsOf = (roadmap: RallyRoadmap) => [
  ...roadmap.shadowRoot!.querySelectorAll('rally-roadmap-column'),
];
const titles = (column: Element) =>
  [...column.shadowRoot!.querySelectorAll('.title')].map((title) => title.textContent!.trim());
const shown = (roadmap: RallyRoadmap) =>
  Object.fromEntries(columnsOf(roadmap).map((column) => [column.status!.id, titles(column)]));

/** Waits until each column has these titles. */
async function shows(roadmap: RallyRoadmap, expected: Record<string, string[]>): Promise<void> {
  await until(() => JSON.stringify(shown(roadmap)) === JSON.stringify(expected)).catch(() =>
    expect(shown(roadmap), textOf(roadmap)).to.deep.equal(expected),
  );
}
const atFirst = {
  planned: ['Pantry scan', 'Meal swaps'],
  'in-progress': ['Scale to people'],
  shipped: ['Shared lists'],
};
const headings = (roadmap: RallyRoadmap) => columnsOf(roadmap).map((column) => textOf(find(column, 'h3')));
const column = (roadmap: RallyRoadmap, id: string) =>
  columnsOf(roadmap).find(({ status }) => status?.id === id)!;
const card = (roadmap: RallyRoadmap, id: string) => roadmap.cardOf(id)!;
const said = (roadmap: RallyRoadmap) => roadmap.shadowRoot!.querySelector('.live')?.textContent;
const press = (element: Element, label: string) =>
  [...element.shadowRoot!.querySelectorAll('button')]
    .find((each) => each.textContent!.trim() === label)!
    .click();

/** For the team: the roadmap with its tools loaded, and the form that “Move to…” opens. */
async function mountTeam() {
  const mounted = await mount({ as: priya });
  await shows(mounted.roadmap, atFirst);
  await until(() => card(mounted.roadmap, 'pantry').querySelector('.move'), 'a control to move it');
  const team = await appears(mounted.roadmap, 'rally-roadmap-team');
  await appears(team, 'dialog');
  return { ...mounted, team };
}
async function openForm(roadmap: RallyRoadmap, team: Element, id: string): Promise<Element> {
  card(roadmap, id).querySelector<HTMLElement>('.move')!.focus();
  await sendKeys({ press: 'Enter' });
  await until(() => find<HTMLDialogElement>(team, 'dialog').open, 'the dialog');
  const form = find(team, 'rally-idea-status:not([hidden])');
  await until(() => form.shadowRoot?.activeElement?.localName === 'select', 'the focus in the form');
  return form;
}
async function drag(from: Element, to: Element, release = true): Promise<void> {
  const centre = (element: Element): [number, number] => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [Math.round(left + width / 2), Math.round(top + Math.min(height / 2, 30))];
  };
  await sendMouse({ type: 'move', position: centre(from) });
  await sendMouse({ type: 'down' });
  await sendMouse({ type: 'move', position: centre(to) });
  if (release) await sendMouse({ type: 'up' });
}

describe('<rally-roadmap>', () => {
  before(() => setViewport({ width: 1000, height: 700 }));
  afterEach(() => resetMouse());

  it('shows what is decided on by status, with votes, comments and counts', async () => {
    const { roadmap } = await mount();
    await shows(roadmap, atFirst);
    expect(headings(roadmap)).to.deep.equal(['Planned 2', 'In progress 1', 'Shipped 1']);
    const vote = await appears(card(roadmap, 'pantry').querySelector('rally-vote')!, '.count');
    expect(vote.textContent).to.equal('141');
    expect(textOf(card(roadmap, 'lists'))).to.contain('2 comments');
    expect(card(roadmap, 'pantry').querySelector('.move')).to.equal(null);
    await expectAccessible(roadmap);
  });

  it('shows the statuses that are asked for, in their order, and says which there are', async () => {
    const { roadmap } = await mount();
    roadmap.setAttribute('statuses', 'shipped, declined');
    await shows(roadmap, { shipped: ['Shared lists'], declined: ['Rename the app'] });
    roadmap.setAttribute('statuses', 'shipped done');
    await until(() => textOf(roadmap).includes('no status “done”'));
    expect(textOf(roadmap)).to.contain('open, under-review, planned');
    await expectAccessible(roadmap);
  });

  it('shows further ideas of one status when asked for', async () => {
    const many = Array.from({ length: 8 }, (_, at) =>
      make.idea({ id: `i${at}`, title: `Idea ${at}`, status: 'planned', tally: votes(100 - at) }),
    );
    const { roadmap } = await mount({ entities: many });
    await until(() => shown(roadmap)['planned']?.length === 5);
    expect(headings(roadmap)[0]).to.equal('Planned 8');
    press(column(roadmap, 'planned'), 'Show more');
    await until(() => shown(roadmap)['planned']?.length === 8);
    const now = column(roadmap, 'planned').shadowRoot!;
    await until(() => now.activeElement?.textContent === 'Idea 5', 'the focus on the first new one');
    expect(textOf(now.host)).not.to.contain('Show more');
  });

  it('opens an idea in its place, and comes back to where the reader was', async () => {
    const { roadmap } = await mount();
    await shows(roadmap, atFirst);
    const title = card(roadmap, 'swaps').querySelector<HTMLElement>('.title')!;
    title.focus();
    await sendKeys({ press: 'Enter' });
    const idea = await appears(roadmap, 'rally-idea');
    await until(() => idea.shadowRoot && textOf(idea).includes('Meal swaps'));
    await until(() => roadmap.shadowRoot!.activeElement?.textContent!.trim() === 'Roadmap', 'the way back');
    await expectAccessible(roadmap);
    await sendKeys({ press: 'Enter' });
    await until(() => column(roadmap, 'planned').shadowRoot!.activeElement === title, 'the title again');
    expect(roadmap.shadowRoot!.querySelector('rally-idea')).to.equal(null);
  });

  it('leaves opening to the page where that wants it', async () => {
    const { roadmap } = await mount();
    await shows(roadmap, atFirst);
    roadmap.addEventListener('rally-idea-open-request', (event) => event.preventDefault());
    const asked = oneEvent<PostOpenRequestEvent>(roadmap, 'rally-idea-open-request');
    card(roadmap, 'scale').querySelector<HTMLElement>('.title')!.click();
    expect((await asked).subject).to.deep.equal({ kind: 'idea', id: 'scale' });
    await roadmap.updateComplete;
    expect(roadmap.shadowRoot!.querySelector('rally-idea')).to.equal(null);
  });

  it('gives opened ideas an address where asked to', async () => {
    const { roadmap } = await mount();
    roadmap.permalinks = true;
    await until(() => card(roadmap, 'scale')?.querySelector('a.title'));
    card(roadmap, 'scale').querySelector<HTMLElement>('.title')!.click();
    await appears(roadmap, 'rally-idea');
    await until(() => location.hash === '#rally-idea=scale');
    history.back();
    await until(() => !roadmap.shadowRoot!.querySelector('rally-idea'), 'the columns');
    expect(location.hash).to.equal('');
  });

  it('takes a vote without moving what is around it', async () => {
    const { roadmap } = await mount();
    await shows(roadmap, atFirst);
    const vote = card(roadmap, 'swaps').querySelector('rally-vote')!;
    await appears(vote, '.count');
    const boxes = () =>
      ['pantry', 'swaps', 'scale'].map((id) => JSON.stringify(card(roadmap, id).getBoundingClientRect()));
    const before = boxes();
    find(vote, 'button').click();
    await until(() => find(vote, '.count').textContent === '97');
    expect(boxes()).to.deep.equal(before);
  });

  it('follows what others do: one that came waits until it is asked for', async () => {
    const { stage, roadmap } = await mount();
    await shows(roadmap, atFirst);
    await until(() => stage.store.connection.value === 'live');
    const move = { id: 'swaps', status: 'in-progress' };
    await stage.host.as(priya).apply([command('c-1', 'idea.set-status', move)]);
    await until(() => headings(roadmap).join() === 'Planned 1,In progress 2,Shipped 1');
    await shows(roadmap, { ...atFirst, planned: ['Pantry scan'] });
    const fresh = await appears(column(roadmap, 'in-progress'), 'rally-fresh');
    await until(() => fresh.shadowRoot && textOf(fresh) === '1 more came here');
    await expectAccessible(roadmap);
    find(fresh, 'button').click();
    await until(() => shown(roadmap)['in-progress']?.includes('Meal swaps'));
  });

  it('lets the team move an idea by keyboard, with an answer', async () => {
    const { stage, roadmap, team } = await mountTeam();
    await expectAccessible(roadmap);
    const form = await openForm(roadmap, team, 'pantry');
    await expectAccessible(team);
    find<HTMLSelectElement>(form, 'select').value = 'in-progress';
    type(find<HTMLTextAreaElement>(form, 'textarea'), 'We have begun.');
    let answer!: () => void;
    stage.hold = new Promise((resolve) => (answer = resolve));
    const moved = oneEvent(roadmap, 'rally-idea-set-status');
    find(form, '.primary').focus();
    await sendKeys({ press: 'Enter' });
    // Before the backend has answered.
    await until(() => shown(roadmap)['in-progress']?.includes('Pantry scan'), 'it is there at once');
    expect(shown(roadmap)['planned']).to.deep.equal(['Meal swaps']);
    expect(headings(roadmap)).to.deep.equal(['Planned 1', 'In progress 2', 'Shipped 1']);
    const control = card(roadmap, 'pantry').querySelector('.move');
    await until(() => column(roadmap, 'in-progress').shadowRoot!.activeElement === control, 'the focus');
    answer();
    await moved;
    await until(() => said(roadmap) === '“Pantry scan” is now in progress.');
    const [now] = await stage.host.as(null).get([{ kind: 'idea', id: 'pantry' }]);
    expect(now).to.deep.include({ status: 'in-progress' });
    expect(now).to.have.nested.property('response.body', 'We have begun.');
    expect(find<HTMLDialogElement>(team, 'dialog').open).to.equal(false);
  });

  it('puts back what was refused, and gives back what was typed', async () => {
    const { stage, roadmap, team } = await mountTeam();
    const form = await openForm(roadmap, team, 'pantry');
    find<HTMLSelectElement>(form, 'select').value = 'shipped';
    type(find<HTMLTextAreaElement>(form, 'textarea'), 'It is live.');
    stage.refuse = new RallyError('forbidden', 'The list is frozen this week.');
    find<HTMLFormElement>(form, 'form').requestSubmit();
    await until(() => textOf(form).includes('The list is frozen this week.'));
    await until(() => find<HTMLDialogElement>(team, 'dialog').open);
    await shows(roadmap, atFirst);
    expect(find<HTMLTextAreaElement>(form, 'textarea').value).to.equal('It is live.');
    await expectAccessible(team);
    stage.refuse = undefined;
    find<HTMLFormElement>(form, 'form').requestSubmit();
    await until(() => shown(roadmap)['shipped']?.includes('Pantry scan'));
    await until(() => !team.shadowRoot!.querySelector('rally-idea-status'), 'the form is gone');
  });

  it('forgets a form that was left by Escape, and comes back to its control', async () => {
    const { roadmap, team } = await mountTeam();
    await openForm(roadmap, team, 'swaps');
    await sendKeys({ press: 'Escape' });
    await until(() => !team.shadowRoot!.querySelector('rally-idea-status'));
    const control = card(roadmap, 'swaps').querySelector('.move');
    expect(column(roadmap, 'planned').shadowRoot!.activeElement).to.equal(control);
  });

  it('keeps the focus when an idea leaves the roadmap', async () => {
    const { roadmap, team } = await mountTeam();
    const form = await openForm(roadmap, team, 'swaps');
    find<HTMLSelectElement>(form, 'select').value = 'declined';
    find<HTMLFormElement>(form, 'form').requestSubmit();
    await shows(roadmap, { ...atFirst, planned: ['Pantry scan'] });
    await until(() => said(roadmap) === '“Meal swaps” is now declined.');
    expect(roadmap.shadowRoot!.activeElement).to.equal(find(roadmap, '.road'));
  });

  it('lets the team drag an idea to another status, shown before the backend has it', async () => {
    const { stage, roadmap } = await mountTeam();
    let answer!: () => void;
    stage.hold = new Promise((resolve) => (answer = resolve));
    const before = location.href;
    await drag(card(roadmap, 'swaps'), column(roadmap, 'shipped'));
    await shows(roadmap, {
      ...atFirst,
      planned: ['Pantry scan'],
      shipped: ['Meal swaps', 'Shared lists'],
    });
    answer();
    await until(() => said(roadmap) === '“Meal swaps” is now shipped.');
    expect(roadmap.shadowRoot!.querySelector('rally-idea'), 'it was no click').to.equal(null);
    expect(location.href).to.equal(before);
  });

  it('puts a dragged idea back that was refused, and says why at its card', async () => {
    const { stage, roadmap } = await mountTeam();
    stage.refuse = new RallyError('forbidden', 'The list is frozen this week.');
    await drag(card(roadmap, 'swaps'), column(roadmap, 'shipped'));
    const hint = await appears(column(roadmap, 'planned'), '.hint');
    expect(hint.textContent).to.equal('The list is frozen this week.');
    await shows(roadmap, atFirst);
  });

  it('puts a card back by Escape, and opens one that was only pressed', async () => {
    const { stage, roadmap } = await mountTeam();
    await drag(card(roadmap, 'swaps'), column(roadmap, 'shipped'), false);
    expect(column(roadmap, 'shipped').over).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await sendMouse({ type: 'up' });
    expect(column(roadmap, 'shipped').over).to.equal(false);
    expect(stage.store.pending.value).to.have.length(0);
    await shows(roadmap, atFirst);
    await drag(card(roadmap, 'swaps'), card(roadmap, 'swaps'));
    await appears(roadmap, 'rally-idea');
  });

  it('is a list where asked for, and where there is no room for columns', async () => {
    const { roadmap } = await mount();
    await shows(roadmap, atFirst);
    const tops = () => columnsOf(roadmap).map((each) => Math.round(each.getBoundingClientRect().top));
    expect(new Set(tops()).size).to.equal(1);
    press(roadmap, 'List');
    await roadmap.updateComplete;
    expect(new Set(tops()).size).to.equal(3);
    expect(roadmap.getAttribute('view')).to.equal('list');
    await expectAccessible(roadmap);
    press(roadmap, 'Columns');
    await roadmap.updateComplete;
    expect(new Set(tops()).size).to.equal(1);
    roadmap.style.inlineSize = '380px';
    await until(() => new Set(tops()).size === 3);
    expect(find(roadmap, '.seg').offsetHeight).to.equal(0);
    await expectAccessible(roadmap);
  });

  it('fits 320 px, in either direction, with long words', async () => {
    await setViewport({ width: 320, height: 640 });
    const title = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      const { roadmap } = await mount({ entities: [make.idea({ title, status: 'planned' })] });
      await until(() => shown(roadmap)['planned']?.length === 1);
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
      await expectAccessible(roadmap);
    }
    document.documentElement.dir = '';
    await setViewport({ width: 1000, height: 700 });
  });

  it('keeps its contrast in the dark', async () => {
    const { roadmap } = await mountTeam();
    roadmap.theme = 'dark';
    await roadmap.updateComplete;
    await expectAccessible(roadmap);
  });

  it('says when there is nothing, no such board, none named, or one of questions', async () => {
    const { roadmap } = await mount({ entities: [rename] });
    await until(() => textOf(roadmap).includes('Nothing is on its way yet'));
    await expectAccessible(roadmap);
    roadmap.board = 'help';
    await until(() => textOf(roadmap).includes('This board has no roadmap'));
    roadmap.board = 'none';
    await until(() => textOf(roadmap).includes('There is no board “none”'));
    roadmap.board = undefined;
    await until(() => textOf(roadmap).includes('<rally-roadmap board="…">'));
  });

  it('says what is empty beside what is not', async () => {
    const { roadmap } = await mount({ entities: [pantry] });
    await shows(roadmap, { planned: ['Pantry scan'], 'in-progress': [], shipped: [] });
    await until(() => textOf(column(roadmap, 'shipped')).includes('Nothing here yet.'));
  });

  it('shows that it loads, and what went wrong, with a way on', async () => {
    const stage = setStage({ entities: five });
    stage.refuseReading = new RallyError('unavailable', 'The community does not answer.');
    const roadmap = await fixture<RallyRoadmap>(
      html`<rally-roadmap .store=${stage.store} board="product"></rally-roadmap>`,
    );
    expect(find(roadmap, '.road').getAttribute('aria-busy')).to.equal('true');
    await expectAccessible(roadmap);
    await appears(roadmap, '[role=alert]');
    stage.refuseReading = undefined;
    press(roadmap, 'Try again');
    await shows(roadmap, atFirst);
  });
});
