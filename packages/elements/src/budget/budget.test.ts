import { expect, fixture, html } from '@open-wc/testing';
import { voteId, type Entity } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, setStage, textOf, until } from '../base/stage.test.world.js';
import '../ideas/ideas.define.js';
import type { RallyIdeas } from '../ideas/ideas.js';

const ideas = ['Scale a recipe', 'What is in season', 'One shopping list', 'Done already'].map((title, n) =>
  make.idea({ id: `i${n}`, title, ...(n === 3 && { status: 'shipped' }) }),
);
const vote = (n: number): Entity => {
  const subject = { kind: 'idea', id: `i${n}` } as const;
  const { createdAt, updatedAt } = ideas[n]!;
  return {
    kind: 'vote',
    id: voteId('ana', subject),
    member: 'ana',
    subject,
    value: 1,
    revision: 1,
    createdAt,
    updatedAt,
  };
};

async function mount(as: typeof ana | null = ana, votes: readonly number[] = [0, 3]) {
  const board = make.board({ budget: 2 });
  const stage = setStage({ as, entities: [board, ...ideas, ...votes.map(vote)] });
  const element = await fixture<RallyIdeas>(
    html`<rally-ideas .store=${stage.store} board="product" lang="en"></rally-ideas>`,
  );
  return { stage, element, budget: await appears(element, 'rally-budget') };
}
const says = (element: Element, text: string) => until(() => textOf(element).includes(text), text);

describe('<rally-budget>', () => {
  it('says how many votes are left, where they are, and takes one back', async () => {
    const { element, budget } = await mount();
    // What is closed gives its vote back.
    await says(budget, 'You have 1 of 2 votes left');
    find(budget, 'summary').click();
    const titles = () => [...budget.shadowRoot!.querySelectorAll('li span')].map((each) => each.textContent);
    expect(titles()).to.deep.equal(['Scale a recipe']);
    await expectAccessible(element);

    const votes = () => [...element.shadowRoot!.querySelectorAll('rally-vote')];
    const of = (title: string) =>
      votes().find((each) => each.closest('.post')!.textContent!.includes(title))!;
    (await appears(of('What is in season'), 'button')).click();
    await says(budget, 'You have 0 of 2 votes left');
    expect(titles()).to.have.length(2);

    // A third is refused, and says what to do.
    (await appears(of('One shopping list'), 'button')).click();
    await until(() => of('One shopping list').shadowRoot!.textContent!.includes('Take one back'));
    await says(budget, 'You have 0 of 2 votes left');

    find(budget, '[aria-label="Take back: Scale a recipe"]').click();
    await says(budget, 'You have 1 of 2 votes left');
    expect(titles()).to.deep.equal(['What is in season']);
    expect(budget.shadowRoot!.activeElement).to.equal(find(budget, 'summary'));
  });

  it('says what everybody has to somebody who only reads', async () => {
    const { element, budget } = await mount(null, []);
    await says(budget, 'Everybody has 2 votes here.');
    await expectAccessible(element);
  });

  it('is not there on a board without a budget', async () => {
    const { store } = setStage({ entities: ideas });
    const element = await fixture<RallyIdeas>(
      html`<rally-ideas .store=${store} board="product"></rally-ideas>`,
    );
    await until(() => element.shadowRoot!.querySelector('.title'));
    expect(element.shadowRoot!.querySelector('rally-budget')).to.equal(null);
  });
});
