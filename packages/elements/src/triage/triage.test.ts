import { expect, fixture, html } from '@open-wc/testing';
import { command, type Entity, type Identity } from '@rallykit/core';
import { sendKeys } from '@web/test-runner-commands';
import { expectAccessible } from '../base/axe.test.world.js';
import {
  ana,
  appears,
  find,
  make,
  priya,
  setStage,
  textOf,
  type,
  until,
  type Lack,
} from '../base/stage.test.world.js';
import type { RallyIdeas } from '../ideas/ideas.js';
import '../ideas/ideas.define.js';

const tags = [
  { id: 'recipes', label: 'Recipes' },
  { id: 'shopping', label: 'Shopping' },
];
const boards = [make.board({ tags }), make.board({ id: 'near', title: 'Nearby', tags })];
const votes = (imported: number) => ({ score: imported, up: 0, down: 0, imported });
/** Idea 0 has the most votes, and stands first. */
const ideas = [0, 1, 2, 3, 4].map((n) =>
  make.idea({
    id: `i${n}`,
    title: `Idea ${n}`,
    tally: votes(50 - n),
    ...(n % 2 === 0 && { tags: ['recipes'] }),
  }),
);

interface Setting {
  readonly as?: Identity;
  readonly without?: readonly Lack[];
  readonly entities?: readonly Entity[];
  readonly storage?: Storage;
}

async function mount({ as = priya, without = [], entities = ideas, storage }: Setting = {}) {
  const stage = setStage({ entities: [...boards, ...entities], as, without, ...(storage && { storage }) });
  const board = await fixture<RallyIdeas>(
    html`<rally-ideas .store=${stage.store} board="product" sort="top" lang="en"></rally-ideas>`,
  );
  await until(() => titles(board).length === 5);
  const idea = (n: number) => stage.store.peek({ kind: 'idea', id: `i${n}` })!;
  return { stage, board, idea };
}

const titles = (board: Element): string[] =>
  [...board.shadowRoot!.querySelectorAll('.title')].map((title) => title.textContent!.trim());
const boxes = (board: Element) => [...board.shadowRoot!.querySelectorAll<HTMLInputElement>('.pick input')];
const picked = (board: Element): number[] => boxes(board).flatMap(({ checked }, at) => (checked ? [at] : []));
const button = (element: Element, label: string): HTMLElement | undefined =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('button')].find(
    (each) => each.textContent!.trim() === label,
  );

async function press(element: Element, label: string): Promise<void> {
  await until(() => button(element, label)?.ariaDisabled !== 'true' && button(element, label), `“${label}”`);
  button(element, label)!.click();
}

/** The tools, with these ideas selected. */
async function select(board: RallyIdeas, ...rows: readonly number[]): Promise<Element> {
  const tools = await appears(board, 'rally-triage');
  await press(tools, 'Select ideas');
  await until(() => boxes(board).length === 5, 'the boxes');
  for (const row of rows) boxes(board)[row]!.click();
  await until(() => textOf(tools).includes(`${rows.length} selected`));
  return tools;
}

describe('selecting ideas on a board', () => {
  it('takes one, a range with shift, all that is shown, and none', async () => {
    const { board } = await mount();
    const tools = await select(board, 1);
    const { left, top, width, height } = boxes(board)[1]!.getBoundingClientRect();
    const there = board.shadowRoot!.elementFromPoint(left + width / 2, top + height / 2);
    expect(there === boxes(board)[1], 'a pointer reaches the box').to.equal(true);
    boxes(board)[3]!.dispatchEvent(
      new MouseEvent('click', { shiftKey: true, bubbles: true, cancelable: true }),
    );
    await until(() => picked(board).join() === '1,2,3', 'the range');
    expect(textOf(tools)).to.contain('3 selected');
    await expectAccessible(board);
    await press(tools, 'Select all 5 shown');
    await until(() => picked(board).length === 5);
    await press(tools, 'Select none');
    await until(() => picked(board).length === 0);
    expect(button(tools, 'Status…')!.ariaDisabled).to.equal('true');
    await press(tools, 'Done');
    await until(() => boxes(board).length === 0);
    await until(() => tools.shadowRoot!.activeElement?.textContent!.trim() === 'Select ideas');
  });

  it('is the team’s alone', async () => {
    const { stage, board } = await mount({ as: ana });
    await until(() => stage.store.session.value);
    await stage.store.prepare();
    await board.updateComplete;
    expect(board.shadowRoot!.querySelector('rally-triage')).to.equal(null);
  });
});

