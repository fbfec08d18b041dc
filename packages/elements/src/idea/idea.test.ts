import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RallyError, command, formerMember, type Entity, type Identity } from '@rallykit/core';
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
  type Stage,
  until,
} from '../base/stage.test.world.js';
import type { RallyIdea } from './idea.js';
import './idea.define.js';

const idea = make.idea({
  author: 'ana',
  body: 'When friends join I do **sums** on a napkin.',
  tags: ['recipes'],
  status: 'in-progress',
  response: { author: 'priya', body: 'We have *started*.', at: Date.UTC(2026, 9, 2) },
});
const members = [
  make.member({ id: 'ana', name: 'Ana Reis' }),
  make.member({ id: 'priya', name: 'Priya', role: 'team', title: 'Product lead' }),
];
const talk = [
  make.comment({ id: 'c1', body: 'Yes, *please*.' }),
  make.comment({
    id: 'c2',
    body: 'For nine on Sundays.',
    replyTo: 'c1',
    author: 'ana',
    createdAt: Date.UTC(2026, 9, 3),
  }),
  make.comment({ id: 'c3', body: 'Mine too.', author: 'ana', createdAt: Date.UTC(2026, 9, 4) }),
];

async function mount(as: Identity | null = ana, entities: readonly Entity[] = [idea, ...talk]) {
  const stage = setStage({ as, entities: [...members, ...entities] });
  const element = await fixture<RallyIdea>(
    html`<rally-idea .store=${stage.store} idea="idea-1"></rally-idea>`,
  );
  await appears(element, 'h3');
  const comments = await appears(element, 'rally-comments');
  return { stage, element, comments };
}

const press = async (element: Element, label: string, within = '') => {
  const named = () =>
    [...element.shadowRoot!.querySelectorAll<HTMLButtonElement>(`${within} button`)].find(
      (each) => each.textContent!.trim() === label,
    );
  await until(named, `the button “${label}”`);
  named()!.click();
};
const has = (element: Element, label: string) =>
  [...element.shadowRoot!.querySelectorAll('button')].some((each) => each.textContent!.trim() === label);
async function ready({ store }: Stage): Promise<void> {
  await until(() => store.session.value);
  await store.prepare();
}

