import { expect, fixture, html } from '@open-wc/testing';
import { RallyError, type Entity, type Identity } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, priya, setStage, textOf, type, until } from '../base/stage.test.world.js';
import type { RallyIdea } from './idea.js';
import './idea.define.js';

const tally = (imported: number) => ({ score: imported, up: 0, down: 0, imported });
const half = make.idea({
  id: 'half',
  title: 'Halve a recipe',
  body: 'For two people.',
  author: 'ben',
  tally: tally(3),
});
const scale = make.idea({ id: 'scale', title: 'Scale a recipe to people', author: 'ana', tally: tally(40) });
const dark = make.idea({ id: 'dark', title: 'A dark theme', author: 'ben' });
const said = make.comment({
  id: 'said',
  subject: { kind: 'idea', id: 'half' },
  body: 'Yes!',
  author: 'cleo',
});
const members = [
  make.member({ id: 'ana', name: 'Ana Reis' }),
  make.member({ id: 'ben', name: 'Ben' }),
  make.member({ id: 'cleo', name: 'Cleo' }),
  make.member({ id: 'priya', name: 'Priya', role: 'team' }),
];

async function mount(
  as: Identity | null,
  id: string,
  entities: readonly Entity[] = [half, scale, dark, said],
) {
  const stage = setStage({ as, entities: [...members, ...entities] });
  const element = await fixture<RallyIdea>(html`<rally-idea .store=${stage.store} idea=${id}></rally-idea>`);
  await appears(element, 'h3');
  return { stage, element };
}

const button = (element: Element, label: string) =>
  [...element.shadowRoot!.querySelectorAll('button')].find((each) => each.textContent!.trim() === label);

async function press(element: Element, label: string): Promise<void> {
  await until(() => button(element, label), `the button “${label}”`);
  button(element, label)!.click();
}

async function tools(element: Element) {
  const team = await appears(element, 'rally-idea-team');
  (await appears<HTMLElement>(team, 'summary')).click();
  return team;
}

const titles = (form: Element) =>
  [...form.shadowRoot!.querySelectorAll('.choice b')].map(({ textContent }) => textContent);

describe('merging in <rally-idea>', () => {
  it('finds what says the same, says what will happen, and moves votes and talk', async () => {
    const { stage, element } = await mount(priya, 'half');
    const team = await tools(element);
    await press(team, 'Merge into another idea…');
    const form = await appears(team, 'rally-idea-merge');
    await until(() => titles(form).includes('Scale a recipe to people'), 'the similar idea');
    expect(titles(form)).not.to.include('Halve a recipe');
    expect(form.shadowRoot!.activeElement).to.equal(find(form, 'input[type=search]'));
    find<HTMLInputElement>(form, 'input[value=scale]').click();
    await until(() => textOf(form).includes('each once: 3 here, 40 there'));
    expect(textOf(form)).to.contain('1 comment moves along.');
    await expectAccessible(element);
    await press(form, 'Merge');
    await until(() => textOf(element).includes('Merged into: Scale a recipe to people'));
    const into = stage.store.peek({ kind: 'idea', id: 'scale' });
    expect(into).to.deep.include({ merged: ['half'], comments: 1, tally: tally(43) });
    await until(() => !team.shadowRoot!.querySelector('rally-idea-merge'), 'the form closed');
    expect(team.shadowRoot!.activeElement).to.equal(find(team, 'summary'));
    await expectAccessible(element);
    await press(team, 'Take the merge back');
    await until(() => !textOf(element).includes('Merged into'));
    await until(() => stage.store.peek({ kind: 'idea', id: 'half' })?.comments === 1);
  });

  it('finds others by their words; what was chosen stays', async () => {
    const { element } = await mount(priya, 'half');
    const team = await tools(element);
    await press(team, 'Merge into another idea…');
    const form = await appears(team, 'rally-idea-merge');
    await until(() => titles(form).length > 0);
    find<HTMLInputElement>(form, 'input[value=scale]').click();
    type(find<HTMLInputElement>(form, 'input[type=search]'), 'dark');
    await until(() => titles(form).includes('A dark theme'));
    expect(titles(form)).to.deep.equal(['Scale a recipe to people', 'A dark theme']);
    type(find<HTMLInputElement>(form, 'input[type=search]'), 'nothing like it');
    await until(() => titles(form).join() === 'Scale a recipe to people');
  });

  it('says why it is refused, keeps the choice, and is left by Cancel and Escape', async () => {
    const { stage, element } = await mount(priya, 'half');
    const team = await tools(element);
    await press(team, 'Merge into another idea…');
    const form = await appears(team, 'rally-idea-merge');
    await until(() => titles(form).length > 0);
    find<HTMLInputElement>(form, 'input[value=scale]').click();
    stage.refuse = new RallyError('forbidden', 'Not now.');
    await press(form, 'Merge');
    await until(() => textOf(form).includes('Not now.'));
    expect(find<HTMLInputElement>(form, 'input[value=scale]').checked).to.equal(true);
    await press(form, 'Cancel');
    await until(() => team.shadowRoot!.activeElement?.textContent!.trim() === 'Merge into another idea…');
    await press(team, 'Merge into another idea…');
    const again = await appears(team, 'rally-idea-merge');
    find(again, 'form').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await until(() => !team.shadowRoot!.querySelector('rally-idea-merge'), 'the form closed');
  });

  it('approves what waits, idea and comment', async () => {
    const waits = make.idea({ id: 'waits', author: 'ben', pending: true });
    const talk = make.comment({ id: 'late', subject: { kind: 'idea', id: 'scale' }, pending: true });
    const { stage, element } = await mount(priya, 'waits', [waits, scale, talk]);
    const team = await tools(element);
    await press(team, 'Approve');
    await until(() => stage.store.peek({ kind: 'idea', id: 'waits' })?.pending === undefined);
    await until(() => !button(team, 'Approve'), 'nothing left to approve');
    element.idea = 'scale';
    await until(() => find(element, 'h3').textContent === scale.title, 'the other idea');
    const comments = await appears(element, 'rally-comments');
    await press(comments, 'Approve');
    await until(() => stage.store.peek({ kind: 'comment', id: 'late' })?.pending === undefined);
  });

  it('offers members none of it', async () => {
    const { stage, element } = await mount(ana, 'half');
    await stage.store.prepare();
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('rally-idea-team')).to.equal(null);
  });
});

describe('<rally-idea-thanks>', () => {
  it('names everybody who helped, through every merge', async () => {
    const chain = [
      { ...half, mergedInto: 'dark' },
      { ...dark, author: 'dan', mergedInto: 'scale', merged: ['half'] },
      { ...scale, merged: ['dark'], comments: 1 },
      { ...said, subject: { kind: 'idea', id: 'scale' } as const, via: ['half', 'dark'] },
      make.member({ id: 'dan', name: 'Dan' }),
    ];
    const { element } = await mount(null, 'scale', chain);
    const thanks = await appears(element, 'rally-idea-thanks');
    await until(() => textOf(thanks).includes('4 people helped: Ana Reis, Dan, Ben, and Cleo'));
    await expectAccessible(element);
  });

  it('says nothing of an author alone', async () => {
    const { element } = await mount(null, 'dark');
    expect(element.shadowRoot!.querySelector('rally-idea-thanks')).to.equal(null);
  });
});
