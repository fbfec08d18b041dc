import { expect, fixture, oneEvent, waitUntil } from '@open-wc/testing';
import { RallyError, type Entity, type Identity, type Ref, type VotableKind } from '@rallykit/core';
import { draftsOf } from '@rallykit/store/drafts';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { expectAccessible } from '../base/axe.test.world.js';
import {
  ana,
  appears,
  find,
  guest,
  make,
  setStage,
  textOf,
  type as enter,
  type Stage,
} from '../base/stage.test.world.js';
import './composer.define.js';
import type { RallyComposer } from './composer.js';
import type { ComposerKind } from './draft-place.js';

/** A storage that outlives a store, as the browser's outlives a page. */
function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

interface Setting {
  readonly kind?: ComposerKind;
  readonly board?: string;
  readonly subject?: Ref<VotableKind>;
  readonly as?: Identity | null;
  readonly entities?: readonly Entity[];
}

async function show(
  stage: Stage,
  { kind = 'idea', board = 'product', subject }: Setting = {},
): Promise<RallyComposer> {
  const composer = await fixture<RallyComposer>(
    html`<rally-composer
      kind=${kind}
      board=${kind === 'idea' || kind === 'question' ? board : ''}
      .subject=${subject}
      .store=${stage.store}
    ></rally-composer>`,
  );
  await waitUntil(() => stage.store.session.value, 'the session');
  await composer.updateComplete;
  return composer;
}

async function mount(setting: Setting = {}): Promise<{ stage: Stage; composer: RallyComposer }> {
  const { as = ana, entities = [] } = setting;
  const stage = setStage({ as, entities });
  return { stage, composer: await show(stage, setting) };
}

const field = (composer: RallyComposer, name: string) => find<HTMLInputElement>(composer, `[name=${name}]`);
const send = (composer: RallyComposer) => find<HTMLFormElement>(composer, 'form').requestSubmit();
const button = (composer: RallyComposer) => find<HTMLButtonElement>(composer, '.primary');
const problem = (composer: RallyComposer, name: string) =>
  find(composer, `#${name}-problem`).textContent!.trim();
const note = (composer: RallyComposer) => composer.shadowRoot!.querySelector('.note')?.textContent?.trim();