describe('<rally-idea>', () => {
  it('tells its author that it waits for review, and takes nothing on it', async () => {
    const { response: _, ...asked } = idea;
    const { stage, element, comments } = await mount(ana, [{ ...asked, pending: true }]);
    await ready(stage);
    await until(() => textOf(element).includes('Waiting for review'));
    await until(() => !comments.shadowRoot!.querySelector('.write'));
    await expectAccessible(element);
  });

  it('shows its text as markdown, its state, the team’s answer and the talk', async () => {
    const { element, comments } = await mount();
    await until(() => find(element, 'rally-markdown').shadowRoot?.querySelector('strong'));
    await until(() => textOf(comments).includes('3 comments'));
    await until(() => comments.shadowRoot!.querySelectorAll('.comment').length === 3);
    expect(find(element, '.badge').textContent).to.equal('In progress');
    await until(() => textOf(element).includes('Priya, Product lead'));
    const official = find(element, '.official');
    expect(official.getAttribute('aria-label')).to.equal('Official answer');
    expect(find(comments, '.replies .comment').dataset['id']).to.equal('c2');
    await expectAccessible(element);
  });

  it('says that it is gone, and shows what went wrong', async () => {
    const { store } = setStage();
    const gone = await fixture<RallyIdea>(html`<rally-idea .store=${store} idea="nope"></rally-idea>`);
    await until(() => textOf(gone).includes('This idea is not here any more'));
    await expectAccessible(gone);
    const stage = setStage({ entities: [idea] });
    stage.refuseReading = new RallyError('unavailable', 'No answer.');
    const failed = await fixture<RallyIdea>(
      html`<rally-idea .store=${stage.store} idea="idea-1"></rally-idea>`,
    );
    expect(find(failed, 'article').getAttribute('aria-busy')).to.equal('true');
    await appears(failed, '[role=alert]');
    stage.refuseReading = undefined;
    await press(failed, 'Try again');
    await appears(failed, 'h3');
  });

  it('is changed by its author, who keeps what they typed when that fails', async () => {
    const { stage, element } = await mount();
    await press(element, 'Edit');
    const editor = await appears(element, 'rally-editor');
    const title = await appears<HTMLInputElement>(editor, 'input');
    await until(() => editor.shadowRoot!.activeElement === title, 'the focus in the title');
    expect(title.value).to.equal(idea.title);
    await expectAccessible(element);
    type(title, 'Scale any recipe');
    stage.refuse = new RallyError('unavailable', 'The store is being moved.');
    find<HTMLFormElement>(editor, 'form').requestSubmit();
    stage.refuse = new RallyError('forbidden', 'Not now.');
    await until(() => textOf(editor).includes('Not now.'));
    expect(title.value).to.equal('Scale any recipe');
    stage.refuse = undefined;
    find<HTMLFormElement>(editor, 'form').requestSubmit();
    await until(() => find(element, 'h3').textContent === 'Scale any recipe');
    await until(() => !element.shadowRoot!.querySelector('rally-editor'), 'the editor closed');
    await until(() => element.shadowRoot!.activeElement?.textContent!.trim() === 'Edit');
    expect(textOf(element)).to.contain('edited');
  });

  it('does not lose the other’s change silently when two change it', async () => {
    const { stage, element } = await mount();
    await press(element, 'Edit');
    const editor = await appears(element, 'rally-editor');
    const body = await appears<HTMLTextAreaElement>(editor, 'textarea');
    await stage.host
      .as(priya)
      .apply([command('c-1', 'idea.edit', { id: 'idea-1', revision: 99, body: 'What Priya wrote.' })]);
    type(body, 'What Ana wrote.');
    find<HTMLFormElement>(editor, 'form').requestSubmit();
    await until(() => textOf(editor).includes('Somebody changed this text meanwhile'));
    expect(body.value).to.equal('What Ana wrote.');
    const theirs = await appears(editor, '.theirs');
    expect(theirs.textContent).to.contain('What Priya wrote.');
    await until(() => editor.shadowRoot!.activeElement === theirs, 'the focus on the other text');
    await expectAccessible(element);
    await until(() => stage.store.peek({ kind: 'idea', id: 'idea-1' })?.body === 'What Priya wrote.');
    await press(editor, 'Keep mine');
    await until(() => stage.store.peek({ kind: 'idea', id: 'idea-1' })?.body === 'What Ana wrote.');
  });

  it('shows both texts side by side where there is room, and takes the other’s when asked to', async () => {
    const { stage, element } = await mount();
    await press(element, 'Edit');
    const editor = await appears(element, 'rally-editor');
    const body = await appears<HTMLTextAreaElement>(editor, 'textarea');
    await stage.host
      .as(priya)
      .apply([command('c-1', 'idea.edit', { id: 'idea-1', revision: 99, body: 'What Priya wrote.' })]);
    type(body, 'What Ana wrote.');
    find<HTMLFormElement>(editor, 'form').requestSubmit();
    const theirs = await appears(editor, '.theirs');
    const top = (each: Element) => each.getBoundingClientRect().top;
    element.style.inlineSize = '700px';
    expect(top(theirs)).to.be.below(body.getBoundingClientRect().bottom);
    element.style.inlineSize = '360px';
    await until(() => top(theirs) >= body.getBoundingClientRect().bottom, 'one above the other');
    await press(editor, 'Take theirs');
    await until(() => !element.shadowRoot!.querySelector('rally-editor'), 'the editor closed');
    expect(textOf(element)).to.contain('What Priya wrote.');
  });

  it('lets new comments of others wait until asked for', async () => {
    const { stage, comments } = await mount();
    await appears(comments, '.comment');
    await until(() => stage.store.connection.value === 'live');
    const subject = { kind: 'idea', id: 'idea-1' } as const;
    await stage.host
      .as(priya)
      .apply([command('c-1', 'comment.create', { id: 'new', subject, body: 'We hear you.' })]);
    const fresh = await appears(comments, 'rally-fresh');
    await until(() => fresh.shadowRoot && textOf(fresh) === '1 new comment');
    await until(() => comments.shadowRoot!.querySelector('.live')?.textContent === '1 new comment');
    expect(textOf(comments)).not.to.contain('We hear you.');
    await expectAccessible(comments);
    find(fresh, 'button').focus();
    await sendKeys({ press: 'Enter' });
    await until(() => (comments.shadowRoot!.activeElement as HTMLElement | null)?.dataset.id === 'new');
  });

  it('is deleted by its author after asking once more', async () => {
    const { stage, element } = await mount();
    await press(element, 'Delete');
    await element.updateComplete;
    expect(stage.store.peek({ kind: 'idea', id: 'idea-1' })).to.exist;
    await press(element, 'Cancel');
    await press(element, 'Delete');
    const removed = oneEvent(element, 'rally-post-remove');
    await press(element, 'Delete for good');
    await removed;
    await until(() => textOf(element).includes('not here any more'));
  });

  it('offers others neither', async () => {
    const { stage, element } = await mount({ id: 'ben', name: 'Ben', role: 'member' });
    await ready(stage);
    await element.updateComplete;
    expect(has(element, 'Edit') || has(element, 'Delete')).to.equal(false);
    expect(element.shadowRoot!.querySelector('rally-idea-team')).to.equal(null);
  });

  it('has tools for the team: status with an answer, and lock', async () => {
    const { stage, element } = await mount(priya);
    const team = await appears(element, 'rally-idea-team');
    (await appears<HTMLElement>(team, 'summary')).click();
    await expectAccessible(element);
    const form = find(team, 'rally-idea-status');
    find<HTMLSelectElement>(form, 'select').value = 'shipped';
    type(find<HTMLTextAreaElement>(form, 'textarea'), 'It is **live**.');
    find<HTMLFormElement>(form, 'form').requestSubmit();
    const now = () => stage.store.peek({ kind: 'idea', id: 'idea-1' });
    await until(() => now()?.status === 'shipped' && now()?.response?.body === 'It is **live**.');
    await until(() => find(element, '.badge').textContent === 'Shipped');
    await press(team, 'Lock');
    await until(() => textOf(element).includes('Locked by the team'));
    await expectAccessible(element);
    await press(team, 'Unlock');
    await until(() => !now()?.locked);
  });

  it('leaves a status as others set it meanwhile, when only the answer is changed', async () => {
    const { stage, element } = await mount(priya);
    const team = await appears(element, 'rally-idea-team');
    (await appears<HTMLElement>(team, 'summary')).click();
    const form = find(team, 'rally-idea-status');
    const note = await appears<HTMLTextAreaElement>(form, 'textarea');
    await until(() => stage.store.connection.value === 'live');
    const other = stage.host.as({ id: 'sam', name: 'Sam', role: 'team' });
    await other.apply([command('c-1', 'idea.set-status', { id: 'idea-1', status: 'shipped' })]);
    await until(() => find(element, '.badge').textContent === 'Shipped');
    type(note, 'Thank you all.');
    find<HTMLFormElement>(form, 'form').requestSubmit();
    const now = () => stage.store.peek({ kind: 'idea', id: 'idea-1' });
    await until(() => now()?.response?.body === 'Thank you all.');
    expect(now()?.status).to.equal('shipped');
  });

  it('takes no comments when locked, but shows those there are', async () => {
    const { stage, comments } = await mount(ana, [{ ...idea, locked: true }, ...talk]);
    await until(() => comments.shadowRoot!.querySelectorAll('.comment').length === 3);
    await ready(stage);
    await until(() => !comments.shadowRoot!.querySelector('.write'), 'no place to write');
    expect(has(comments, 'Reply')).to.equal(false);
  });
});

