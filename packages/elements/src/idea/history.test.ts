import { expect, fixture, html } from '@open-wc/testing';
import { command, RallyError, type Command } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import { ana, appears, make, priya, setStage, textOf, until } from '../base/stage.test.world.js';
import type { RallyIdea } from './idea.js';
import './idea.define.js';

const move = (id: string, status: string, note?: string) =>
  command(id, 'idea.set-status', { id: 'idea-1', status, ...(note && { note }) }) as Command;

describe('<rally-idea-history>', () => {
  it('shows each step, the newest first, with who made it and why; others’ as they come', async () => {
    const stage = setStage({ as: ana, entities: [make.idea()] });
    await stage.host.as(priya).apply([move('s1', 'planned', 'In **spring**.')]);
    const element = await fixture<RallyIdea>(
      html`<rally-idea .store=${stage.store} idea="idea-1"></rally-idea>`,
    );
    const history = await appears(element, 'rally-idea-history');
    expect(stage.store.peek({ kind: 'step', id: 'idea-1~2' }), 'before it is opened').to.equal(undefined);
    (await appears<HTMLElement>(history, 'summary')).click();
    await appears(await appears(history, 'rally-markdown'), 'strong');
    expect(textOf(history)).to.contain('Priya, Product lead');
    const shown = () => [...history.shadowRoot!.querySelectorAll('.badge')].map(textOf);
    expect(shown(), 'back to how it began').to.deep.equal(['Planned', 'Open']);
    await expectAccessible(element);
    await stage.host.as(priya).apply([move('s2', 'shipped')]);
    await until(() => history.shadowRoot!.querySelectorAll('li').length === 3, 'the second step');
    expect(shown()).to.deep.equal(['Shipped', 'Planned', 'Open']);
    await expectAccessible(element);
  });

  it('says so where it was moved before steps were kept', async () => {
    const moved = make.idea({ status: 'planned', statusAt: make.idea().createdAt + 1 });
    const { store } = setStage({ as: ana, entities: [moved] });
    const element = await fixture<RallyIdea>(html`<rally-idea .store=${store} idea="idea-1"></rally-idea>`);
    const history = await appears(element, 'rally-idea-history');
    (await appears<HTMLElement>(history, 'summary')).click();
    await until(() => textOf(history).includes('before its steps were kept'));
    await expectAccessible(element);
  });

  it('says what went wrong when it cannot be read, and reads it again', async () => {
    const stage = setStage({ as: ana, entities: [make.idea()] });
    await stage.host.as(priya).apply([move('s1', 'planned')]);
    const element = await fixture<RallyIdea>(
      html`<rally-idea .store=${stage.store} idea="idea-1"></rally-idea>`,
    );
    const history = await appears(element, 'rally-idea-history');
    stage.refuseReading = new RallyError('not-found', 'Not now.');
    (await appears<HTMLElement>(history, 'summary')).click();
    const again = await appears(history, '[role=alert] button');
    expect(textOf(history)).to.contain('Not now.');
    await expectAccessible(element);
    stage.refuseReading = undefined;
    again.click();
    await until(() => textOf(history).includes('Planned'), 'the step');
  });

  it('is not there for what was never moved', async () => {
    const stage = setStage({ as: ana, entities: [make.idea()] });
    const element = await fixture<RallyIdea>(
      html`<rally-idea .store=${stage.store} idea="idea-1"></rally-idea>`,
    );
    await appears(element, 'h3');
    await until(() => stage.store.session.value);
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('rally-idea-history')).to.equal(null);
  });
});
