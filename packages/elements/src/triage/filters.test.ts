import { expect, fixture, html } from '@open-wc/testing';
import type { Identity } from '@rallykit/core';
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
import { viewsOf } from './views.js';

const at = (month: number, day: number) => new Date(2026, month - 1, day, 12).getTime();
const votes = (imported: number) => ({ score: imported, up: 0, down: 0, imported });
const response = { author: 'priya', body: 'Soon.', at: at(3, 1) };
const ideas = [
  make.idea({ id: 'old', title: 'Old', createdAt: at(1, 5), tally: votes(9), author: 'ana', response }),
  make.idea({ id: 'mid', title: 'Mid', createdAt: at(2, 5), tally: votes(5) }),
  make.idea({ id: 'new', title: 'New', createdAt: at(3, 5), tally: votes(1) }),
];

interface Setting {
  readonly as?: Identity;
  readonly without?: readonly Lack[];
  readonly storage?: Storage;
}

async function mount({ as = priya, without = [], storage }: Setting = {}) {
  const entities = [make.board(), make.member({ id: 'ana', name: 'Ana Reis' }), ...ideas];
  const stage = setStage({ entities, as, without, ...(storage && { storage }) });
  const board = await fixture<RallyIdeas>(
    html`<rally-ideas .store=${stage.store} board="product" sort="new" lang="en"></rally-ideas>`,
  );
  await until(() => titles(board) === 'New,Mid,Old');
  return { stage, board };
}

const titles = (board: Element): string =>
  [...board.shadowRoot!.querySelectorAll('.title')].map((title) => title.textContent!.trim()).join();
const button = (element: Element, label: string): HTMLElement | undefined =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('button')].find(
    (each) => each.textContent!.trim() === label,
  );
async function press(element: Element, label: string): Promise<void> {
  await until(() => button(element, label), `“${label}”`);
  button(element, label)!.click();
}

async function openFilter(board: RallyIdeas): Promise<void> {
  if (board.shadowRoot!.querySelector('rally-triage') === null) await appears(board, 'rally-triage');
  await press(board, 'Filter');
  await until(() => textOf(board).includes('For the team'), 'the filters of the team');
}
const field = (board: Element, label: string): HTMLInputElement =>
  [...board.shadowRoot!.querySelectorAll('.filters label')]
    .find((each) => each.querySelector('.grow')?.textContent === label)!
    .querySelector('input, select')!;
function set(board: Element, label: string, value: string): void {
  const control = field(board, label);
  control.value = value;
  control.dispatchEvent(new Event('change'));
}
const chips = (board: Element) =>
  [...board.shadowRoot!.querySelectorAll('.chip')].map((chip) => chip.textContent!.trim());

describe('what the team narrows a board by', () => {
  it('finds by date, votes, author and want of an answer, together, each with a chip', async () => {
    const { board } = await mount();
    await openFilter(board);
    await expectAccessible(board);
    field(board, 'Without an official answer').click();
    await until(() => titles(board) === 'New,Mid');
    set(board, 'Votes, at least', '5');
    await until(() => titles(board) === 'Mid');
    set(board, 'From', '2026-02-05');
    await until(() => chips(board).length === 3);
    set(board, 'Until', '2026-02-05');
    await until(() => chips(board).length === 4);
    await until(() => titles(board) === 'Mid', 'the whole of that day');
    expect(chips(board)).to.deep.equal([
      'Without an official answer',
      '5 votes or more',
      'From Feb 5, 2026',
      'Until Feb 5, 2026',
    ]);
    await expectAccessible(board);
    await press(board, 'Clear filters');
    await until(() => titles(board) === 'New,Mid,Old');
    set(board, 'Author', 'ana');
    await until(() => titles(board) === 'Old' && chips(board).join() === 'By Ana Reis');
  });

  it('is offered to nobody else, and only as far as the store’s lists know it', async () => {
    const { stage, board } = await mount({ as: ana });
    await press(board, 'Filter');
    await appears(board, '.filters label');
    await until(() => stage.store.session.value);
    expect(textOf(board)).not.to.contain('For the team');

    const less = await mount({ without: ['filters'] });
    await openFilter(less.board);
    for (const label of ['Without an official answer', 'Votes, at least', 'From', 'Until'])
      expect(textOf(find(less.board, '.filters')), label).not.to.contain(label);
    await expectAccessible(less.board);
  });
});

describe('saved views of a board', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => localStorage.clear());

  it('are kept under a name, shown as they were after a reload, and forgotten', async () => {
    const { board } = await mount({ storage: localStorage });
    await openFilter(board);
    const tools = find(board, 'rally-triage');
    expect(button(tools, 'Save this view…')).to.equal(undefined);
    set(board, 'Votes, at least', '5');
    type(find<HTMLInputElement>(board, 'input[type=search]'), 'mid');
    await until(() => titles(board) === 'Mid');
    await press(tools, 'Save this view…');
    await until(() => tools.shadowRoot!.activeElement?.localName === 'input');
    find<HTMLInputElement>(tools, '.name').value = 'Wanted';
    await expectAccessible(board);
    await press(tools, 'Save');
    await until(() => button(tools, 'Wanted')?.ariaPressed === 'true');
    expect(button(tools, 'Save this view…')).to.equal(undefined);

    const again = await mount({ storage: localStorage });
    const later = await appears(again.board, 'rally-triage');
    await press(later, 'Wanted');
    await until(() => titles(again.board) === 'Mid' && chips(again.board).join() === '5 votes or more');
    expect(find<HTMLInputElement>(again.board, 'input[type=search]').value).to.equal('mid');
    await expectAccessible(again.board);
    find(later, '[aria-label="Forget the view: Wanted"]').click();
    await until(() => !button(later, 'Wanted'));
    expect(viewsOf(again.stage.store, 'product')).to.deep.equal([]);
  });

  it('are each person’s own, and nothing that another script left is taken for one', async () => {
    const { stage } = await mount({ storage: localStorage });
    await until(() => stage.store.keeping.person === 'priya');
    const key = 'rallykit:views::priya:product';
    for (const [kept, count] of [
      ['nonsense', 0],
      ['{"name":"x"}', 0],
      ['[{"name":"x"},{"name":"y","filter":{"status":[1,"open"],"votes":"many","evil":1}}]', 1],
    ] as const) {
      localStorage.setItem(key, kept);
      expect(viewsOf(stage.store, 'product')).to.have.length(count);
    }
    expect(viewsOf(stage.store, 'product')[0]!.filter).to.deep.equal({ status: ['open'], tags: [] });
    const other = await mount({ as: { ...priya, id: 'lea', name: 'Lea' }, storage: localStorage });
    await until(() => other.stage.store.keeping.person === 'lea');
    expect(viewsOf(other.stage.store, 'product')).to.deep.equal([]);
  });
});
