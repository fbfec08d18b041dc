import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { RallyError, command, type Command, type Entity } from '@rallykit/core';
import type { KeptAct, StoreOptions } from '@rallykit/store';
import { draftsOf } from '@rallykit/store/drafts';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, priya, setStage, textOf, type, until } from '../base/stage.test.world.js';
import '../idea/idea.define.js';
import '../ideas/ideas.define.js';
import type { RallyIdeas } from '../ideas/ideas.js';

type Keeper = NonNullable<StoreOptions['keeper']>;

const idea = make.idea({ author: 'ana', body: 'As it was.' });
const subject = { kind: 'idea', id: 'idea-1' } as const;
const comment = command('c-1', 'comment.create', { id: 'said', subject, body: 'Eggs are\nthe hard part.' });

/** What an earlier page of Ana's did, and left behind. */
function keeping(...commands: readonly Command[]): Keeper & { readonly ids: Set<string> } {
  const acts = new Map(
    commands.map((each) => [each.id as string, { command: each, at: Date.now(), person: ana.id }]),
  );
  return {
    ids: acts as unknown as Set<string>,
    read: async () => [...acts.values()],
    keep: async (act) => void acts.set(act.command.id, act as never),
    drop: async (ids) => ids.forEach((id) => acts.delete(id)),
  };
}

const denied = () => Promise.reject(new RallyError('unavailable', 'Denied.'));
const keepsNothing: Keeper = { read: denied, keep: denied, drop: denied };

async function mount({
  left = [],
  refuse,
  keeper = keeping(...left),
  entities = [idea],
}: {
  left?: readonly Command[];
  refuse?: RallyError;
  keeper?: Keeper;
  entities?: readonly Entity[];
} = {}) {
  const stage = setStage({ entities, keeper });
  stage.refuse = refuse;
  const board = await fixture<RallyIdeas>(
    html`<rally-ideas .store=${stage.store} board="product"></rally-ideas>`,
  );
  await appears(board, '.title');
  return { stage, board, keeper };
}

const notices = (element: Element) => appears(element, 'rally-notices');
const banner = async (element: Element) => appears(await notices(element), '.banner');
const press = (element: Element, label: string) => {
  const all = [...element.shadowRoot!.querySelectorAll('button')];
  all.find((each) => each.textContent!.trim() === label)!.click();
};
const said = (element: Element) => element.shadowRoot!.querySelector('.live')?.textContent ?? '';
const locked = new RallyError('forbidden', 'This is locked.');

