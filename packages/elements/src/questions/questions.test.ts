import { expect, fixture, oneEvent, waitUntil } from '@open-wc/testing';
import { html } from 'lit';
import { expectAccessible } from '../base/axe.test.world.js';
import {
  appears,
  find,
  make,
  setStage,
  textOf,
  type as enter,
  type Stage,
} from '../base/stage.test.world.js';
import './questions.define.js';
import type { RallyQuestions } from './questions.js';

const day = 86_400_000;
const questions = [
  make.question({
    id: 'old',
    title: 'Can I export my plan?',
    answers: 3,
    accepted: 'a',
    status: 'solved',
    views: 1902,
  }),
  make.question({
    id: 'mid',
    title: 'Does the list work offline?',
    createdAt: Date.UTC(2026, 9, 2),
    tally: { score: 87, up: 0, down: 0, imported: 87 },
    answers: 1,
    status: 'answered',
  }),
  make.question({ id: 'new', title: 'How do I remove a meal?', createdAt: Date.UTC(2026, 9, 1) + 2 * day }),
  make.answer({ id: 'a', question: 'old' }),
  make.answer({ id: 'b', question: 'old' }),
  make.answer({ id: 'c', question: 'mid' }),
];
const board = make.board({
  id: 'help',
  purpose: 'support',
  title: 'Questions',
  counts: { open: 1, answered: 1, solved: 1 },
});

async function mount(stage: Stage = setStage({ entities: [board, ...questions] })) {
  const element = await fixture<RallyQuestions>(
    html`<rally-questions .store=${stage.store} board="help"></rally-questions>`,
  );
  await waitUntil(() => textOf(element).includes('Ask a question'));
  return { stage, element };
}

const titles = (element: RallyQuestions) =>
  [...element.shadowRoot!.querySelectorAll('.title')].map((title) => title.textContent!.trim());
const press = (element: RallyQuestions, label: string) =>
  [...element.shadowRoot!.querySelectorAll('button')]
    .find((each) => each.textContent!.trim() === label)!
    .click();

describe('<rally-questions>', () => {
  it('lists questions, the newest first, with answers, views and what became of them', async () => {
    const { element } = await mount();
    await waitUntil(() => titles(element).length === 3);
    expect(titles(element)).to.deep.equal([
      'How do I remove a meal?',
      'Does the list work offline?',
      'Can I export my plan?',
    ]);
    const last = textOf([...element.shadowRoot!.querySelectorAll('.post')].at(-1)!);
    expect(last).to.contain('Solved').and.contain('2 answers').and.contain('1,902 views');
    await expectAccessible(element);
  });

  it('sorts by votes and narrows to those without an answer', async () => {
    const { element } = await mount();
    await waitUntil(() => titles(element).length === 3);
    press(element, 'Top');
    await waitUntil(() => titles(element)[0] === 'Does the list work offline?');
    press(element, 'Filter');
    await appears(element, '.filters label');
    const open = [...element.shadowRoot!.querySelectorAll('.filters label')].find((label) =>
      label.textContent!.includes('Open'),
    );
    open!.querySelector('input')!.click();
    await waitUntil(() => titles(element).length === 1);
    expect(titles(element)).to.deep.equal(['How do I remove a meal?']);
    await expectAccessible(element);
  });

  it('opens a question in place, and comes back to where one was', async () => {
    const { element } = await mount();
    await waitUntil(() => titles(element).length === 3);
    const asked = oneEvent(element, 'rally-question-open-request');
    element.shadowRoot!.querySelectorAll<HTMLElement>('.title')[1]!.click();
    await asked;
    const question = await appears(element, 'rally-question');
    await waitUntil(() => textOf(question).includes('Does the list work offline?'));
    await expectAccessible(element);
    find<HTMLButtonElement>(element, '.back button').click();
    await waitUntil(() => !element.shadowRoot!.querySelector('rally-question'));
    await waitUntil(
      () => element.shadowRoot!.activeElement?.textContent?.trim() === 'Does the list work offline?',
    );
  });

  it('takes a question, and shows it in the list', async () => {
    const { stage, element } = await mount();
    press(element, 'Ask a question');
    const composer = await appears(element, 'rally-composer');
    const title = await appears<HTMLInputElement>(composer, '[name=title]');
    enter(title, 'Where are my leftovers?');
    find<HTMLFormElement>(composer, 'form').requestSubmit();
    await oneEvent(element, 'rally-question-create');
    await waitUntil(() => titles(element)[0] === 'Where are my leftovers?');
    await waitUntil(() => !element.shadowRoot!.querySelector('rally-composer'));
    const page = await stage.host.as(null).list({ kind: 'question', board: 'help' });
    expect(page.items[0]).to.include({ title: 'Where are my leftovers?', status: 'open' });
  });

  it('invites to ask where nobody has', async () => {
    const { element } = await mount(setStage());
    await waitUntil(() => textOf(element).includes('No questions yet'));
    await expectAccessible(element);
  });
});
