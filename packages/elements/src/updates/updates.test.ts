import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RallyError, type Entity, type Identity, type Update } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import type { PostOpenRequestEvent } from '../base/events.js';
import { ana, appears, find, make, priya, setStage, textOf, type, until } from '../base/stage.test.world.js';
import '../idea/idea.define.js';
import type { RallyUpdate } from './update.js';
import type { RallyUpdates } from './updates.js';
import './updates.define.js';

const day = 86_400_000;
const born = Date.UTC(2026, 9, 1);

const news = (own: Partial<Update> = {}): Update => ({
  kind: 'update',
  id: 'lists',
  revision: 1,
  createdAt: born,
  updatedAt: born,
  board: 'product',
  author: 'priya',
  title: 'One list for the family',
  body: 'Open a list, choose **Share**.',
  labels: ['new'],
  ships: ['idea-1'],
  thanks: { people: ['ines', 'tomas'], others: 87 },
  textRevision: 1,
  ...own,
});
const team = make.member({ id: 'priya', name: 'Priya', role: 'team' });
const tomas = make.member({ id: 'tomas', name: 'Tomás', title: 'Guide' });
const shipped = make.idea({ status: 'shipped', title: 'Share one shopping list' });
const all = [team, tomas, shipped, news()];

interface Setting {
  readonly entities?: readonly Entity[];
  readonly as?: Identity | null;
  readonly permalinks?: boolean;
}

async function mount({ entities = all, as = ana, permalinks = false }: Setting = {}) {
  const stage = setStage({ entities, as, storage: memoryStorage() });
  const element = await fixture<RallyUpdates>(
    html`<rally-updates .store=${stage.store} board="product" ?permalinks=${permalinks}></rally-updates>`,
  );
  return { element, stage, store: stage.store };
}

function memoryStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const first = (element: RallyUpdates) => appears<RallyUpdate>(element, 'rally-update');