describe('<rally-composer>', () => {
  it('shares an idea, and forgets its draft only then', async () => {
    const { stage, composer } = await mount();
    await expectAccessible(composer);
    enter(field(composer, 'title'), '  Scan the pantry ');
    enter(field(composer, 'body'), 'With the *camera*.');
    find<HTMLInputElement>(composer, '.tag input').click();
    let answer!: () => void;
    stage.hold = new Promise((resolve) => (answer = resolve));
    const fact = oneEvent(composer, 'rally-idea-create');
    const done = oneEvent(composer, 'rally-composer-done');
    send(composer);
    await composer.updateComplete;
    expect(button(composer).getAttribute('aria-disabled')).to.equal('true');
    expect(field(composer, 'body').readOnly).to.equal(true);
    expect(field(composer, 'body').value).to.equal('With the *camera*.');
    expect(draftsOf(stage.store).get('new/idea/product')?.['body']).to.equal('With the *camera*.');
    await expectAccessible(composer);
    answer();
    await fact;
    const { ref } = (await done) as unknown as { ref: Ref<'idea'> };
    const { title, body, tags } = stage.store.peek(ref)!;
    expect({ title, body, tags }).to.deep.equal({
      title: 'Scan the pantry',
      body: 'With the *camera*.',
      tags: ['recipes'],
    });
    expect(draftsOf(stage.store).get('new/idea/product')).to.equal(undefined);
    expect(field(composer, 'title').value).to.equal('');
  });

  for (const [kind, subject, label, word] of [
    ['answer', { kind: 'question', id: 'question-1' }, 'Your answer', 'Answer'],
    ['comment', { kind: 'question', id: 'question-1' }, 'Your comment', 'Comment'],
  ] as const) {
    it(`sends an ${kind} to what it is on`, async () => {
      const { stage, composer } = await mount({ kind, subject, entities: [make.question()] });
      await stage.host.as(null).get([]);
      expect(find(composer, 'label').textContent).to.equal(label);
      expect(button(composer).textContent!.trim()).to.equal(word);
      expect(composer.shadowRoot!.querySelector('[name=title]')).to.equal(null);
      await expectAccessible(composer);
      enter(field(composer, 'body'), 'Like this.');
      const done = oneEvent(composer, 'rally-composer-done');
      send(composer);
      const { ref } = (await done) as unknown as { ref: Ref };
      const [made] = await stage.host.as(ana).get([ref]);
      expect(made).to.include({ kind, body: 'Like this.', author: 'ana' });
    });
  }

  it('speaks the words of its board', async () => {
    const { composer } = await mount({ kind: 'question', board: 'help' });
    await waitUntil(() => button(composer).textContent!.trim() === 'Ask');
    expect(find(composer, 'form').getAttribute('aria-label')).to.equal('Ask a question');
    expect(field(composer, 'body').placeholder).to.equal('What have you tried, and what happened?');
  });

  it('names each field that is wrong beside it, and goes to the first', async () => {
    const { composer } = await mount();
    enter(field(composer, 'body'), 'x'.repeat(20_003));
    send(composer);
    await composer.updateComplete;
    await composer.updateComplete;
    expect(problem(composer, 'title')).to.equal('Give it a title.');
    expect(problem(composer, 'body')).to.equal('Shorten it by 3 characters.');
    const title = field(composer, 'title');
    expect(composer.shadowRoot!.activeElement).to.equal(title);
    expect(title.getAttribute('aria-invalid')).to.equal('true');
    expect(title.getAttribute('aria-describedby')).to.contain('title-problem');
    await expectAccessible(composer);
    enter(title, 'A title');
    await composer.updateComplete;
    expect(problem(composer, 'title')).to.equal('');
  });

  it('says how much is left near the end of the allowance, in characters as people count them', async () => {
    const { composer } = await mount();
    const left = () => find(composer, '#title-left').textContent!.trim();
    enter(field(composer, 'title'), 'x'.repeat(150));
    await composer.updateComplete;
    expect(left()).to.equal('');
    enter(field(composer, 'title'), '🍲'.repeat(195));
    await composer.updateComplete;
    expect(left()).to.equal('5 characters left');
    enter(field(composer, 'title'), '🍲'.repeat(201));
    await composer.updateComplete;
    expect(left()).to.equal('1 character too many');
    await expectAccessible(composer);
  });

  it('shows what the backend says about a field at the field', async () => {
    const { stage, composer } = await mount();
    const said = 'The title has half of a character. Type it again.';
    stage.refuse = new RallyError('invalid', said, { fields: { title: said } });
    enter(field(composer, 'title'), 'Fine here');
    send(composer);
    await waitUntil(() => problem(composer, 'title') === said);
    expect(field(composer, 'title').value).to.equal('Fine here');
  });

  it('keeps the text of a failed post, says why, and posts it once in the end', async () => {
    const { stage, composer } = await mount();
    stage.refuse = new RallyError('conflict', 'Something else was faster.');
    enter(field(composer, 'title'), 'Scan the pantry');
    send(composer);
    await waitUntil(() => note(composer) === 'Something else was faster. Your text is kept.');
    expect(button(composer).textContent!.trim()).to.equal('Try again');
    expect(field(composer, 'title').value).to.equal('Scan the pantry');
    await expectAccessible(composer);
    stage.refuse = undefined;
    const done = oneEvent(composer, 'rally-composer-done');
    send(composer);
    await done;
    const page = await stage.host.as(ana).list({ kind: 'idea', board: 'product' });
    expect(page.items.map(({ title }) => title)).to.deep.equal(['Scan the pantry']);
  });

  it('finds a draft again after a reload, and not in another place', async () => {
    const kept = storage();
    const first = await show(setStage({ storage: kept }));
    enter(field(first, 'title'), 'Half an idea');
    find<HTMLInputElement>(first, '.tag input').click();
    first.remove();
    const stage = setStage({ storage: kept });
    const again = await show(stage);
    await waitUntil(() => field(again, 'title').value === 'Half an idea');
    expect(find<HTMLInputElement>(again, '.tag input').checked).to.equal(true);
    const other = await show(stage, { kind: 'question', board: 'help' });
    expect(field(other, 'title').value).to.equal('');
  });

  it('keeps what a reader typed before signing in', async () => {
    const kept = storage();
    const reader = await show(
      setStage({ as: null, entities: [make.community({ guests: 'none' })], storage: kept }),
    );
    enter(field(reader, 'title'), 'From before');
    reader.remove();
    const member = await show(setStage({ as: ana, storage: kept }));
    await waitUntil(() => field(member, 'title').value === 'From before');
  });

  it('says that sending takes signing in, and asks the page for it', async () => {
    const { composer } = await mount({ as: null, entities: [make.community({ guests: 'none' })] });
    await waitUntil(() => note(composer) === 'Sign in to send this. What you write is kept.');
    await expectAccessible(composer);
    enter(field(composer, 'title'), 'Scan the pantry');
    const asked = oneEvent(composer, 'rally-auth-required');
    send(composer);
    await asked;
    await composer.updateComplete;
    expect(note(composer)).to.equal('Sign in to send this. What you write is kept.');
    expect(field(composer, 'title').value).to.equal('Scan the pantry');
  });

  it('asks a guest for a name once', async () => {
    const { stage, composer } = await mount({ as: guest });
    const name = await appears<HTMLInputElement>(composer, '[name=name]');
    await expectAccessible(composer);
    enter(field(composer, 'title'), 'Scan the pantry');
    send(composer);
    await waitUntil(() => problem(composer, 'name') !== '');
    expect(problem(composer, 'name')).to.equal('Say what others may call you.');
    enter(name, 'Jonas');
    const done = oneEvent(composer, 'rally-composer-done');
    send(composer);
    await done;
    expect(stage.store.peek({ kind: 'member', id: guest.id })?.name).to.equal('Jonas');
    await waitUntil(() => !composer.shadowRoot!.querySelector('[name=name]'));
  });

  it('shows similar posts with their votes while one types, and opens one in place', async () => {
    const near = make.idea({ tally: { score: 342, up: 0, down: 0, imported: 342 } });
    const { composer } = await mount({ entities: [near] });
    enter(field(composer, 'title'), 'Scale recipes to people');
    await appears(composer, '.similar');
    expect(textOf(find(composer, '.similar')))
      .to.contain('Already asked: vote instead?')
      .and.contain(near.title);
    await waitUntil(() => composer.shadowRoot!.querySelector('.live')?.textContent === '1 similar one found');
    const vote = find(composer, '.similar rally-vote');
    await waitUntil(() => textOf(vote).includes('342'));
    await expectAccessible(composer);
    find<HTMLElement>(composer, 'summary').click();
    const opened = await appears(composer, 'details rally-idea');
    await waitUntil(() => textOf(opened).includes(near.title));
    enter(field(composer, 'title'), '');
    await waitUntil(() => !composer.shadowRoot!.querySelector('.similar'));
  });

  it('sends by Ctrl+Enter and cancels by Escape, keeping the draft', async () => {
    const { stage, composer } = await mount();
    enter(field(composer, 'title'), 'Scan the pantry');
    field(composer, 'title').focus();
    const cancelled = oneEvent(composer, 'rally-composer-cancel');
    await sendKeys({ press: 'Escape' });
    await cancelled;
    expect(draftsOf(stage.store).get('new/idea/product')?.['title']).to.equal('Scan the pantry');
    const done = oneEvent(composer, 'rally-composer-done');
    await sendKeys({ press: 'Control+Enter' });
    await done;
  });

  it('lets the page veto a post, and keeps the text', async () => {
    const { stage, composer } = await mount();
    composer.addEventListener('rally-idea-create-request', (event) => event.preventDefault());
    enter(field(composer, 'title'), 'Scan the pantry');
    send(composer);
    await waitUntil(() => button(composer).getAttribute('aria-disabled') === 'false');
    expect(field(composer, 'title').value).to.equal('Scan the pantry');
    expect((await stage.host.as(ana).list({ kind: 'idea' })).items).to.deep.equal([]);
  });

  it('says that it waits while offline, and sends once there is a way', async () => {
    const { stage, composer } = await mount();
    stage.refuse = new RallyError('offline', 'No network.');
    stage.refuseReading = stage.refuse;
    enter(field(composer, 'title'), 'Scan the pantry');
    const done = oneEvent(composer, 'rally-composer-done');
    send(composer);
    await waitUntil(() => note(composer) === 'You are offline. This is kept and will be sent.');
    await expectAccessible(composer);
    stage.refuse = stage.refuseReading = undefined;
    dispatchEvent(new Event('online'));
    await done;
  });

  it('fits 320 px and reads from right to left', async () => {
    const stage = setStage();
    const page = await fixture(
      html`<div dir="rtl" style="inline-size: 320px">
        <rally-composer kind="idea" board="product" .store=${stage.store}></rally-composer>
      </div>`,
    );
    const composer = page.querySelector('rally-composer')!;
    await appears(composer, '.tag');
    const cancel = find(composer, '.quiet').getBoundingClientRect();
    expect(button(composer).getBoundingClientRect().right).to.be.below(cancel.left + 1);
    expect(composer.scrollWidth).to.be.at.most(composer.clientWidth);
    await expectAccessible(composer);
  });
});