describe('what is done with all that is selected', () => {
  it('sets a status with one answer as one batch, shown at once, and takes it back', async () => {
    const { stage, board, idea } = await mount();
    const tools = await select(board, 0, 1, 2);
    await press(tools, 'Status…');
    await until(() => tools.shadowRoot!.activeElement?.localName === 'select', 'the focus in the form');
    find<HTMLSelectElement>(tools, 'select').value = 'planned';
    type(find<HTMLTextAreaElement>(tools, 'textarea'), 'In spring.');
    await expectAccessible(board);
    let release!: () => void;
    stage.hold = new Promise((resolve) => (release = resolve));
    await press(tools, 'Set status');
    await until(() => idea(2).status === 'planned', 'shown before the backend has it');
    expect(stage.store.pending.value.map(({ state }) => state)).to.deep.equal(Array(3).fill('sending'));
    await until(() => textOf(tools).includes('0 of 3'), 'the progress');
    release();
    await until(() => textOf(tools).includes('3 ideas changed.'));
    for (const n of [0, 1, 2]) expect(idea(n).response?.body).to.equal('In spring.');
    await until(() => tools.shadowRoot!.activeElement?.textContent!.trim() === 'Undo');
    await expectAccessible(board);
    await press(tools, 'Undo');
    await until(() => textOf(tools).includes('3 ideas as before.'));
    for (const n of [0, 1, 2]) expect([idea(n).status, idea(n).response]).to.deep.equal(['open', undefined]);
  });

  it('tells by name what was refused, keeps that selected, and can be undone as far as it went', async () => {
    const { stage, board, idea } = await mount({ without: ['live'] });
    const tools = await select(board, 0, 1);
    await stage.host.as(priya).apply([command('c1', 'idea.archive', { id: 'i1', archived: true })]);
    await press(tools, 'Status…');
    find<HTMLSelectElement>(tools, 'select').value = 'planned';
    await press(tools, 'Set status');
    const alert = await appears(tools, '[role=alert]');
    expect(textOf(alert)).to.contain('1 idea could not be changed: Idea 1: The team has archived this.');
    expect(textOf(tools)).to.contain('1 idea changed.');
    expect(textOf(tools)).to.contain('1 selected');
    await expectAccessible(board);
    await press(tools, 'Undo');
    await until(() => idea(0).status === 'open');
  });

  it('puts topics on all and takes them off, and leaves those that nobody touched', async () => {
    const { board, idea } = await mount();
    const tools = await select(board, 0, 1);
    await press(tools, 'Topics…');
    const box = (n: number) => tools.shadowRoot!.querySelectorAll<HTMLInputElement>('.box input')[n]!;
    await until(() => box(0)?.indeterminate, 'some have the first');
    expect(box(1).checked).to.equal(false);
    expect(button(tools, 'Set topics')!.ariaDisabled).to.equal('true');
    box(1).click();
    await expectAccessible(board);
    await press(tools, 'Set topics');
    await until(() => textOf(tools).includes('2 ideas changed.'));
    expect([idea(0).tags, idea(1).tags]).to.deep.equal([['recipes', 'shopping'], ['shopping']]);
    await press(tools, 'Undo');
    await until(() => idea(1).tags.length === 0 && idea(0).tags.join() === 'recipes');
  });

  it('archives, moves and merges, and brings all back', async () => {
    const { board, idea } = await mount();
    const tools = await select(board, 3, 4);
    await press(tools, 'Archive');
    await until(() => titles(board).length === 3);
    await press(tools, 'Undo');
    await until(() => titles(board).length === 5);
    await press(tools, 'Select all 5 shown');
    await press(tools, 'Move…');
    const field = await appears<HTMLSelectElement>(tools, 'form select');
    await until(() => field.options.length === 3, 'the other boards');
    field.value = 'near';
    field.dispatchEvent(new Event('change'));
    await expectAccessible(board);
    await press(tools, 'Move');
    await until(() => idea(0).board === 'near' && textOf(board).includes('No ideas yet'));
    await press(tools, 'Undo');
    await until(() => titles(board).length === 5 && idea(0).tags.join() === 'recipes');
    for (const row of [1, 2]) boxes(board)[row]!.click();
    await press(tools, 'Merge…');
    await until(() => tools.shadowRoot!.querySelectorAll('[name=into]').length === 2);
    expect(textOf(find(tools, '.choices'))).to.equal('Idea 1 49 votes Idea 2 48 votes');
    find<HTMLInputElement>(tools, '[name=into]').click();
    await expectAccessible(board);
    await press(tools, 'Merge');
    await until(() => idea(2).mergedInto === 'i1' && idea(1).tally.score === 97);
    await press(tools, 'Undo');
    await until(() => idea(1).tally.score === 49 && titles(board).length === 5);
  });

  it('reads from right to left, and is narrow', async () => {
    document.documentElement.dir = 'rtl';
    const { board } = await mount();
    board.style.inlineSize = '320px';
    const tools = await select(board, 0, 1);
    await press(tools, 'Status…');
    await appears(tools, 'select');
    expect(board.scrollWidth).to.be.at.most(320);
    await expectAccessible(board);
    document.documentElement.dir = '';
  });
});