describe('updates', () => {
  afterEach(() => history.replaceState(null, '', location.pathname + location.search));

  it('tell what is new, which ideas it ships, and thank their people', async () => {
    const { element } = await mount();
    const update = await first(element);
    await until(() => textOf(update).includes('Tomás'), 'who is thanked');
    expect(textOf(find(update, 'h3'))).to.equal('One list for the family');
    expect(textOf(find(update, '.badge'))).to.equal('New');
    expect(textOf(find(update, '.title'))).to.equal('Share one shopping list');
    expect(textOf(find(update, '.thanks'))).to.equal('Thanks to Ines Costa, Tomás, and 87 others');
    await until(() => find(update, 'rally-markdown').shadowRoot?.querySelector('strong'), 'the markdown');
    await expectAccessible(element);
  });

  it('come newest first, a page at a time', async () => {
    const many = Array.from({ length: 12 }, (_, at) =>
      news({ id: `u${at}`, title: `Update ${at}`, ships: [], createdAt: born + at * day }),
    );
    const { element } = await mount({ entities: [team, ...many] });
    const titles = () =>
      [...element.shadowRoot!.querySelectorAll('rally-update')].map((update) =>
        update.shadowRoot?.querySelector('h3')?.textContent?.trim(),
      );
    await until(() => titles()[9] === 'Update 2', 'the first page');
    expect(titles()[0]).to.equal('Update 11');
    find(element, '.foot button').click();
    await until(() => titles()[11] === 'Update 0', 'the second page');
  });

  it('follow a merge, and leave out an idea that is gone', async () => {
    const merged = make.idea({ id: 'other', title: 'Other', mergedInto: 'idea-1' });
    const { element } = await mount({
      entities: [team, tomas, { ...shipped, merged: ['other'] }, merged, news({ ships: ['other', 'gone'] })],
    });
    const update = await first(element);
    await until(() => update.shadowRoot?.querySelector('.title'), 'the idea');
    const titles = [...update.shadowRoot!.querySelectorAll('.title')].map(textOf);
    expect(titles).to.deep.equal(['Share one shopping list']);
  });

  it('open an idea in their place, and come back', async () => {
    const { element } = await mount();
    const update = await first(element);
    (await appears(update, '.title')).click();
    await appears(element, 'rally-idea');
    find(element, '.back button').click();
    await until(() => !element.shadowRoot!.querySelector('rally-idea'), 'the list again');
    expect(update.shadowRoot!.activeElement).to.equal(find(update, '.title'));
  });

  it('let the page show an idea itself', async () => {
    const { element } = await mount();
    const title = await appears(await first(element), '.title');
    element.addEventListener('rally-idea-open-request', (event) => event.preventDefault());
    const asked = oneEvent(element, 'rally-idea-open-request') as Promise<PostOpenRequestEvent>;
    title.click();
    expect((await asked).subject).to.deep.equal({ kind: 'idea', id: 'idea-1' });
    expect(element.shadowRoot!.querySelector('rally-idea')).to.equal(null);
  });

  it('have an address each, which shows one alone', async () => {
    const { element } = await mount({
      entities: [...all, news({ id: 'more', title: 'More' })],
      permalinks: true,
    });
    const link = await appears<HTMLAnchorElement>(await first(element), 'h3 a');
    expect(link.getAttribute('href')).to.match(/^#rally-update=/);
    location.hash = 'rally-update=lists';
    await until(() => element.shadowRoot!.querySelectorAll('rally-update').length === 1, 'one alone');
    await until(() => element.shadowRoot!.activeElement?.textContent?.includes('All updates'), 'the focus');
    await expectAccessible(element);
    find(element, '.back button').click();
    await until(() => element.shadowRoot!.querySelectorAll('rally-update').length === 2, 'all again');
    expect(location.hash).to.equal('');
  });

  it('say that there are none, or that they could not be loaded', async () => {
    const { element } = await mount({ entities: [] });
    await until(() => textOf(element).includes('No updates yet'));
    await expectAccessible(element);
    const stage = setStage({ entities: all });
    stage.refuseReading = new RallyError('internal', 'The shelf fell down.');
    const failing = await fixture<RallyUpdates>(
      html`<rally-updates .store=${stage.store} board="product"></rally-updates>`,
    );
    await until(() => textOf(failing).includes('The shelf fell down.'));
    stage.refuseReading = undefined;
    find(failing, '.state .btn').click();
    await first(failing);
  });

  it('offer a feed only where the backend has one', async () => {
    const { element, store } = await mount();
    await first(element);
    expect(element.shadowRoot!.querySelector('.feed')).to.equal(null);
    const { session } = store;
    const supports = { ...session.value!.supports, feed: 'https://shop.example/api/v1/updates.atom' };
    const offering = { ...store, session: { ...session, value: { ...session.value!, supports } } };
    const other = await fixture<RallyUpdates>(
      html`<rally-updates .store=${offering} board="product"></rally-updates>`,
    );
    expect((await appears<HTMLAnchorElement>(other, '.feed')).href).to.equal(
      'https://shop.example/api/v1/updates.atom?board=product',
    );
  });
});

describe('the team', () => {
  it('publishes an update with the ideas that it ships', async () => {
    const open = make.idea({ id: 'open', title: 'Scale a recipe' });
    const { element, store } = await mount({ entities: [team, open], as: priya });
    (await appears(element, '.write')).click();
    const editor = await appears(element, 'rally-update-editor');
    await until(() => editor.shadowRoot?.querySelector('.find .choice'), 'ideas to choose');
    type(find<HTMLInputElement>(editor, '#title'), 'Recipes scale');
    type(find<HTMLTextAreaElement>(editor, '#body'), 'Set the number.');
    find(editor, '.inline input').click();
    find(editor, '.find .choice input').click();
    await expectAccessible(editor);
    find<HTMLFormElement>(editor, 'form').requestSubmit();
    const update = await first(element);
    await until(() => textOf(update).includes('Recipes scale'), 'the update');
    await until(() => store.peek({ kind: 'idea', id: 'open' })?.status === 'shipped', 'the idea’s status');
    expect(element.shadowRoot!.querySelector('rally-update-editor')).to.equal(null);
  });

  it('keeps what was typed through a refusal and a reload, and says what is wrong', async () => {
    const { element, stage } = await mount({ entities: [team], as: priya });
    (await appears(element, '.write')).click();
    const editor = await appears(element, 'rally-update-editor');
    const form = await appears<HTMLFormElement>(editor, 'form');
    form.requestSubmit();
    await until(() => textOf(editor).includes('Say in a few words'), 'what is missing');
    type(find<HTMLInputElement>(editor, '#title'), 'Recipes scale');
    stage.refuse = new RallyError('forbidden', 'The shelf fell down.');
    form.requestSubmit();
    await until(() => textOf(editor).includes('The shelf fell down.'), 'why it was refused');
    stage.refuse = undefined;
    element.remove();
    const again = await fixture<RallyUpdates>(
      html`<rally-updates .store=${stage.store} board="product"></rally-updates>`,
    );
    const reopened = await appears(again, 'rally-update-editor');
    await until(() => find<HTMLInputElement>(reopened, '#title').value === 'Recipes scale', 'the draft');
  });

  it('changes an update and deletes it', async () => {
    const { element } = await mount({ as: priya });
    const update = await first(element);
    const button = async (name: string) => {
      await until(
        () => [...update.shadowRoot!.querySelectorAll('.act')].some((each) => textOf(each) === name),
        name,
      );
      return [...update.shadowRoot!.querySelectorAll<HTMLElement>('.act')].find(
        (each) => textOf(each) === name,
      )!;
    };
    update.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    (await button('Edit')).click();
    const editor = await appears(update, 'rally-update-editor');
    const title = await appears<HTMLInputElement>(editor, '#title');
    expect(title.value).to.equal('One list for the family');
    type(title, 'One list for two');
    find<HTMLFormElement>(editor, 'form').requestSubmit();
    await until(() => textOf(update).includes('One list for two'), 'the change');
    (await button('Delete')).click();
    (await button('Delete for good')).click();
    await until(() => textOf(element).includes('No updates yet'), 'that it is gone');
  });

  it('alone is offered to write', async () => {
    const { element, store } = await mount();
    await first(element);
    await until(() => store.session.value, 'who it is');
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.write')).to.equal(null);
  });
});

describe('an idea that was shipped', () => {
  it('says in which update', async () => {
    const { store } = setStage({ entities: all });
    const idea = await fixture(html`<rally-idea .store=${store} idea="idea-1"></rally-idea>`);
    const line = await appears(idea, 'rally-idea-shipped');
    await until(() => line.shadowRoot?.querySelector('a'), 'the link');
    expect(textOf(line)).to.equal('Shipped in: One list for the family');
    expect(find(line, 'a').getAttribute('href')).to.equal('#rally-update=lists');
    await expectAccessible(idea);
  });
});
