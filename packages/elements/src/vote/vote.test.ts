import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { command, RallyError, type Entity, type Idea, type Identity } from '@rallykit/core';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import type { Store } from '@rallykit/store';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, priya, setStage, type Stage, until } from '../base/stage.test.world.js';
import type { ActEvent } from '../base/events.js';
import type { RallyVote } from './vote.js';
import './vote.define.js';

interface Setting {
  readonly idea?: Partial<Idea>;
  readonly entities?: readonly Entity[];
  readonly as?: Identity | null;
}

async function mount({ idea = {}, entities = [], as = ana }: Setting = {}): Promise<{
  stage: Stage;
  vote: RallyVote;
}> {
  const tally = { score: 341, up: 0, down: 0, imported: 341 };
  const stage = setStage({ as, entities: [...entities, make.idea({ tally, ...idea })] });
  const vote = await fixture<RallyVote>(
    html`<rally-vote .store=${stage.store} subject="idea/idea-1"></rally-vote>`,
  );
  await appears(vote, '.count');
  // What acting takes has come: a pointer or the focus was on it.
  await stage.store.prepare();
  return { stage, vote };
}

const button = (vote: RallyVote) => find<HTMLButtonElement>(vote, 'button');
const label = (vote: RallyVote) => button(vote).getAttribute('aria-label');
const pressed = (vote: RallyVote) => button(vote).getAttribute('aria-pressed');