describe('single keys on a board', () => {
  const focused = (board: Element) => board.shadowRoot!.activeElement?.textContent!.trim();

  it('go through the ideas, open, select, set status and topics, search and help', async () => {
    const { board } = await mount();
    const tools = await appears(board, 'rally-triage');
    await appears(tools, '.start');
    board.shadowRoot!.querySelector<HTMLElement>('.title')!.focus();
    for (const [key, title] of [
      ['j', 'Idea 1'],
      ['j', 'Idea 2'],
      ['k', 'Idea 1'],
    ] as const) {
      await sendKeys({ press: key });
      await until(() => focused(board) === title, `${title} after ${key}`);
    }
    await sendKeys({ press: 'x' });
    await until(() => picked(board).join() === '1');
    await sendKeys({ press: 's' });
    await until(() => tools.shadowRoot!.activeElement?.getAttribute('name') === 'status');
    await sendKeys({ press: 't' });
    expect(tools.shadowRoot!.querySelector('[name=status]'), 'no key while a field has the focus').to.exist;
    await press(tools, 'Cancel');
    board.shadowRoot!.querySelector<HTMLElement>('.title')!.focus();
    await sendKeys({ press: 't' });
    await until(() => tools.shadowRoot!.querySelector('.boxes'), 'the topics');
    await press(tools, 'Cancel');
    board.shadowRoot!.querySelector<HTMLElement>('.title')!.focus();
    await sendKeys({ press: '/' });
    await until(() => board.shadowRoot!.activeElement === find(board, 'input[type=search]'));
    await sendKeys({ press: 'x' });
    expect(find<HTMLInputElement>(board, 'input[type=search]').value).to.equal('x');
    expect(picked(board)).to.deep.equal([1]);
    find<HTMLInputElement>(board, 'input[type=search]').value = '';
    board.shadowRoot!.querySelector<HTMLElement>('.title')!.focus();
    await sendKeys({ press: '?' });
    await until(() => find<HTMLDialogElement>(tools, 'dialog').open);
    await expectAccessible(board);
    await press(tools, 'Close');
    board.shadowRoot!.querySelector<HTMLElement>('.title')!.focus();
    await sendKeys({ press: 'o' });
    await appears(board, 'rally-idea');
  });

  it('are off for who switches them off, also after a reload', async () => {
    localStorage.clear();
    const { board } = await mount({ storage: localStorage });
    const tools = await appears(board, 'rally-triage');
    await press(tools, 'Keyboard shortcuts');
    find<HTMLInputElement>(tools, 'dialog input').click();
    await press(tools, 'Close');
    for (const each of [board, (await mount({ storage: localStorage })).board]) {
      await appears(each, 'rally-triage');
      const [first] = each.shadowRoot!.querySelectorAll<HTMLElement>('.title');
      first!.focus();
      await sendKeys({ press: 'j' });
      await sendKeys({ press: '?' });
      expect(focused(each)).to.equal('Idea 0');
      const inner = find(each, 'rally-triage');
      expect(find<HTMLDialogElement>(inner, 'dialog').open).to.equal(false);
    }
    localStorage.clear();
  });
});