describe('what was refused after its page was gone', () => {
  it('is told where it belongs, with its text, and announced politely', async () => {
    const { board } = await mount({ left: [comment], refuse: locked });
    const place = await notices(board);
    const card = await appears(place, '.refused');
    expect(card.textContent).to.contain('Your comment could not be saved. This is locked.');
    expect(card.querySelector('blockquote')!.textContent).to.equal('Eggs are\nthe hard part.');
    await until(() => said(place).includes('Your comment could not be saved.'));
    expect(find(place, '.live').getAttribute('role')).to.equal('status');
    await expectAccessible(board);
  });

  it('is told once, nearest to what it was on', async () => {
    const { stage, board } = await mount({ left: [comment], refuse: locked });
    const alone = await fixture<HTMLElement>(
      html`<rally-idea .store=${stage.store} idea="idea-1"></rally-idea>`,
    );
    await appears(await notices(alone), '.refused');
    await until(() => !find(board, 'rally-notices').shadowRoot!.querySelector('.refused'));
  });

  it('is changed and sent again from there', async () => {
    const { stage, board, keeper } = await mount({ left: [comment], refuse: locked });
    const place = await notices(board);
    await appears(place, '.refused');
    press(place, 'Edit and send again');
    const composer = await appears(place, 'rally-composer');
    const body = await appears<HTMLTextAreaElement>(composer, 'textarea');
    await until(() => body.value === 'Eggs are\nthe hard part.');
    await until(() => composer.shadowRoot!.activeElement === body, 'the focus in the text');
    await expectAccessible(board);
    stage.refuse = undefined;
    type(body, 'Eggs are hard.');
    find<HTMLFormElement>(composer, 'form').requestSubmit();
    await until(() => !place.shadowRoot!.querySelector('.refused'), 'the notice is gone');
    const { items } = await stage.host.as(ana).list({ kind: 'comment', subject });
    expect(items.map(({ body: each }) => each)).to.deep.equal(['Eggs are hard.']);
    // Kept as seen, so that no tab which was apart sends it again.
    const kept = (keeper as unknown as { ids: Map<string, KeptAct> }).ids;
    await until(() => kept.size === 1 && [...kept.values()].every(({ seen }) => seen), 'seen');
  });

  it('leaves its text where it was typed when it is dismissed', async () => {
    const create = command('c-2', 'idea.create', {
      id: 'mine',
      board: 'product',
      title: 'Scan my pantry',
      body: 'By camera.',
      tags: ['recipes'],
    });
    const { stage, board } = await mount({ left: [create], refuse: locked });
    const place = await notices(board);
    await appears(place, '.refused');
    press(place, 'Dismiss');
    await until(() => stage.store.refused.value.length === 0);
    await until(() => !place.shadowRoot!.querySelector('.refused'));
    expect(draftsOf(stage.store).get('new/idea/product')).to.deep.equal({
      title: 'Scan my pantry',
      body: 'By camera.',
      tags: 'recipes',
    });
    await board.compose();
    const composer = await appears(board, 'rally-composer');
    expect((await appears<HTMLInputElement>(composer, '#title')).value).to.equal('Scan my pantry');
  });

  it('is an edit that others were faster with: shows both texts', async () => {
    const edit = command('c-3', 'idea.edit', { id: 'idea-1', revision: 1, body: 'As I want it.' });
    const keeper = keeping(edit);
    const stage = setStage({ entities: [idea], keeper });
    await stage.host
      .as(priya)
      .apply([command('c-9', 'idea.edit', { id: 'idea-1', revision: 1, body: 'As Priya has it.' })]);
    const board = await fixture(html`<rally-ideas .store=${stage.store} board="product"></rally-ideas>`);
    const place = await notices(board);
    await appears(place, '.refused');
    press(place, 'Edit and send again');
    const editor = await appears(place, 'rally-editor');
    expect((await appears(editor, '.theirs')).textContent).to.contain('As Priya has it.');
    expect(find<HTMLTextAreaElement>(editor, 'textarea').value).to.equal('As I want it.');
    await expectAccessible(board);
    press(editor, 'Keep mine');
    await until(() => stage.store.peek(subject)?.body === 'As I want it.');
    await until(() => stage.store.refused.value.length === 0);
  });

  it('needs no text to be told', async () => {
    const left = [command('c-4', 'vote.set', { subject, value: 1 })];
    const { board } = await mount({ left, refuse: new RallyError('forbidden', 'Voting is over here.') });
    const place = await notices(board);
    const card = await appears(place, '.refused');
    expect(card.textContent).to.contain('Your vote could not be saved. Voting is over here.');
    expect([...card.querySelectorAll('button')].map((each) => each.textContent!.trim())).to.deep.equal([
      'Dismiss',
    ]);
  });
});

describe('what is not sent yet', () => {
  it('is called unsent where the browser keeps nothing, with what that means', async () => {
    const { stage, board } = await mount({ keeper: keepsNothing });
    let answer!: () => void;
    stage.hold = new Promise((resolve) => (answer = resolve));
    (await appears<HTMLButtonElement>(find(board, 'rally-vote'), 'button:not([aria-disabled=true])')).click();
    const shown = await banner(board);
    expect(shown.textContent).to.contain('keep this page open').and.to.contain('1 unsent');
    await expectAccessible(board);
    answer();
    await until(() => !find(board, 'rally-notices').shadowRoot!.querySelector('.banner'), 'nothing to say');
  });

  it('is told at the control that was used while offline, and moves nothing', async () => {
    const { stage, board } = await mount();
    const vote = find(board, 'rally-vote');
    const button = await appears<HTMLButtonElement>(vote, 'button:not([aria-disabled=true])');
    await stage.store.prepare();
    stage.down = new RallyError('offline', 'No network.');
    const { height } = board.getBoundingClientRect();
    button.click();
    const shown = await banner(board);
    expect(shown.textContent).to.contain('You are offline.');
    expect(board.getBoundingClientRect().height).to.equal(height);
    button.focus();
    button.click();
    const hint = await appears(vote, '.hint');
    expect(hint.textContent).to.equal('Kept. It will be sent when you are back online.');
    expect(hint.getAttribute('role')).to.equal('status');
    await expectAccessible(board);

    const place = find(board, 'rally-notices');
    const heard: string[] = [];
    new MutationObserver(() => heard.push(said(place))).observe(find(place, '.live'), { childList: true });
    stage.down = undefined;
    window.dispatchEvent(new Event('online'));
    await until(() => textOf(place).includes('Up to date again.'));
    await until(() => !place.shadowRoot!.querySelector('.banner'), 'good news does not stay');
    await aTimeout(500);
    expect(heard.length).to.be.at.most(2);
    expect(heard.at(-1)).to.equal('Up to date again.');
  });
});
