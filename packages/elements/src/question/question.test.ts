import { expect, fixture, oneEvent, waitUntil } from '@open-wc/testing';
import { RallyError, type Entity, type Identity } from '@rallykit/core';
import { html } from 'lit';
import { expectAccessible } from '../base/axe.test.world.js';
import {
  ana,
  appears,
  find,
  make,
  priya,
  setStage,
  textOf,
  type as enter,
  type Stage,
} from '../base/stage.test.world.js';
import type { RallyPost } from './post.js';
import './question.define.js';
import type { RallyQuestion } from './question.js';

const asked = make.question({
  author: 'ana',
  body: 'With the time to **start** cooking.',
  answers: 2,
  status: 'answered',
});
const answers = [
  make.answer({
    id: 'first',
    author: 'ines',
    body: 'By hand.',
    tally: { score: 9, up: 0, down: 0, imported: 9 },
  }),
  make.answer({ id: 'second', author: 'priya', body: 'By a link.' }),
];
const people = [
  make.member({ id: 'ana', name: 'Ana Reis' }),
  make.member({ id: 'priya', name: 'Priya', role: 'team', title: 'Product lead' }),
];

interface Setting {
  readonly entities?: readonly Entity[];
  readonly as?: Identity | null;
  readonly id?: string;
}

async function mount({ entities = [asked, ...answers], as = ana, id = 'question-1' }: Setting = {}) {
  const stage = setStage({ as, entities: [...people, ...entities] });
  const question = await show(stage, id);
  return { stage, question };
}

async function show(stage: Stage, id = 'question-1') {
  return fixture<RallyQuestion>(html`<rally-question .store=${stage.store} question=${id}></rally-question>`);
}

/** The answers as they stand, by id. */
const order = (question: RallyQuestion) =>
  [...question.shadowRoot!.querySelectorAll<HTMLElement>('.answer')].map(
    (each) => each.dataset.key!.split('/')[1],
  );

/** What can be done with a post: the labels of its buttons. */
async function acts(question: RallyQuestion, key: string): Promise<HTMLButtonElement[]> {
  const post = (await appears(question, `[data-key="${key}"] rally-post`)) as RallyPost;
  await appears(post, '.acts');
  return [...post.shadowRoot!.querySelectorAll<HTMLButtonElement>('button')];
}
const labels = async (question: RallyQuestion, key: string) =>
  (await acts(question, key)).map((button) => button.textContent!.replace(/\s+/g, ' ').trim());
async function press(question: RallyQuestion, key: string, label: string): Promise<void> {
  await waitUntil(async () => (await labels(question, key)).includes(label), `${label} at ${key}`);
  const at = (await labels(question, key)).indexOf(label);
  (await acts(question, key))[at]!.click();
}

