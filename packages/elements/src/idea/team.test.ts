import { expect, fixture, html } from '@open-wc/testing';
import { RallyError, type Entity, type Identity } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, priya, setStage, textOf, until } from '../base/stage.test.world.js';
import type { RallyIdea } from './idea.js';
import './idea.define.js';
import '../ideas/ideas.define.js';

const tags = [{ id: 'recipes', label: 'Recipes' }];
const product = make.board({ tags });
const team = make.board({ id: 'team', purpose: 'process', title: 'How we work' });
const near = make.board({ id: 'near', title: 'Shopping', tags });
const scale = make.idea({ id: 'scale', title: 'Scale a recipe', tags: ['recipes'], status: 'planned' });
const season = make.idea({ id: 'season', title: 'What is in season', createdAt: scale.createdAt + 1 });
const entities: readonly Entity[] = [product, team, near, scale, season];

async function mount(as: Identity | null = priya, more: readonly Entity[] = entities) {
  const stage = setStage({ entities: more, as });
  const element = await fixture<RallyIdea>(
    html`<rally-idea .store=${stage.store} idea="scale" lang="en"></rally-idea>`,
  );
  await appears(element, 'h3');
  return { stage, element, idea: () => stage.store.peek({ kind: 'idea', id: 'scale' }) };
}

async function toolsOf(element: RallyIdea): Promise<Element> {
  const tools = await appears(element, 'rally-idea-team');
  (await appears(tools, 'summary')).click();
  return tools;
}

const button = (element: Element, label: string): HTMLElement | undefined =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('button')].find(
    (each) => each.textContent!.trim() === label,
  );

async function press(element: Element, label: string): Promise<void> {
  await until(() => button(element, label), `“${label}”`);
  button(element, label)!.click();
}

const listed = (board: Element): string[] =>
  [...board.shadowRoot!.querySelectorAll('.title')].map((title) => title.textContent!.trim());

describe('the team’s tools in <rally-idea>', () => {
  it('pin it, at once, and say so', async () => {
    const { stage, element, idea } = await mount();
    const tools = await toolsOf(element);
    let release!: () => void;
    stage.hold = new Promise((resolve) => (release = resolve));
    await press(tools, 'Pin');
    await until(() => textOf(element).includes('Pinned'), 'shown before the backend has it');
    release();
    await until(() => tools.shadowRoot!.querySelector('.live')?.textContent === 'Saved.');
    expect(idea()?.pinned).to.equal(true);
    await expectAccessible(element);
    await press(tools, 'Unpin');
    await until(() => !textOf(element).includes('Pinned'));
  });

  it('archive it, which leaves nothing to do but to restore it', async () => {
    const { element, idea } = await mount();
    const tools = await toolsOf(element);
    await press(tools, 'Archive');
    await until(() => textOf(element).includes('Archived by the team'));
    await until(() => !tools.shadowRoot!.querySelector('rally-idea-status'), 'the form of the status');
    for (const label of ['Pin', 'Lock', 'Merge into another idea…', 'Move to another board…'])
      expect(button(tools, label), label).to.equal(undefined);
    const vote = find(element, 'rally-vote');
    await until(() => find(vote, 'button').getAttribute('aria-disabled') === 'true', 'no more votes');
    await expectAccessible(element);
    await press(tools, 'Restore');
    await until(() => !idea()?.archived && !textOf(element).includes('Archived'));
  });

  it('move it to another board, and say before what changes', async () => {
    const { stage, element, idea } = await mount();
    const tools = await toolsOf(element);
    await press(tools, 'Move to another board…');
    const form = await appears(tools, 'rally-idea-move');
    await until(() => form.shadowRoot!.querySelectorAll('option').length === 4, 'the other boards');
    expect(form.shadowRoot!.activeElement).to.equal(find(form, 'select'));
    const choose = (id: string) => {
      find<HTMLSelectElement>(form, 'select').value = id;
      find(form, 'select').dispatchEvent(new Event('change'));
    };
    choose('near');
    await until(() => textOf(form).includes('Votes, comments and its address stay.'));
    expect(textOf(form)).not.to.contain('begins there');
    choose('team');
    await until(() => textOf(form).includes('it begins there as “Proposed”'));
    expect(textOf(form)).to.contain('does not have these topics: Recipes.');
    await expectAccessible(element);
    stage.refuse = new RallyError('forbidden', 'Not now.');
    await press(form, 'Move');
    await until(() => textOf(form).includes('Not now.'));
    expect(find<HTMLSelectElement>(form, 'select').value).to.equal('team');
    stage.refuse = undefined;
    await press(form, 'Move');
    await until(() => idea()?.board === 'team' && textOf(element).includes('Proposed'));
    await until(() => tools.shadowRoot!.querySelector('.live')?.textContent === 'Moved to How we work.');
  });

  it('are nobody else’s', async () => {
    const { stage, element } = await mount(ana);
    await stage.store.prepare();
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('rally-idea-team')).to.equal(null);
  });
});

describe('a board with what is pinned and archived', () => {
  const pinned = { ...scale, pinned: true } as const;
  const gone = make.idea({ id: 'gone', title: 'Put away', archived: true });

  it('shows what is pinned first, marked, to everybody', async () => {
    const { store } = setStage({ entities: [product, pinned, season], as: null });
    const board = await fixture(html`<rally-ideas .store=${store} board="product" sort="new"></rally-ideas>`);
    await until(() => listed(board).join() === 'Scale a recipe,What is in season');
    expect(textOf(board)).to.contain('Pinned');
    await expectAccessible(board);
  });

  it('finds what is archived by a filter, for the team alone', async () => {
    for (const [as, offered] of [
      [priya, true],
      [ana, false],
    ] as const) {
      const { store } = setStage({ entities: [product, pinned, season, gone], as });
      const board = await fixture(html`<rally-ideas .store=${store} board="product"></rally-ideas>`);
      await until(() => listed(board).length === 2);
      await press(board, 'Filter');
      await appears(board, '.filters label');
      await until(() => store.session.value);
      const label = [...board.shadowRoot!.querySelectorAll('.filters label')].find((each) =>
        each.textContent!.includes('Archived ideas'),
      );
      expect(Boolean(label), `offered to ${as.id}`).to.equal(offered);
      if (!label) continue;
      expect(label.textContent).to.contain('1');
      await expectAccessible(board);
      (label as HTMLElement).click();
      await until(() => listed(board).join() === 'Put away');
      await press(board, 'Clear filters');
      await until(() => listed(board).length === 2);
    }
  });

  it('offers no such filter where the store has no such list', async () => {
    const { store } = setStage({ entities: [product, season], as: priya, without: ['filters'] });
    const board = await fixture(html`<rally-ideas .store=${store} board="product"></rally-ideas>`);
    await until(() => listed(board).length === 1);
    await press(board, 'Filter');
    await appears(board, '.filters label');
    await until(() => store.session.value);
    expect(textOf(board)).not.to.contain('Archived ideas');
  });
});
