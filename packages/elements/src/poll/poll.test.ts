import { expect, fixture, oneEvent, waitUntil } from '@open-wc/testing';
import { RallyError, type Identity, type Poll } from '@rallykit/core';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, setStage, textOf } from '../base/stage.test.world.js';
import './poll.define.js';
import type { RallyPoll } from './poll.js';

const answered = { voters: 641, options: { offline: 333, voice: 199, widgets: 109 } };

async function mount(own: Partial<Poll> = {}, as: Identity | null = ana) {
  const stage = setStage({ as, entities: [make.poll({ tally: answered, ...own })] });
  const poll = await fixture<RallyPoll>(html`<rally-poll .store=${stage.store} poll="poll-1"></rally-poll>`);
  await appears(poll, 'fieldset');
  return { stage, poll };
}

const inputs = (poll: RallyPoll) => [...poll.shadowRoot!.querySelectorAll('input')];
const chosen = (poll: RallyPoll) =>
  inputs(poll)
    .filter(({ checked }) => checked)
    .map(({ value }) => value);
const shares = (poll: RallyPoll) =>
  [...poll.shadowRoot!.querySelectorAll('.opt b')].map((each) => each.textContent);
const widths = (poll: RallyPoll) =>
  [...poll.shadowRoot!.querySelectorAll<HTMLElement>('.opt')].map((each) =>
    Math.round(Number.parseFloat(each.style.getPropertyValue('--share'))),
  );
const foot = (poll: RallyPoll) => textOf(find(poll, '#foot'));

