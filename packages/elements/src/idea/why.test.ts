import { expect, fixture, html } from '@open-wc/testing';
import { command, trendHalfLife } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, find, make, setStage, textOf, until } from '../base/stage.test.world.js';
import type { RallyIdea } from './idea.js';
import './idea.define.js';

const idea = make.idea({ createdAt: Date.now() - trendHalfLife });

async function mount(more: Parameters<typeof setStage>[0] = {}) {
  const stage = setStage({ as: ana, entities: [idea], ...more });
  const element = await fixture<RallyIdea>(
    html`<rally-idea .store=${stage.store} idea=${idea.id} lang="en"></rally-idea>`,
  );
  await appears(element, 'h3');
  return { stage, element };
}

describe('<rally-idea-why>', () => {
  it('says what the attention of an idea is made of, and follows it', async () => {
    const { stage, element } = await mount();
    const why = await appears(element, 'rally-idea-why');
    const summary = await appears(why, 'summary');
    expect(textOf(why)).not.to.contain('Attention');
    summary.click();
    await appears(why, 'table');
    const counts = () => [...why.shadowRoot!.querySelectorAll('td')].map((each) => each.textContent);
    // Half of the ten that a new idea has, after a week.
    expect(counts()).to.deep.equal(['5', '0', '0', '5']);
    expect(textOf(why)).to.contain('half after 7 days').and.to.contain('Being new (10 at first)');
    await stage.store.dispatch('vote.set', { subject: { kind: 'idea', id: idea.id }, value: 1 });
    await until(() => counts().join() === '5,1,0,6');
    await stage.host
      .as({ id: 'ben', name: 'Ben', role: 'member' })
      .apply([
        command('c', 'comment.create', { id: 'c', subject: { kind: 'idea', id: idea.id }, body: 'Yes.' }),
      ]);
    await until(() => counts().join() === '5,1,0.6,6.6');
    await expectAccessible(element);
  });

  it('is not there where nothing is listed by attention', async () => {
    const { element } = await mount({ sorts: ['new'] });
    await until(() => find(element, 'rally-vote'));
    expect(element.shadowRoot!.querySelector('rally-idea-why')).to.equal(null);
  });
});