describe('<rally-question>', () => {
  it('shows the question and its answers, the best first', async () => {
    const { question } = await mount();
    await waitUntil(() => order(question).length === 2);
    expect(order(question)).to.deep.equal(['first', 'second']);
    expect(find(question, 'h3').textContent).to.equal(asked.title);
    expect(find(question, '#answers').textContent!.trim()).to.equal('2 answers');
    expect(textOf(find(question, '[data-key="answer/second"]')))
      .to.contain('Priya, Product lead')
      .and.contain('Team');
    await expectAccessible(question);
  });

  it('lets the asker accept an answer, which then comes first, and take that back', async () => {
    const { question, stage } = await mount();
    const fact = oneEvent(question, 'rally-answer-accept');
    await press(question, 'answer/second', 'Accept');
    const { input } = (await fact) as unknown as { input: unknown };
    expect(input).to.deep.equal({ question: 'question-1', answer: 'second' });
    await waitUntil(() => order(question)[0] === 'second');
    expect(order(question)).to.deep.equal(['second', 'first']);
    expect(textOf(find(question, '.accepted'))).to.contain('Accepted');
    expect(textOf(question)).to.contain('Solved');
    await expectAccessible(question);
    await press(question, 'answer/second', 'Take acceptance back');
    await waitUntil(() => !question.shadowRoot!.querySelector('.accepted'));
    expect(stage.store.peek({ kind: 'question', id: 'question-1' })?.status).to.equal('answered');
  });

  it('offers accepting to the team, and to nobody else', async () => {
    const other = await mount({ entities: [{ ...asked, author: 'ines' }, ...answers] });
    expect(await labels(other.question, 'answer/first')).to.deep.equal(['Comment']);
    await other.stage.store.prepare();
    await other.question.updateComplete;
    expect(await labels(other.question, 'answer/first')).to.deep.equal(['Comment']);
    const team = await mount({ entities: [{ ...asked, author: 'ines' }, ...answers], as: priya });
    await waitUntil(async () => (await labels(team.question, 'answer/first')).includes('Accept'));
    const reader = await mount({ as: null });
    await waitUntil(() => order(reader.question).length === 2);
    expect(await labels(reader.question, 'answer/first')).not.to.contain('Accept');
  });

  it('shows an accepted answer that stands on a later page first, once', async () => {
    const many = Array.from({ length: 24 }, (_, at) =>
      make.answer({ id: `a${at}`, tally: { score: 100 - at, up: 0, down: 0, imported: 100 - at } }),
    );
    const { question } = await mount({
      entities: [{ ...asked, answers: 24, accepted: 'a23', status: 'solved' }, ...many],
    });
    await waitUntil(() => order(question).length === 21);
    expect(order(question)[0]).to.equal('a23');
    find<HTMLButtonElement>(question, '.more button').click();
    await waitUntil(() => order(question).length === 24);
    expect(order(question).filter((id) => id === 'a23').length).to.equal(1);
    await waitUntil(() => question.shadowRoot!.activeElement?.getAttribute('data-key') === 'answer/a20');
  });

  it('takes an answer, puts the focus on it, and says so', async () => {
    const { question, stage } = await mount({ entities: [make.question()] });
    await waitUntil(() => textOf(question).includes('No answer yet'));
    await expectAccessible(question);
    find<HTMLButtonElement>(question, '.write').click();
    const composer = await appears(question, 'rally-composer');
    enter(await appears<HTMLTextAreaElement>(composer, 'textarea'), 'Try *this*.');
    find<HTMLFormElement>(composer, 'form').requestSubmit();
    await waitUntil(
      () => order(question).length === 1 && !question.shadowRoot!.querySelector('rally-composer'),
    );
    await waitUntil(() => question.shadowRoot!.activeElement?.classList.contains('answer'));
    const [id] = order(question);
    expect(stage.store.peek({ kind: 'answer', id: id! })?.body).to.equal('Try *this*.');
    expect(find(question, '#answers').textContent!.trim()).to.equal('1 answer');
    await waitUntil(() => find(question, '.live').textContent === 'Your answer is there.');
  });

  it('shows an answer that was begun before, without taking the focus', async () => {
    const storage = new Map<string, string>();
    const setting = {
      entities: [...people, asked, ...answers],
      storage: {
        getItem: (key: string) => storage.get(key) ?? null,
        setItem: (key: string, value: string) => void storage.set(key, value),
        removeItem: (key: string) => void storage.delete(key),
      },
    };
    const first = await show(setStage(setting));
    (await appears<HTMLButtonElement>(first, '.write')).click();
    enter(await appears<HTMLTextAreaElement>(await appears(first, 'rally-composer'), 'textarea'), 'Half of');
    first.remove();
    const second = await show(setStage(setting));
    const composer = await appears(second, 'rally-composer');
    await waitUntil(() => composer.shadowRoot?.querySelector('textarea')?.value === 'Half of');
    expect(second.shadowRoot!.activeElement).to.equal(null);
  });

  it('deletes my answer after asking, and puts the focus on the rest', async () => {
    const { question, stage } = await mount({
      entities: [asked, answers[0]!, make.answer({ id: 'mine', author: 'ana', body: 'Hm.' })],
    });
    await press(question, 'answer/mine', 'Delete');
    await press(question, 'answer/mine', 'Cancel');
    await press(question, 'answer/mine', 'Delete');
    const fact = oneEvent(question, 'rally-post-remove');
    await press(question, 'answer/mine', 'Delete for good');
    await fact;
    expect(order(question)).to.deep.equal(['first']);
    expect(stage.store.peek({ kind: 'answer', id: 'mine' })).to.equal(undefined);
    expect(question.shadowRoot!.activeElement?.id).to.equal('answers');
  });

  it('keeps an answer whose deletion is refused, and says why', async () => {
    const { question, stage } = await mount({
      entities: [asked, make.answer({ id: 'mine', author: 'ana', body: 'Hm.' })],
    });
    await press(question, 'answer/mine', 'Delete');
    stage.refuse = new RallyError('forbidden', 'Not today.');
    await press(question, 'answer/mine', 'Delete for good');
    await waitUntil(() => question.shadowRoot!.querySelector('.hint')?.textContent === 'Not today.');
    expect(order(question)).to.deep.equal(['mine']);
  });

  it('edits my question', async () => {
    const { question } = await mount();
    await press(question, 'question/question-1', 'Edit');
    const post = find(question, '[data-key="question/question-1"] rally-post');
    const editor = await appears(post, 'rally-editor');
    enter(await appears<HTMLTextAreaElement>(editor, 'textarea'), 'Better words');
    find<HTMLFormElement>(editor, 'form').requestSubmit();
    await waitUntil(() => post.shadowRoot!.querySelector('rally-markdown')?.textContent === 'Better words');
    expect(textOf(question)).to.contain('edited');
  });

  it('shows the comments on an answer when asked for', async () => {
    const { question } = await mount({
      entities: [
        asked,
        { ...answers[0]!, comments: 1 },
        make.comment({ board: 'help', subject: { kind: 'answer', id: 'first' }, body: 'Thank you!' }),
      ],
    });
    await press(question, 'answer/first', '1 comment');
    const post = find(question, '[data-key="answer/first"] rally-post');
    const comments = await appears(post, 'rally-comments');
    await waitUntil(() => textOf(comments).includes('Thank you!'));
    expect(find(post, '[aria-expanded]').getAttribute('aria-expanded')).to.equal('true');
    await expectAccessible(question);
  });

  it('says that it is locked', async () => {
    const { question } = await mount({ entities: [{ ...asked, locked: true }, ...answers] });
    await waitUntil(() => textOf(question).includes('Locked by the team.'));
    expect(question.shadowRoot!.querySelector('.write')).to.equal(null);
    await expectAccessible(question);
  });

  it('says what is missing, gone or broken, and tries again', async () => {
    const none = await fixture<RallyQuestion>(
      html`<rally-question .store=${setStage().store}></rally-question>`,
    );
    expect(textOf(none)).to.contain('Which question?');
    const { question: gone } = await mount({ id: 'nope' });
    await waitUntil(() => textOf(gone).includes('This question is not here any more'));
    await expectAccessible(gone);
    const stage = setStage({ entities: [...people, asked, ...answers] });
    stage.refuseReading = new RallyError('forbidden', 'The door is closed.');
    const broken = await show(stage);
    await waitUntil(() => textOf(broken).includes('The door is closed.'));
    await expectAccessible(broken);
  });

  it('reads from right to left', async () => {
    const stage = setStage({
      entities: [...people, { ...asked, accepted: 'first', status: 'solved' }, ...answers],
    });
    const page = await fixture(
      html`<div dir="rtl" style="inline-size: 380px">
        <rally-question .store=${stage.store} question="question-1"></rally-question>
      </div>`,
    );
    const question = page.querySelector('rally-question')!;
    const vote = await appears(question, '.answer rally-vote');
    const text = find(question, '.answer rally-post');
    expect(vote.getBoundingClientRect().left).to.be.above(text.getBoundingClientRect().right);
    expect(question.scrollWidth).to.be.at.most(question.clientWidth);
    await expectAccessible(question);
  });
});