describe('<rally-comments>', () => {
  it('takes a comment and a reply, and puts the focus back', async () => {
    const { comments } = await mount();
    await press(comments, 'Write a comment');
    const composer = await appears(comments, 'rally-composer');
    const body = await appears<HTMLTextAreaElement>(composer, 'textarea');
    await until(() => composer.shadowRoot!.activeElement === body, 'the focus in the composer');
    type(body, 'And for two.');
    find<HTMLFormElement>(composer, 'form').requestSubmit();
    await until(() => comments.shadowRoot!.querySelectorAll('.comment').length === 4);
    await until(() => comments.shadowRoot!.activeElement?.textContent!.trim() === 'Write a comment');
    await press(comments, 'Reply', '[data-id=c1]');
    const replying = await appears(comments, '[data-id=c1] rally-composer');
    type(await appears<HTMLTextAreaElement>(replying, 'textarea'), 'How many is that?');
    find<HTMLFormElement>(replying, 'form').requestSubmit();
    await until(() => comments.shadowRoot!.querySelectorAll('[data-id=c1] .replies .comment').length === 2);
    await until(() => textOf(comments).includes('5 comments'));
    await expectAccessible(comments);
  });

  it('lets people change and delete their own', async () => {
    const { comments } = await mount();
    await press(comments, 'Edit', '[data-id=c3]');
    const editor = await appears(comments, 'rally-editor');
    type(await appears<HTMLTextAreaElement>(editor, 'textarea'), 'Mine as well.');
    await expectAccessible(comments);
    find<HTMLFormElement>(editor, 'form').requestSubmit();
    const shown = await appears(comments, '[data-id=c3] rally-markdown');
    await until(() => textOf(shown).includes('Mine as well.'));
    expect(find(comments, '[data-id=c3]').textContent).to.contain('edited');
    await press(comments, 'Delete', '[data-id=c3]');
    await press(comments, 'Delete for good', '[data-id=c3]');
    await until(() => !comments.shadowRoot!.querySelector('[data-id=c3]'), 'it is gone');
    expect(comments.shadowRoot!.querySelectorAll('[data-id=c1] > div > .acts button').length).to.equal(1);
  });

  it('closes a form by Escape and keeps what was typed', async () => {
    const { comments } = await mount();
    await press(comments, 'Write a comment');
    const composer = await appears(comments, 'rally-composer');
    type(await appears<HTMLTextAreaElement>(composer, 'textarea'), 'Half a thought');
    await until(() => composer.shadowRoot!.activeElement);
    await sendKeys({ press: 'Escape' });
    await until(() => !comments.shadowRoot!.querySelector('rally-composer'), 'the form closed');
    await press(comments, 'Write a comment');
    const again = await appears(comments, 'rally-composer');
    expect((await appears<HTMLTextAreaElement>(again, 'textarea')).value).to.equal('Half a thought');
  });

  it('says of what a former member wrote that it is theirs', async () => {
    const { element } = await mount(ana, [{ ...idea, author: formerMember }, ...talk]);
    await until(() => textOf(element).includes('Former member'));
  });

  it('says where a merged idea went', async () => {
    const target = make.idea({ id: 'idea-2', title: 'Split the bill' });
    const { element } = await mount(ana, [target, { ...idea, mergedInto: 'idea-2' }]);
    await until(() => textOf(element).includes('Merged into: Split the bill'));
    expect(find<HTMLAnchorElement>(element, '.merged a').getAttribute('href')).to.equal('#rally-idea=idea-2');
    await expectAccessible(element);
  });

  it('invites where nobody has said anything', async () => {
    const { comments } = await mount(ana, [idea]);
    await until(() => textOf(comments).includes('Nobody has said anything yet.'));
    await expectAccessible(comments);
  });
});
