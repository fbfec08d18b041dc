import { expect, fixture } from '@open-wc/testing';
import { html, type TemplateResult } from 'lit';
import { type Entity, type Identity, type Update } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { expectAccessible } from './axe.test.world.js';
import { ana, make, priya, setStage, until, type Lack } from './stage.test.world.js';
import '../idea/idea.define.js';
import '../ideas/ideas.define.js';
import '../inbox/inbox.define.js';
import '../poll/poll.define.js';
import '../question/question.define.js';
import '../questions/questions.define.js';
import '../updates/updates.define.js';

const board = make.board({ voters: 'all', budget: 3 });
const idea = make.idea({ author: 'ana', body: 'Sums on a napkin.' });
const other = make.idea({ id: 'idea-2', title: 'Another idea', author: 'ana' });
const pending = make.idea({ id: 'waits', title: 'It waits', author: 'ana', pending: true });
const question = make.question({ author: 'ana' });
const answer = make.answer();
const poll = make.poll();
const update: Update = {
  ...{ kind: 'update', id: 'lists', board: 'product', author: 'priya', title: 'Lists', body: '' },
  ...{ labels: [], ships: [], thanks: { people: [], others: 0 }, textRevision: 1 },
  ...{ revision: 1, createdAt: idea.createdAt, updatedAt: idea.createdAt },
};
const entities: readonly Entity[] = [board, idea, other, pending, question, answer, poll, update];

const all = {
  ideas: (store: Store) => html`<rally-ideas .store=${store} board="product" lang="en"></rally-ideas>`,
  idea: (store: Store) => html`<rally-idea .store=${store} idea="idea-1" lang="en"></rally-idea>`,
  waits: (store: Store) => html`<rally-idea .store=${store} idea="waits" lang="en"></rally-idea>`,
  questions: (store: Store) =>
    html`<rally-questions .store=${store} board="help" lang="en"></rally-questions>`,
  question: (store: Store) =>
    html`<rally-question .store=${store} question="question-1" lang="en"></rally-question>`,
  updates: (store: Store) => html`<rally-updates .store=${store} board="product" lang="en"></rally-updates>`,
  inbox: (store: Store) => html`<rally-inbox .store=${store} lang="en"></rally-inbox>`,
  poll: (store: Store) => html`<rally-poll .store=${store} poll="poll-1" lang="en"></rally-poll>`,
} satisfies Record<string, (store: Store) => TemplateResult>;

/** All that matches in an element, through every shadow root in it. */
function everywhere(root: Element, selector: string): HTMLElement[] {
  const inside = root.shadowRoot;
  if (!inside) return [];
  return [
    ...inside.querySelectorAll<HTMLElement>(selector),
    ...[...inside.querySelectorAll('*')].flatMap((each) => everywhere(each, selector)),
  ];
}
const button = (label: string) => (root: Element) =>
  everywhere(root, 'button, summary').some((each) => each.textContent!.trim() === label);
/** The same, in a part of it. */
const within = (tag: string, shows: (root: Element) => boolean) => (root: Element) =>
  everywhere(root, tag).some(shows);
/** The same among the tools for what is selected. */
const selecting = (label: string) => (root: Element) => {
  everywhere(root, '.start').forEach((each) => each.click());
  return button(label)(root);
};
const element = (selector: string) => (root: Element) => everywhere(root, selector).length > 0;

/** What goes when a backend lacks something: where, as whom, and what shows it. */
const rows: readonly (readonly [
  lack: Lack,
  where: keyof typeof all,
  as: Identity,
  shows: (root: Element) => boolean,
])[] = [
  ['idea.create', 'ideas', ana, button('Share an idea')],
  ['question.create', 'questions', ana, button('Ask a question')],
  ['search', 'ideas', ana, element('input[type=search]')],
  ['vote.set', 'idea', ana, within('rally-vote', element('button[aria-disabled=false]'))],
  ['voters', 'idea', ana, element('rally-voters')],
  ['comment.create', 'idea', ana, within('rally-comments', button('Write a comment'))],
  ['idea.edit', 'idea', ana, button('Edit')],
  ['post.remove', 'idea', ana, button('Delete')],
  ['follow.set', 'idea', ana, button('Stop following')],
  ['notification', 'idea', ana, button('Stop following')],
  ['notification', 'inbox', ana, element('.bell')],
  ['idea.set-status', 'idea', priya, button('Team tools')],
  ['post.lock', 'idea', priya, button('Lock')],
  ['idea.set-status', 'ideas', priya, selecting('Status…')],
  ['idea.set-tags', 'ideas', priya, selecting('Topics…')],
  ['idea.move', 'ideas', priya, selecting('Move…')],
  ['idea.archive', 'ideas', priya, selecting('Archive')],
  ['idea.merge', 'ideas', priya, selecting('Merge…')],
  ['idea.pin', 'idea', priya, button('Pin')],
  ['idea.archive', 'idea', priya, button('Archive')],
  ['idea.move', 'idea', priya, button('Move to another board…')],
  ['idea.merge', 'idea', priya, button('Merge into another idea…')],
  ['post.approve', 'waits', priya, button('Approve')],
  ['update.publish', 'updates', priya, button('Write an update')],
  ['update.edit', 'updates', priya, button('Edit')],
  ['update.remove', 'updates', priya, button('Delete')],
  ['answer.create', 'question', ana, button('Write an answer')],
  ['answer.accept', 'question', ana, button('Accept')],
  ['ballot.set', 'poll', ana, element('input:not([disabled])')],
];

describe('where a backend lacks something', () => {
  for (const [lack, where, as, shows] of rows) {
    it(`${lack}: what asks for it is not there (${where})`, async () => {
      const whole = setStage({ entities, as });
      const full = await fixture(all[where](whole.store));
      await until(
        () => shows(full),
        `with “${lack}”, in <${full.localName}>: ${everywhere(full, 'button')
          .map((each) => each.textContent!.trim())
          .join(', ')}`,
      );

      const { store } = setStage({ entities, as, without: [lack] });
      const less = await fixture(all[where](store));
      await until(
        () =>
          store.session.value &&
          // Nothing is left of it.
          (where === 'inbox' ||
            less.shadowRoot!.querySelector('h2, h3, .title, [role=group], fieldset, legend')),
      );
      await store.prepare();
      await until(() => !shows(less), `without “${lack}”`);
      expect(everywhere(less, '[role=alert]')).to.have.length(0);
      await expectAccessible(less);
    });
  }
});