describe('<rally-vote>', () => {
  it('says its count and what a press does', async () => {
    const { vote } = await mount();
    expect(label(vote)).to.equal('Vote, 341 votes');
    expect(pressed(vote)).to.equal('false');
    await expectAccessible(vote);
  });

  it('shows a vote before the backend has answered, and says that it is pending', async () => {
    const { stage, vote } = await mount();
    let answer!: () => void;
    stage.hold = new Promise((resolve) => (answer = resolve));
    const fact = oneEvent<ActEvent<'vote.set'>>(vote, 'rally-vote-set');
    button(vote).click();
    await new Promise(requestAnimationFrame);
    expect(label(vote)).to.equal('Remove my vote, 342 votes');
    expect(pressed(vote)).to.equal('true');
    expect(vote.matches(':state(pending)')).to.equal(true);
    answer();
    const { input } = await fact;
    expect(input).to.deep.equal({ subject: { kind: 'idea', id: 'idea-1' }, value: 1 });
    await vote.updateComplete;
    expect(vote.matches(':state(pending)')).to.equal(false);
    expect(pressed(vote)).to.equal('true');
    await expectAccessible(vote);
  });

  it('shows a press in its frame also when it comes before what acting takes', async () => {
    const { store } = setStage({ entities: [make.idea()] });
    let arrive!: () => void;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const slow: Store = { ...store, prepare: () => arrived.then(() => store.prepare()) };
    const vote = await fixture<RallyVote>(
      html`<rally-vote .store=${slow} subject="idea/idea-1"></rally-vote>`,
    );
    await appears(vote, '.count');
    await until(() => store.session.value);
    const shown = async (press: boolean, name: string) => {
      if (press) button(vote).click();
      await new Promise(requestAnimationFrame);
      expect(label(vote)).to.equal(name);
    };
    await shown(true, 'Remove my vote, 1 vote');
    expect(vote.matches(':state(pending)')).to.equal(true);
    await shown(true, 'Vote, 0 votes');
    await shown(true, 'Remove my vote, 1 vote');
    expect(store.pending.value).to.have.length(0);
    arrive();
    await until(() => store.myVote({ kind: 'idea', id: 'idea-1' }) === 1);
    await until(() => store.pending.value.length === 0);
    await shown(false, 'Remove my vote, 1 vote');
    expect(vote.matches(':state(pending)')).to.equal(false);
  });

  it('shows a press in its frame among 1,000 others, which need not be made anew', async function () {
    this.timeout(60_000);
    const ids = Array.from({ length: 1000 }, (_, n) => `idea-${n + 1}`);
    const stage = setStage({ entities: ids.map((id) => make.idea({ id })) });
    const page = await fixture(
      html`<div>
        ${ids.map((id) => html`<rally-vote .store=${stage.store} subject=${`idea/${id}`}></rally-vote>`)}
      </div>`,
    );
    const votes = [...page.querySelectorAll('rally-vote')];
    for (const vote of votes) if (!vote.shadowRoot!.querySelector('.count')) await appears(vote, '.count');
    await stage.store.prepare();
    await until(() => stage.store.connection.value === 'live');
    const made: RallyVote[] = [];
    for (const vote of votes) vote.addController({ hostUpdated: () => made.push(vote) });
    let answer!: () => void;
    stage.hold = new Promise((resolve) => (answer = resolve));
    button(votes[499]!).click();
    await new Promise(requestAnimationFrame);
    expect(label(votes[499]!)).to.equal('Remove my vote, 1 vote');
    expect([...new Set(made)].map(({ subject }) => subject?.id)).to.deep.equal(['idea-500']);
    answer();
    await until(() => stage.store.pending.value.length === 0);
  });

  it('takes the vote back by a second press', async () => {
    const { vote } = await mount();
    button(vote).click();
    await oneEvent(vote, 'rally-vote-set');
    button(vote).click();
    await oneEvent(vote, 'rally-vote-set');
    await vote.updateComplete;
    expect(label(vote)).to.equal('Vote, 341 votes');
  });

  it('works by keyboard', async () => {
    const { vote } = await mount();
    button(vote).focus();
    const voted = oneEvent(vote, 'rally-vote-set');
    await sendKeys({ press: 'Space' });
    await voted;
    await vote.updateComplete;
    expect(pressed(vote)).to.equal('true');
    expect(vote.shadowRoot!.activeElement).to.equal(button(vote));
  });

  it('takes back what the backend refuses, and says why at the control', async () => {
    const { stage, vote } = await mount();
    stage.refuse = new RallyError('forbidden', 'Voting is over here.');
    button(vote).click();
    const hint = await appears(vote, '.hint');
    expect(hint.textContent).to.equal('Voting is over here.');
    expect(hint.getAttribute('role')).to.equal('alert');
    expect(label(vote)).to.equal('Vote, 341 votes');
    await expectAccessible(vote);
    button(vote).focus();
    await sendKeys({ press: 'Escape' });
    expect(vote.shadowRoot!.querySelector('.hint')).to.equal(null);
  });

  it('asks the page first, and does nothing when the page stops it', async () => {
    const { stage, vote } = await mount();
    let asked = 0;
    const veto = (event: Event) => {
      asked += 1;
      event.preventDefault();
    };
    document.addEventListener('rally-vote-set-request', veto);
    button(vote).click();
    document.removeEventListener('rally-vote-set-request', veto);
    await new Promise(requestAnimationFrame);
    expect(asked).to.equal(1);
    expect(label(vote)).to.equal('Vote, 341 votes');
    expect(stage.store.pending.value).to.have.length(0);
  });

  it('asks for signing in where that is needed', async () => {
    const closed = make.community({ guests: 'none' });
    const { vote } = await mount({ as: null, entities: [closed] });
    expect(button(vote).getAttribute('aria-disabled')).to.equal('false');
    const asked = oneEvent(document, 'rally-auth-required');
    button(vote).click();
    await asked;
    expect((await appears(vote, '.hint')).textContent).to.contain('Sign in');
  });

  it('shows no message of its own where the page shows its sign-in', async () => {
    const { vote } = await mount({ as: null, entities: [make.community({ guests: 'none' })] });
    const handled = (event: Event) => event.preventDefault();
    document.addEventListener('rally-auth-required', handled);
    const asked = oneEvent(document, 'rally-auth-required');
    button(vote).click();
    await asked;
    document.removeEventListener('rally-auth-required', handled);
    await import('../base/hint.js');
    await vote.updateComplete;
    expect(vote.shadowRoot!.querySelector('.hint')).to.equal(null);
  });

  it('stays reachable where voting is over, and says so when pressed', async () => {
    const { vote } = await mount({ idea: { status: 'shipped' } });
    expect(button(vote).getAttribute('aria-disabled')).to.equal('true');
    await expectAccessible(vote);
    button(vote).click();
    expect((await appears(vote, '.hint')).textContent).to.contain('Voting is over');
  });

  it('keeps its size whatever the number, and says the number in full', async () => {
    const few = await mount({ idea: { tally: { score: 1, up: 0, down: 0, imported: 1 } } });
    const box = few.vote.getBoundingClientRect();
    expect(box.width).to.be.at.least(44);
    expect(box.height).to.be.at.least(44);
    expect(label(few.vote)).to.equal('Vote, 1 vote');
    const many = await mount({ idea: { tally: { score: 12_345, up: 0, down: 0, imported: 12_345 } } });
    const { width, height } = many.vote.getBoundingClientRect();
    expect([width, height]).to.deep.equal([box.width, box.height]);
    expect(find(many.vote, '.count').textContent).to.equal('12.3K');
    expect(label(many.vote)).to.equal('Vote, 12.3K (12,345) votes');
    const count = find(many.vote, '.count');
    expect(count.offsetWidth).to.be.at.most(button(many.vote).clientWidth);
  });

  it('has two buttons where votes are for or against', async () => {
    const { vote } = await mount({
      entities: [make.board({ purpose: 'process', votes: 'up-down' })],
      idea: { status: 'proposed' },
    });
    const [up, down] = vote.shadowRoot!.querySelectorAll('button');
    expect(up!.getAttribute('aria-label')).to.equal('Vote for, score 341');
    expect(down!.getAttribute('aria-label')).to.equal('Vote against, score 341');
    down!.click();
    await oneEvent(vote, 'rally-vote-set');
    await vote.updateComplete;
    expect(down!.getAttribute('aria-pressed')).to.equal('true');
    expect(down!.getAttribute('aria-label')).to.equal('Remove my vote against, score 340');
    for (const each of [up!, down!]) expect(each.getBoundingClientRect().height).to.be.at.least(44);
    await expectAccessible(vote);
  });

  it('keeps its contrast on a dark page', async () => {
    await emulateMedia({ colorScheme: 'dark' });
    document.documentElement.style.colorScheme = 'dark';
    document.body.style.background = 'Canvas';
    const { vote } = await mount();
    expect(vote.matches(':state(dark)')).to.equal(true);
    await expectAccessible(vote);
    button(vote).click();
    await oneEvent(vote, 'rally-vote-set');
    await expectAccessible(vote);
    document.documentElement.style.colorScheme = '';
    document.body.style.background = '';
    await emulateMedia({ colorScheme: 'light' });
  });

  it('asks the rules again only when something changed that they go by', async () => {
    const { stage, vote } = await mount();
    await vote.updateComplete;
    const { refusalCode } = stage.store;
    let asked = 0;
    Object.assign(stage.store, {
      refusalCode: (...of: Parameters<Store['refusalCode']>) => (asked++, refusalCode(...of)),
    });
    const ben: Identity = { id: 'ben', name: 'Ben', role: 'member' };
    const subject = { kind: 'idea', id: 'idea-1' } as const;
    await stage.host.as(ben).apply([command('other-1', 'vote.set', { subject, value: 1 })]);
    await until(() => label(vote) === 'Vote, 342 votes');
    expect(asked).to.equal(0);
    await stage.host
      .as(priya)
      .apply([command('other-2', 'idea.set-status', { id: 'idea-1', status: 'shipped' })]);
    await until(() => button(vote).getAttribute('aria-disabled') === 'true', 'closed');
    expect(asked).to.be.greaterThan(0);
  });

  it('votes on the subject that it has now', async () => {
    const { stage, vote } = await mount({ entities: [make.idea({ id: 'idea-2' })] });
    // A whole entity will do; only its name is sent.
    vote.subject = make.idea({ id: 'idea-2' });
    await until(() => label(vote) === 'Vote, 0 votes');
    button(vote).click();
    const { input } = await oneEvent<ActEvent<'vote.set'>>(vote, 'rally-vote-set');
    expect(input.subject).to.deep.equal({ kind: 'idea', id: 'idea-2' });
    expect(stage.store.myVote({ kind: 'idea', id: 'idea-1' })).to.equal(0);
  });
});
