import { expect, fixture, html } from '@open-wc/testing';
import { RallyError, voteId, type Entity, type Identity, type VotersPolicy } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, priya, setStage, textOf, type, until } from '../base/stage.test.world.js';
import '../idea/idea.define.js';
import type { RallyIdea } from '../idea/idea.js';

const subject = { kind: 'idea', id: 'idea-1' } as const;
const crowd = Array.from({ length: 23 }, (_, at) => `voter-${at}`);
const voted = crowd.flatMap((id): Entity[] => {
  const member = make.member({ id, name: `Voter ${id}` });
  const { revision, createdAt, updatedAt } = member;
  const vote = { kind: 'vote', id: voteId(id, subject), member: id, subject, value: 1 } as const;
  return [member, { ...vote, revision, createdAt, updatedAt }];
});

function show(voters: VotersPolicy | undefined, as: Identity | null, tally = {}) {
  const idea = make.idea({ tally: { score: 0, up: 0, down: 0, imported: 0, ...tally } });
  const stage = setStage({
    as,
    entities: [make.board(voters && { voters }), idea, ...voted],
  });
  return fixture<RallyIdea>(html`<rally-idea .store=${stage.store} idea="idea-1"></rally-idea>`).then(
    (element) => ({ element, stage, ...stage }),
  );
}

async function openVoters(element: RallyIdea): Promise<Element> {
  const voters = await appears(element, 'rally-voters');
  (await appears(voters, 'summary')).click();
  return voters;
}

const names = (voters: Element) => [...voters.shadowRoot!.querySelectorAll('li')].map(textOf);

describe('who voted', () => {
  it('is listed a page at a time where the board shows it', async () => {
    const { element } = await show('all', ana);
    const voters = await openVoters(element);
    await until(() => names(voters).length === 20, 'a page of voters');
    expect(textOf(voters)).to.contain('Everybody sees this');
    await expectAccessible(voters);
    find(voters, 'button').click();
    await until(() => names(voters).length === 23, 'all voters');
    expect(new Set(names(voters)).size).to.equal(23);
  });

  it('is for the team alone where the board says so', async () => {
    const { element } = await show('team', priya);
    const voters = await openVoters(element);
    await until(() => textOf(voters).includes('Only the team'));
    const members = await show('team', ana);
    await appears(members.element, 'rally-vote');
    await until(() => members.store.session.value, 'who it is');
    await members.element.updateComplete;
    expect(members.element.shadowRoot!.querySelector('rally-voters')).to.equal(null);
  });

  it('is not offered where the board says nothing of it', async () => {
    const { element, store } = await show(undefined, priya);
    await appears(element, 'rally-idea-team');
    await until(() => store.session.value, 'who it is');
    expect(element.shadowRoot!.querySelector('rally-voters')).to.equal(null);
  });

  it('shows my own vote as soon as it counts', async () => {
    const { element, store } = await show('all', ana);
    const voters = await openVoters(element);
    await until(() => names(voters).length === 20);
    await store.dispatch('vote.set', { subject, value: 1 });
    await until(() => names(voters).some((name) => name.includes('Ana Reis')), 'me among the voters');
  });

  it('asks why after a vote, lets it be, and shows what was said beside the vote', async () => {
    const { element } = await show('all', ana);
    const voters = await openVoters(element);
    const vote = await appears(element, 'rally-vote');
    (await appears<HTMLElement>(vote, 'button')).click();
    const why = await appears(element, 'rally-vote-reason');
    const field = await appears<HTMLInputElement>(why, 'input');
    expect(textOf(why)).to.contain('Everybody sees it');
    expect(why.shadowRoot!.activeElement, 'what has the focus').to.equal(null);
    await expectAccessible(element);
    type(field, 'I cook for <b>six</b>.');
    find<HTMLButtonElement>(why, '.primary').click();
    await until(() => textOf(voters).includes('I cook for <b>six</b>.'), 'why');
    expect(element.shadowRoot!.querySelector('rally-vote-reason')).to.equal(null);
    await expectAccessible(element);
  });

  it('keeps what was typed when it is refused, and asks no more when it need not', async () => {
    const { element, ...stage } = await show('team', ana);
    const vote = await appears(element, 'rally-vote');
    (await appears<HTMLElement>(vote, 'button')).click();
    const why = await appears(element, 'rally-vote-reason');
    const field = await appears<HTMLInputElement>(why, 'input');
    expect(textOf(why)).to.contain('Only the team sees it');
    type(field, 'I cook for six.');
    Object.assign(stage.stage, { refuse: new RallyError('forbidden', 'Not today.') });
    find<HTMLButtonElement>(why, '.primary').click();
    await until(() => textOf(why).includes('Not today.'));
    expect(field.value).to.equal('I cook for six.');
    find(why, '.quiet').click();
    await until(() => !element.shadowRoot!.querySelector('rally-vote-reason'));
  });

  it('is not asked where nobody would see it', async () => {
    const { element, store } = await show(undefined, ana);
    const vote = await appears(element, 'rally-vote');
    (await appears<HTMLElement>(vote, 'button')).click();
    await until(() => store.pending.value.length === 0 && store.myVote(subject) === 1, 'the vote');
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('rally-vote-reason')).to.equal(null);
  });

  it('says how many votes name nobody', async () => {
    const { element } = await show('all', ana, { score: 4, imported: 4 });
    const voters = await openVoters(element);
    await until(() => textOf(voters).includes('4 votes were taken over'));
  });
});