describe('<rally-poll>', () => {
  it('asks, and keeps the result back until I answer', async () => {
    const { poll } = await mount();
    expect(find(poll, 'legend').textContent!.trim()).to.equal('Which should we do first?');
    expect(shares(poll)).to.deep.equal(['', '', '']);
    expect(foot(poll)).to.equal('641 votes');
    await expectAccessible(poll);
  });

  it('shows my answer and the result before the backend has it', async () => {
    const { stage, poll } = await mount({ closesAt: Date.now() + 3 * 86_400_000 });
    let answer!: () => void;
    stage.hold = new Promise((resolve) => (answer = resolve));
    const fact = oneEvent(poll, 'rally-ballot-set');
    inputs(poll)[0]!.click();
    await waitUntil(() => shares(poll)[0] === '52%');
    expect(shares(poll)).to.deep.equal(['52%', '31%', '17%']);
    expect(widths(poll)).to.deep.equal([52, 31, 17]);
    expect(poll.matches(':state(pending)')).to.equal(true);
    expect(foot(poll)).to.match(/^642 votes closes in \d days you can change yours Take mine back$/);
    answer();
    const { input } = (await fact) as unknown as { input: unknown };
    expect(input).to.deep.equal({ poll: 'poll-1', options: ['offline'] });
    await waitUntil(() => !poll.matches(':state(pending)'));
    await waitUntil(() => find(poll, '.live').textContent === 'Offline recipes: 52%');
    await expectAccessible(poll);
  });

  it('changes my answer, and takes it back', async () => {
    const { stage, poll } = await mount();
    inputs(poll)[0]!.click();
    await oneEvent(poll, 'rally-ballot-set');
    inputs(poll)[2]!.click();
    await oneEvent(poll, 'rally-ballot-set');
    expect(stage.store.myBallot('poll-1')).to.deep.equal(['widgets']);
    await waitUntil(() => foot(poll).startsWith('642 votes'));
    const back = oneEvent(poll, 'rally-ballot-set');
    find<HTMLButtonElement>(poll, '.link').click();
    await back;
    expect(stage.store.myBallot('poll-1')).to.deep.equal([]);
    await waitUntil(() => poll.shadowRoot!.activeElement === inputs(poll)[0]);
    expect(chosen(poll)).to.deep.equal([]);
    expect(shares(poll)).to.deep.equal(['', '', '']);
  });

  it('takes several where several may be chosen, as shares of those who answered', async () => {
    const tally = { voters: 3, options: { offline: 3, voice: 0, widgets: 1 } };
    const { stage, poll } = await mount({ choice: 'multiple', tally });
    expect(inputs(poll).every(({ type }) => type === 'checkbox')).to.equal(true);
    expect(foot(poll)).to.contain('choose as many as you like');
    inputs(poll)[0]!.click();
    await oneEvent(poll, 'rally-ballot-set');
    inputs(poll)[1]!.click();
    await oneEvent(poll, 'rally-ballot-set');
    expect([...stage.store.myBallot('poll-1')].sort()).to.deep.equal(['offline', 'voice']);
    await waitUntil(() => shares(poll)[1] === '25%');
    expect(shares(poll)).to.deep.equal(['100%', '25%', '25%']);
    expect(foot(poll)).to.contain('4 people answered');
    inputs(poll)[0]!.click();
    await oneEvent(poll, 'rally-ballot-set');
    expect(stage.store.myBallot('poll-1')).to.deep.equal(['voice']);
    await expectAccessible(poll);
  });

  it('counts an answer where the arrow keys rest, not each that they pass', async () => {
    const { stage, poll } = await mount();
    const asked: unknown[] = [];
    poll.addEventListener('rally-ballot-set-request', (event) => asked.push(event.input.options));
    inputs(poll)[0]!.focus();
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'ArrowDown' });
    expect(chosen(poll)).to.deep.equal(['widgets']);
    expect(asked).to.deep.equal([]);
    const fact = oneEvent(poll, 'rally-ballot-set');
    await sendKeys({ press: 'Enter' });
    await fact;
    expect(asked).to.deep.equal([['widgets']]);
    await sendKeys({ press: 'ArrowUp' });
    const left = oneEvent(poll, 'rally-ballot-set');
    inputs(poll)[1]!.blur();
    await left;
    expect(stage.store.myBallot('poll-1')).to.deep.equal(['voice']);
  });

  it('takes a refused answer back, and says why', async () => {
    const { stage, poll } = await mount();
    stage.refuse = new RallyError('forbidden', 'This poll is closed. Its result stays.');
    inputs(poll)[1]!.click();
    await waitUntil(() => poll.shadowRoot!.querySelector('.hint')?.textContent?.includes('closed'));
    await waitUntil(() => chosen(poll).length === 0);
    expect(shares(poll)).to.deep.equal(['', '', '']);
  });

  it('asks the page for a sign-in where that is needed, and chooses nothing', async () => {
    const { poll } = await mount({}, null);
    const asked = oneEvent(poll, 'rally-auth-required');
    inputs(poll)[1]!.click();
    await asked;
    await waitUntil(() => poll.shadowRoot!.querySelector('.hint')?.textContent?.includes('Sign in'));
    expect(chosen(poll)).to.deep.equal([]);
  });

  it('lets the page veto an answer', async () => {
    const { stage, poll } = await mount();
    poll.addEventListener('rally-ballot-set-request', (event) => event.preventDefault());
    inputs(poll)[1]!.click();
    await waitUntil(() => chosen(poll).length === 0);
    expect(stage.store.myBallot('poll-1')).to.deep.equal([]);
  });

  it('shows the result to all once it is closed', async () => {
    const { poll } = await mount({ closesAt: Date.now() - 9 * 86_400_000 }, null);
    expect(shares(poll)).to.deep.equal(['52%', '31%', '17%']);
    expect(inputs(poll).every(({ disabled }) => disabled)).to.equal(true);
    expect(foot(poll)).to.match(/^641 votes closed /);
    await expectAccessible(poll);
  });

  it('closes by itself when its time comes', async () => {
    const { poll } = await mount({ closesAt: Date.now() + 400 });
    await waitUntil(() => inputs(poll)[0]!.disabled, 'it closes', { timeout: 5000 });
    expect(foot(poll)).to.contain('closed');
  });

  it('keeps its size when the result comes, with very large numbers and long words too', async () => {
    const options = [
      { id: 'offline', label: 'Donaudampfschifffahrtsgesellschaft'.repeat(2) },
      { id: 'voice', label: 'Voice' },
    ];
    const { poll } = await mount({
      options,
      tally: { voters: 98_765_432, options: { offline: 98_765_000, voice: 432 } },
    });
    poll.style.inlineSize = '320px';
    const before = poll.shadowRoot!.querySelector('.opt')!.getBoundingClientRect().height;
    inputs(poll)[0]!.click();
    await waitUntil(() => shares(poll)[0] === '100%');
    expect(poll.shadowRoot!.querySelector('.opt')!.getBoundingClientRect().height).to.equal(before);
    expect(foot(poll)).to.contain('98,765,433 votes');
    expect(poll.scrollWidth).to.be.at.most(poll.clientWidth);
  });

  it('says what is missing, gone or broken', async () => {
    const none = await fixture<RallyPoll>(html`<rally-poll .store=${setStage().store}></rally-poll>`);
    expect(textOf(none)).to.contain('Which poll?');
    const gone = await fixture<RallyPoll>(
      html`<rally-poll .store=${setStage().store} poll="nope"></rally-poll>`,
    );
    await waitUntil(() => textOf(gone).includes('This poll is not here any more'));
    await expectAccessible(gone);
    const stage = setStage();
    stage.refuseReading = new RallyError('forbidden', 'The door is closed.');
    const broken = await fixture<RallyPoll>(
      html`<rally-poll .store=${stage.store} poll="poll-1"></rally-poll>`,
    );
    await waitUntil(() => textOf(broken).includes('The door is closed.'));
    await expectAccessible(broken);
  });

  it('reads from right to left', async () => {
    const stage = setStage({ entities: [make.poll({ tally: answered, closesAt: 1 })] });
    const page = await fixture(
      html`<div dir="rtl"><rally-poll .store=${stage.store} poll="poll-1"></rally-poll></div>`,
    );
    const poll = page.querySelector('rally-poll')!;
    await appears(poll, '.opt');
    const input = find(poll, '.opt input').getBoundingClientRect();
    expect(input.left).to.be.above(find(poll, '.opt b').getBoundingClientRect().right);
    await expectAccessible(poll);
  });
});
